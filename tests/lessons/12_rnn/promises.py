"""What the docstrings of lesson 12 promise of the arguments, asserted on each hidden input."""

from collections.abc import Iterable, Iterator

import torch
from torch import nn


def _are_alike(*tensors):
    assert len({x.dtype for x in tensors}) == 1
    assert len({x.device for x in tensors}) == 1
    assert tensors[0].dtype in (torch.float64, torch.float32, torch.float16)
    assert all(x.isfinite().all() for x in tensors)
    assert all(size >= 1 for x in tensors for size in x.shape)


def _leaves(state):
    """Return the tensors in nested tuples."""
    if isinstance(state, tuple):
        assert type(state) is tuple
        return [leaf for item in state for leaf in _leaves(item)]
    assert torch.is_tensor(state)
    return [state]


def to_onehot(X, vocab_size):
    assert X.dtype in (torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8)
    assert X.dim() == 2
    assert min(X.shape) >= 1
    assert int(X.min()) >= 0
    assert int(X.max()) < vocab_size


def init_rnn_params(vocab_size, num_hiddens, device=None, generator=None):
    assert isinstance(vocab_size, int)
    assert isinstance(num_hiddens, int)
    assert min(vocab_size, num_hiddens) >= 1
    assert device is None or isinstance(device, torch.device | str)
    assert generator is None or device is None or generator.device == torch.device(device)


def rnn_cell(x, h, W_xh, W_hh, b_h):
    _are_alike(x, h, W_xh, W_hh, b_h)
    (batch, inputs), (hidden,) = x.shape, b_h.shape
    assert h.shape == (batch, hidden)
    assert W_xh.shape == (inputs, hidden)
    assert W_hh.shape == (hidden, hidden)


def rnn(inputs, state, params):
    assert isinstance(state, tuple)
    assert isinstance(params, list | tuple)
    (h,) = state
    W_xh, W_hh, b_h, W_hq, b_q = params
    _are_alike(inputs, *params)
    rnn_cell(inputs[0], h, W_xh, W_hh, b_h)
    assert W_hq.shape == (*b_h.shape, *b_q.shape)


def rnn_backward(inputs, h0, params, douts):
    rnn(inputs, (h0,), params)
    _are_alike(inputs, douts)
    assert douts.shape == (*inputs.shape[:2], *params[4].shape)


def detach_state(state):
    _leaves(state)


def truncated_bptt_(model, chunks, state, loss_fn, opt, max_norm):
    assert isinstance(model, nn.Module)
    assert any(p.requires_grad for p in model.parameters())
    assert isinstance(chunks, Iterable)
    for chunk in () if isinstance(chunks, Iterator) else chunks:  # it may be read only once
        assert isinstance(chunk, list | tuple)
        assert len(chunk) == 2
    _are_alike(*_leaves(state))
    assert callable(loss_fn)
    assert isinstance(opt, torch.optim.Optimizer)
    known = {id(p) for group in opt.param_groups for p in group["params"]}
    assert known == {id(p) for p in model.parameters()}
    assert max_norm >= 0


def predict(prefix, num_chars, step, state, idx_to_char, char_to_idx):
    assert len(prefix) >= 1
    assert set(prefix) <= set(char_to_idx)
    assert num_chars >= 0
    assert callable(step)
    assert isinstance(state, tuple)
    assert torch.is_tensor(state[0])
    assert isinstance(idx_to_char, list | tuple)
    assert all(len(character) == 1 for character in idx_to_char)
    assert char_to_idx == {character: index for index, character in enumerate(idx_to_char)}
