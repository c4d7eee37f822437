"""Gated recurrent networks, written from scratch: GRU and LSTM, deep and in both directions.

T is the number of time steps and B the number of sequences in a batch. I is the number of features of an
input and H the number of hidden units. Sequences are time-major: [T, B, I]. The rules in `rules.md`, beside
this file, hold here. Besides:

- The dtype is float64, float32 or float16.
- Two results of a call may share memory. If a function is an argument, you may pass its result on unchanged.
- A result is differentiable in the inputs, the states and the weights, even if only some of them require
  gradients.
- Loop over the time steps, because each step needs the one before. Don't loop over the sequences of a batch:
  work on whole [B, *] tensors. Other loops, such as over the gates or the layers, are allowed. T and B may be
  thousands, so a recursion over the steps is too deep.
- Weights may change in place between two calls. Each call takes them as they are then.
- Your functions may not call the recurrent modules, cells and functions of PyTorch (`nn.RNN`, `nn.GRU`,
  `nn.LSTM`, their cells, `torch.gru`, `torch.lstm_cell` and so on).

Weights have PyTorch's layout, so you can use the weights of an `nn.GRU` or `nn.LSTM` without change. The
matrices of the gates are stacked in one matrix, H rows each. They multiply from the left: W x. sigma is the
logistic function and * is the elementwise product.

Read: Dive into Deep Learning (d2l.ai) 10.1 to 10.4; Goodfellow, Bengio and Courville, Deep Learning, 10.3,
10.5 and 10.10.
"""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor


def gru_cell(x: Tensor, h: Tensor, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor) -> Tensor:
    """Compute one step of a gated recurrent unit (GRU).

        r  = sigma(W_ir x + b_ir + W_hr h + b_hr)           the reset gate
        z  = sigma(W_iz x + b_iz + W_hz h + b_hz)           the update gate
        n  = tanh(W_in x + b_in + r * (W_hn h + b_hn))      the candidate ("new" state)
        h' = (1 - z) * n + z * h

    Two conventions differ from textbook to textbook; use PyTorch's. First, the reset gate acts after the
    matrix product, and on the bias b_hn too; it is not W_hn (r * h). Second, z = 1 keeps the old state.

    Args:
        x: [B, I] inputs of this step.
        h: [B, H] the state before this step.
        W_ih: [3H, I], W_ir above W_iz above W_in.
        W_hh: [3H, H], W_hr above W_hz above W_hn.
        b_ih: [3H], in the same order r, z, n.
        b_hh: [3H], in the same order r, z, n.

    Returns:
        [B, H] the state after the step. In float32 and float64, values and gradients are finite even if gates
        saturate, at sums in the thousands.

    Not allowed: the recurrent modules, cells and functions of PyTorch.
    Source: Cho et al. 2014; d2l.ai 10.2.
    """
    raise NotImplementedError("gru_cell is not written yet")


def lstm_cell(
    x: Tensor, state: tuple[Tensor, Tensor], W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor
) -> tuple[Tensor, Tensor]:
    """Compute one step of a long short-term memory (LSTM).

        i  = sigma(W_ii x + b_ii + W_hi h + b_hi)      the input gate
        f  = sigma(W_if x + b_if + W_hf h + b_hf)      the forget gate
        g  = tanh(W_ig x + b_ig + W_hg h + b_hg)       the candidate
        o  = sigma(W_io x + b_io + W_ho h + b_ho)      the output gate
        c' = f * c + i * g
        h' = o * tanh(c')

    The order of the gates is PyTorch's: i, f, g, o. (Some texts have i, f, o, g.)

    Args:
        x: [B, I] inputs of this step.
        state: a tuple (h, c), the hidden state and the memory cell before this step, each [B, H].
        W_ih: [4H, I], W_ii above W_if above W_ig above W_io.
        W_hh: [4H, H], in the same order i, f, g, o.
        b_ih: [4H], in the same order.
        b_hh: [4H], in the same order.

    Returns:
        The tuple (h', c'), each [B, H]. In float32 and float64, values and gradients are finite even if gates
        saturate, at sums in the thousands.

    Not allowed: the recurrent modules, cells and functions of PyTorch.
    Source: Hochreiter and Schmidhuber 1997; d2l.ai 10.1.
    """
    raise NotImplementedError("lstm_cell is not written yet")


def gru(inputs: Tensor, h0: Tensor, params: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
    """Run a GRU over whole sequences: the formula of `gru_cell` at each step, from the first to the last.

    Args:
        inputs: [T, B, I].
        h0: [B, H] the state before the first step.
        params: the four tensors W_ih, W_hh, b_ih, b_hh of `gru_cell`, in this order, in a list or a tuple.

    Returns:
        The tuple (outputs, h). outputs [T, B, H] are the states after each step. h [B, H] is the state after
        the last step. To continue the sequences, pass h as `h0`. Values and gradients are finite as in
        `gru_cell`.

    Not allowed: the recurrent modules, cells and functions of PyTorch.
    Source: d2l.ai 10.2.
    """
    raise NotImplementedError("gru is not written yet")


def lstm(
    inputs: Tensor, state: tuple[Tensor, Tensor], params: Sequence[Tensor]
) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    """Run an LSTM over whole sequences: the formula of `lstm_cell` at each step, first to last.

    Args:
        inputs: [T, B, I].
        state: a tuple (h0, c0), each [B, H], before the first step.
        params: the four tensors W_ih, W_hh, b_ih, b_hh of `lstm_cell`, in this order, in a list or a tuple.

    Returns:
        The tuple (outputs, (h, c)). outputs [T, B, H] are the hidden states after each step, not the memory
        cells. The tuple (h, c), each [B, H], is the state after the last step. Values and gradients are
        finite as in `lstm_cell`.

    Not allowed: the recurrent modules, cells and functions of PyTorch.
    Source: d2l.ai 10.1.
    """
    raise NotImplementedError("lstm is not written yet")


def deep_rnn(
    inputs: Tensor, layers: Sequence[Callable[[Tensor, Any], tuple[Tensor, Any]]], states: Sequence[Any]
) -> tuple[Tensor, list[Any]]:
    """Stack recurrent layers: each layer takes the outputs of the layer below as its inputs.

    Args:
        inputs: [T, B, I], for the first layer.
        layers: one or more functions in a list or a tuple, the lowest first. Call each once, as
            `layer(inputs, state)`, without keywords. It returns the tuple (outputs [T, B, H], state); H may
            differ from layer to layer. A layer need not be a GRU or an LSTM, and a function that occurs twice
            is two layers. It does not change its arguments.
        states: the state of each layer before the first step, in the order of the layers, in a list or a
            tuple. A state may be anything, such as a tensor, a tuple of tensors, 0 or None. Pass this very
            object to its layer, not a copy.

    Returns:
        The tuple (outputs, states). outputs [T, B, H] are those of the last layer. states is a new list of
        the states that the layers returned, the lowest first. The argument `states` stays as it was.

    Raises:
        ValueError: if there are fewer or more states than layers. You may call layers before you raise it.

    Source: d2l.ai 10.3.
    """
    raise NotImplementedError("deep_rnn is not written yet")


def bidirectional(inputs: Tensor, fwd: Callable[[Tensor], Tensor], bwd: Callable[[Tensor], Tensor]) -> Tensor:
    """Read sequences in both directions, so that each step knows the steps before and after it.

    `bwd` reads the sequences from their last step to their first. In the result, each step has the features
    that `fwd` gives for it, beside the features that `bwd` gives for it.

    Args:
        inputs: [T, B, I]. All sequences have T steps: there is no padding.
        fwd: maps [T, B, I] to [T, B, H]. Step t of its result depends on the steps up to t of its argument.
            Call it once, as `fwd(x)`.
        bwd: a function of the same kind for the other direction; its H may differ. It always reads the first
            step first, so give it the steps in reverse order. Call it once, before or after `fwd`.
            Neither function changes its argument.

    Returns:
        [T, B, the sum of both H]: the features of `fwd` first, then those of `bwd`.

    Source: Schuster and Paliwal 1997; d2l.ai 10.4.
    """
    raise NotImplementedError("bidirectional is not written yet")


def last_valid(outputs: Tensor, lengths: Tensor) -> Tensor:
    """Pick the last valid step of each sequence from padded outputs.

    Args:
        outputs: [T, B, H]. From step lengths[b] on, sequence b is padding. Padding may hold any number, even
            inf or NaN; valid steps are finite.
        lengths: [B] int64, each from 0 to T.

    Returns:
        [B, H]: row b is outputs[lengths[b] - 1, b]. A sequence of length 0 has no valid step, so its row is
        0, whatever its padding holds. Padding gets a gradient of exactly 0, even where it holds NaN.

    Source: d2l.ai 10.5.3, on padded batches.
    """
    raise NotImplementedError("last_valid is not written yet")


def rnn_param_count(
    kind: str, input_size: int, hidden: int, layers: int = 1, bidirectional: bool = False
) -> int:
    """Count the parameters of PyTorch's `nn.RNN`, `nn.GRU` or `nn.LSTM` by a formula.

    For each layer and direction, such a module has the weights W_ih and W_hh and *two* biases, b_ih and b_hh.
    Each of the four has one block of H rows in a plain RNN, three in a GRU and four in an LSTM. The first
    layer reads `input_size` features. A later layer reads the outputs of all directions of the layer below.

    Args:
        kind: "rnn", "gru" or "lstm", or another string of letters and underscores.
        input_size: I, at least 1.
        hidden: H, the hidden units of one direction, at least 1.
        layers: the number of stacked layers, from 1 to 1,000.
        bidirectional: whether each layer reads in both directions, with weights for each.

    Returns:
        The count, an exact Python int of any size.

    Raises:
        ValueError: for any other string, also for "", a part of a kind, or capital letters. The message
            contains the string that was given.

    Not allowed: the recurrent modules, cells and functions of PyTorch.
    Source: d2l.ai 10.1 to 10.4; the tables of variables in the documentation of `nn.GRU` and `nn.LSTM`.
    """
    raise NotImplementedError("rnn_param_count is not written yet")
