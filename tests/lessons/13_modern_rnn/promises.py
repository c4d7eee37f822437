"""What the docstrings of lesson 13 promise of the arguments, asserted on each hidden input."""

import torch


def _are_alike(*tensors):
    assert len({x.dtype for x in tensors}) == 1
    assert len({x.device for x in tensors}) == 1
    assert tensors[0].dtype in (torch.float64, torch.float32, torch.float16)
    assert all(x.isfinite().all() for x in tensors)
    assert all(size >= 1 for x in tensors for size in x.shape)


def _fit(gates, x, state, W_ih, W_hh, b_ih, b_hh):
    """Check x [B,I], each part of the state [B,H] and the weights of so many gates."""
    _are_alike(x, *state, W_ih, W_hh, b_ih, b_hh)
    batch, inputs = x.shape
    hidden = W_hh.shape[1]
    assert all(part.shape == (batch, hidden) for part in state)
    assert W_ih.shape == (gates * hidden, inputs)
    assert W_hh.shape == (gates * hidden, hidden)
    assert b_ih.shape == b_hh.shape == (gates * hidden,)


def _are_sequences(inputs):
    assert inputs.dim() == 3
    _are_alike(inputs)


def gru_cell(x, h, W_ih, W_hh, b_ih, b_hh):
    _fit(3, x, [h], W_ih, W_hh, b_ih, b_hh)


def lstm_cell(x, state, W_ih, W_hh, b_ih, b_hh):
    assert isinstance(state, tuple)
    assert len(state) == 2
    _fit(4, x, state, W_ih, W_hh, b_ih, b_hh)


def gru(inputs, h0, params):
    assert isinstance(params, list | tuple)
    _are_sequences(inputs)
    _fit(3, inputs[0], [h0], *params)


def lstm(inputs, state, params):
    assert isinstance(state, tuple)
    assert isinstance(params, list | tuple)
    assert len(state) == 2
    _are_sequences(inputs)
    _fit(4, inputs[0], state, *params)


def deep_rnn(inputs, layers, states):
    assert isinstance(layers, list | tuple)
    assert isinstance(states, list | tuple)
    assert len(layers) == len(states) >= 1
    _are_sequences(inputs)
    for layer, state in zip(layers, states, strict=True):
        result = layer(inputs, state)
        assert isinstance(result, tuple)
        inputs, _ = result
        _are_sequences(inputs)


def bidirectional(inputs, fwd, bwd):
    _are_sequences(inputs)
    for read, x in ((fwd, inputs), (bwd, inputs.flip(0))):
        whole = read(x)
        assert whole.shape[:2] == inputs.shape[:2]
        _are_alike(inputs, whole)
        for t in range(1, len(x)):  # no step of the result depends on later steps of x
            assert torch.allclose(read(x[:t]), whole[:t], atol=1e-4)


def last_valid(outputs, lengths):
    assert outputs.dim() == 3
    assert lengths.dtype == torch.int64
    assert lengths.device == outputs.device
    assert lengths.shape == outputs.shape[1:2]
    assert ((lengths >= 0) & (lengths <= len(outputs))).all()
    padding = torch.arange(len(outputs), device=outputs.device).unsqueeze(1) >= lengths  # [T,B]
    _are_alike(outputs.masked_fill(padding.unsqueeze(2), 0.0))


def rnn_param_count(kind, input_size, hidden, layers=1, bidirectional=False):
    assert isinstance(kind, str)
    assert all(type(size) is int and size >= 1 for size in (input_size, hidden, layers))
    assert isinstance(bidirectional, bool)
