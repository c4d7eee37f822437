"""A recurrent network, written from scratch: the cell, the gradients through time, training and writing text.

T is the number of time steps and B the number of sequences in a batch. V is the number of characters in the
vocabulary and H the number of hidden units. Sequences are time-major: [T, B, *]. The rules in `rules.md`,
beside this file, hold here. Besides:

- The dtype is float64, float32 or float16.
- Only `truncated_bptt_` trains its model. Two results of a call may share memory.
- A result is differentiable in the inputs, the states and the weights, even if only some of them require
  gradients.
- Loop over the time steps, because each step needs the one before. Don't loop over the sequences of a batch:
  work on whole [B, *] tensors. Other loops are allowed. T and B may be thousands, so a recursion over the
  steps is too deep.
- Weights may change in place between two calls. Each call takes them as they are then.
- Your functions may not call the recurrent modules, cells and functions of PyTorch (`nn.RNN`, `nn.RNNCell`,
  `torch.rnn_tanh` and so on).

The weights have the layout of d2l.ai, [features in, features out], and multiply from the right: x W. The
modules of PyTorch have the transposed matrices, and two biases where we have one.

Read: Dive into Deep Learning (d2l.ai) 9.4 to 9.7; Goodfellow, Bengio and Courville, Deep Learning, 10.1 and
10.2.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import torch
from torch import Tensor, nn

Params = Sequence[Tensor]  # W_xh, W_hh, b_h, W_hq and b_q


def to_onehot(X: Tensor, vocab_size: int) -> Tensor:
    """Turn a batch of ids into one-hot rows, time first.

        result[t, b, v] = 1 where v = X[b, t], else 0

    A batch of text has a row for each sequence, [B, T]. A recurrent network reads it step by step, so here
    time becomes the first dimension.

    Args:
        X: [B, T] ids from 0 to V - 1, of the dtype int64, int32, int16, int8 or uint8.
        vocab_size: V. An id may be missing in X, the largest one too.

    Returns:
        [T, B, V] float32, whatever PyTorch's default dtype is, on the device of X.

    Source: d2l.ai 9.5.
    """
    ### BEGIN SOLUTION
    ids = torch.arange(vocab_size, device=X.device)  # [V]
    return (X.T.unsqueeze(2) == ids).to(torch.float32)
    ### END SOLUTION


def init_rnn_params(
    vocab_size: int,
    num_hiddens: int,
    device: torch.device | str | None = None,
    generator: torch.Generator | None = None,
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Make the parameters of a recurrent network: random weights, and biases of 0.

    Args:
        vocab_size: V, which is the number of inputs and of outputs.
        num_hiddens: H.
        device: the device of the parameters. If you get a `generator`, it is on this device. None means the
            device of `generator`, or PyTorch's default device if `generator` is None too.
        generator: the source of the random numbers; None is PyTorch's global generator. The next call draws
            the next numbers. Don't call `torch.manual_seed`. The order of the numbers is not checked.

    Returns:
        The tuple (W_xh [V, H], W_hh [H, H], b_h [H], W_hq [H, V], b_q [V]). All have PyTorch's default dtype
        (`torch.get_default_dtype()`), float32 or float64. The weights are independent draws of the normal
        distribution with mean 0 and standard deviation 0.01. Each tensor is a leaf that requires gradients,
        has no `.grad` yet, and shares no memory with another one.

    Source: d2l.ai 9.5.
    """
    ### BEGIN SOLUTION
    if device is None and generator is not None:
        device = generator.device

    def weights(rows: int, columns: int) -> Tensor:
        drawn = torch.randn(rows, columns, generator=generator, device=device)
        return (0.01 * drawn).requires_grad_()

    def biases(size: int) -> Tensor:
        return torch.zeros(size, device=device, requires_grad=True)

    W_xh, W_hh = weights(vocab_size, num_hiddens), weights(num_hiddens, num_hiddens)
    W_hq = weights(num_hiddens, vocab_size)
    return W_xh, W_hh, biases(num_hiddens), W_hq, biases(vocab_size)
    ### END SOLUTION


def rnn_cell(x: Tensor, h: Tensor, W_xh: Tensor, W_hh: Tensor, b_h: Tensor) -> Tensor:
    """Compute one step of a recurrent network (of Elman).

        h' = tanh(x W_xh + h W_hh + b_h)

    Args:
        x: [B, I] inputs of this step.
        h: [B, H] the state before this step.
        W_xh: [I, H].
        W_hh: [H, H], which need not be symmetric. Row i holds the weights of the old unit i.
        b_h: [H].

    Returns:
        [B, H] the state after the step. In float32 and float64, values and gradients are finite even if units
        saturate, at sums in the thousands.

    Not allowed: the recurrent modules, cells and functions of PyTorch.
    Source: Elman 1990; d2l.ai 9.4.2.
    """
    ### BEGIN SOLUTION
    return torch.tanh(x @ W_xh + h @ W_hh + b_h)
    ### END SOLUTION


def rnn(inputs: Tensor, state: tuple[Tensor], params: Params) -> tuple[Tensor, tuple[Tensor]]:
    """Run a recurrent network over whole sequences, with an output at each step.

        h_t = tanh(x_t W_xh + h_(t-1) W_hh + b_h)
        o_t = h_t W_hq + b_q

    Args:
        inputs: [T, B, I], such as the one-hot rows of `to_onehot`, but any numbers are allowed.
        state: a tuple of one tensor, (h,): h_0 [B, H], the state before the first step. It is a tuple so that
            networks with larger states, such as the LSTM, fit into the same training loop.
        params: the five tensors W_xh [I, H], W_hh [H, H], b_h [H], W_hq [H, O] and b_q [O], in this order, in
            a list or a tuple.

    Returns:
        The tuple (outputs, (h,)). outputs [T, B, O] are o_1 to o_T: scores, without a softmax. (h,) is a new
        tuple of one tensor, [B, H], the state after the last step. To continue the sequences, pass it as
        `state`. Values and gradients are finite as in `rnn_cell`.

    Not allowed: the recurrent modules, cells and functions of PyTorch.
    Source: d2l.ai 9.5.
    """
    ### BEGIN SOLUTION
    W_xh, W_hh, b_h, W_hq, b_q = params
    (h,) = state
    outputs = []
    for x in inputs:  # [B,I]
        h = rnn_cell(x, h, W_xh, W_hh, b_h)
        outputs.append(h @ W_hq + b_q)  # [B,O]
    return torch.stack(outputs), (h,)
    ### END SOLUTION


def rnn_backward(inputs: Tensor, h0: Tensor, params: Params, douts: Tensor) -> tuple[Tensor, ...]:
    """Compute the gradients of the parameters of `rnn` without autograd: full backpropagation through time.

    The loss L is any function of the outputs. You get its derivatives in all outputs, douts, and compute its
    gradients in the five parameters. In other words: the gradients of (outputs * douts).sum(), for douts held
    fixed. The same weights act at every step. So each gradient is a sum over all steps and all sequences, and
    it goes back through all T steps: nothing is cut off, clipped or averaged.

    Args:
        inputs: [T, B, I], as for `rnn`.
        h0: [B, H] the state before the first step, no tuple.
        params: W_xh, W_hh, b_h, W_hq and b_q, as for `rnn`. They may require gradients. Leave their `.grad`
            alone.
        douts: [T, B, O] the derivatives of L in the outputs. Steps may have derivatives of 0, for example all
            but the last one. If L is a mean, its factor is in douts already.

    Returns:
        A tuple of five gradients, shaped like the parameters and in their order. They may be detached,
        because no second derivative is needed.

    Not allowed: the autograd engine (`backward`, `torch.autograd`, `torch.func`), and the recurrent modules,
    cells and functions of PyTorch. `torch.no_grad` is allowed.
    Source: Werbos 1990; d2l.ai 9.7.
    """
    ### BEGIN SOLUTION
    W_xh, W_hh, b_h, W_hq, _ = params
    states = [h0]
    for x in inputs:  # [B,I]
        states.append(rnn_cell(x, states[-1], W_xh, W_hh, b_h))
    before, after = torch.stack(states[:-1]), torch.stack(states[1:])  # [T,B,H] each
    from_outputs = douts @ W_hq.T  # [T,B,H]
    from_later = torch.zeros_like(h0)  # [B,H], the derivative of L in h_t that comes through h_(t+1)
    reversed_dz = []
    for t in range(len(inputs) - 1, -1, -1):
        dz = (from_outputs[t] + from_later) * (1 - after[t] ** 2)  # [B,H], before the tanh
        from_later = dz @ W_hh.T
        reversed_dz.append(dz)
    dz = torch.stack(reversed_dz).flip(0).flatten(0, 1)  # [T*B,H]
    d_xh, d_hh = inputs.flatten(0, 1).T @ dz, before.flatten(0, 1).T @ dz
    d_hq = after.flatten(0, 1).T @ douts.flatten(0, 1)
    return d_xh, d_hh, dz.sum(dim=0), d_hq, douts.sum(dim=(0, 1))
    ### END SOLUTION


def detach_state(state: Tensor | tuple[Any, ...]) -> Tensor | tuple[Any, ...]:
    """Cut the state of a network off from its graph, and keep its values.

    Args:
        state: a tensor, or a tuple whose items are tensors or such tuples again. An LSTM has (h, c), and a
            stack of two has ((h, c), (h, c)). A tuple may be empty, and none is a named tuple. The tensors
            may require gradients or not, and may be leaves.

    Returns:
        The same nesting of plain tuples, with a new tensor in the place of each tensor. It has the same
        values, and neither belongs to a graph nor requires gradients. The tensors in `state` keep their
        graph, so a backward pass through them still works. No value is copied: each new tensor shares its
        memory with the old one, as `Tensor.detach` does it. If someone changes that memory in place
        through the new tensor, autograd must notice, as with `detach`. With `.data` it doesn't.

    Source: d2l.ai 9.7.1.
    """
    ### BEGIN SOLUTION
    if isinstance(state, tuple):
        return tuple(detach_state(item) for item in state)
    return state.detach()
    ### END SOLUTION


def truncated_bptt_(
    model: nn.Module,
    chunks: Iterable[tuple[Tensor, Tensor]],
    state: Tensor | tuple[Any, ...],
    loss_fn: Callable[[Tensor, Tensor], Tensor],
    opt: torch.optim.Optimizer,
    max_norm: float,
) -> tuple[list[float], Tensor | tuple[Any, ...]]:
    """Train a model on a long text, chunk by chunk: truncated backpropagation through time.

    Each chunk of the text continues the chunk before. For each chunk, in order:

    - Call `model(X, state)` once. It returns (logits, the state after the chunk). The first chunk gets the
      values of the given state, and a later chunk those of the state that the model returned for the chunk
      before.
    - The state's values pass on from chunk to chunk, but its graph does not. The state that the model gets is
      detached, also the first one. So no gradient reaches an earlier chunk, or what made the given state.
    - Call `loss_fn(logits, Y)` once, and make one backward pass.
    - Clip the gradients of all parameters together, so that their common norm is at most `max_norm`.
    - Make one step of the optimizer.

    Args:
        model: is used in the mode it is in. Don't call `train` or `eval`. At least one parameter requires
            gradients. Some may be frozen, or get no gradient because the model doesn't use them.
        chunks: gives a tuple or a list (X, Y) for each chunk. X is ready for `model`, and Y for `loss_fn`, so
            pass them on as they are. There may be no chunk. Iterate once, because it may be a generator,
            which has no length and no second pass.
        state: a tensor, or a nested tuple of tensors as for `detach_state`. The model returns the state in
            the same form. Neither the tensors nor their graph is changed.
        loss_fn: returns a tensor of shape [].
        opt: any optimizer of `torch.optim` that steps without a closure, over all parameters of the model,
            in one or more groups. Gradients in `.grad` from before the call don't count, also not those of
            frozen parameters. So set them to None before each backward pass. With zeros, weight decay
            would still move a frozen parameter. You need not clear them after the last step.
        max_norm: at least 0. 0 makes all gradients 0, and `math.inf` changes none. You may call
            `torch.nn.utils.clip_grad_norm_`. If you write it yourself, do as it does: total is the square
            root of the sum of all squared entries, and all gradients are multiplied by
            max_norm / (total + 1e-6) if this is less than 1.

    Returns:
        The tuple (losses, state). losses is a list with a Python float for each chunk, computed before its
        step. state is what the model returned for the last chunk, or the given state if there is no chunk. It
        is detached as by `detach_state`, so it may share memory with what it is made of.

    A chunk's graph costs memory. Don't keep it for longer than until the next chunk's step.

    Source: d2l.ai 9.5.4 and 9.7.1; Mikolov et al. 2010 for truncation, Pascanu et al. 2013 for clipping.
    """
    ### BEGIN SOLUTION
    history = []
    state = detach_state(state)
    for X, Y in chunks:
        logits, state = model(X, state)
        loss = loss_fn(logits, Y)
        opt.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        opt.step()
        history.append(loss.item())
        state = detach_state(state)
    return history, state
    ### END SOLUTION


def predict(
    prefix: str,
    num_chars: int,
    step: Callable[[Tensor, tuple[Any, ...]], tuple[Tensor, tuple[Any, ...]]],
    state: tuple[Any, ...],
    idx_to_char: Sequence[str],
    char_to_idx: dict[str, int],
) -> str:
    """Let a character model continue a text, always with the character that has the highest score.

    First warm up: feed the characters of the prefix one after the other, and ignore what the model predicts
    for those that are given. After the last one, its prediction is the first new character. Feed that too,
    for the next one, and so on.

    Args:
        prefix: at least one character; all are in `char_to_idx`.
        num_chars: how many characters to add, 0 or more.
        step: the model. Call it as `step(X, state)`, once for each character of the result but the last, in
            order. X is an int64 tensor of shape [1, 1] that holds the character's id. It returns (logits, the
            next state), where logits [1, 1, V] holds a score for each character. Pass this state to the next
            call. Nothing is learned here: call `step` with autograd switched off, by `torch.no_grad` or
            `torch.inference_mode`. After the call of `predict`, autograd is as it was before, even if `step`
            raises an exception. The scores are finite.
        state: for the first call; pass this very tuple. Its first item is a tensor, and X must be on the
            device of this tensor. The tuple is not changed.
        idx_to_char: a list or a tuple of V different characters, each a string of length 1. Its index is the
            id.
        char_to_idx: the id of each character.

    Returns:
        The prefix and `num_chars` more characters, in one string. In a tie, the lowest id wins. If
        `num_chars` is 0, it is the prefix; whether you then call `step` is free.

    Source: d2l.ai 9.5.6.
    """
    ### BEGIN SOLUTION
    text = prefix
    with torch.no_grad():
        for position in range(len(prefix) + num_chars - 1):
            X = torch.tensor([[char_to_idx[text[position]]]], device=state[0].device)  # [1,1]
            logits, state = step(X, state)
            if position >= len(prefix) - 1:
                text += idx_to_char[int(logits.argmax())]
    return text
    ### END SOLUTION
