"""Gated recurrent networks, written from scratch: GRU and LSTM, deep and in both directions.

T is the number of time steps, B the number of sequences in a batch, I the number of features of an input
and H the number of hidden units. Sequences are time-major: [T, B, I]. What holds for every function here,
unless its docstring says otherwise:

- A result has the dtype and lies on the device of its floating-point input. float64 stays float64, and
  whatever you create yourself (a buffer, an index) is created on the device of the inputs.
- No argument is changed, neither a tensor nor a list, and no result shares memory with one. (What a function
  that is handed in returns may be passed on as it is.)
- A result that is a tensor is differentiable in the floating-point inputs, states and weights alike: no
  `detach`, `.data`, `.item()` or NumPy on the way.
- A loop over the time steps is needed, as each step needs the one before. A loop over the sequences of a
  batch is not: work on whole [B, *] tensors.
- T, B, I and H are at least 1 and may be 1. No tensor need be contiguous.
- Your functions may call each other. They may not call the recurrent modules, cells and functions of
  PyTorch (`nn.RNN`, `nn.GRU`, `nn.LSTM`, their cells, `torch.gru`, `torch.lstm_cell` and so on).

Weights are laid out as PyTorch's are, so that those of an `nn.GRU` or `nn.LSTM` can be used as they are: the
matrices of the gates lie below each other in one matrix, H rows each, and multiply from the left, W x.
sigma is the logistic function and * the elementwise product.

Read: Dive into Deep Learning (d2l.ai) 10.1 to 10.4; Goodfellow, Bengio and Courville, Deep Learning, 10.3,
10.5 and 10.10.
"""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor


def gru_cell(x: Tensor, h: Tensor, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor) -> Tensor:
    """One step of a gated recurrent unit (GRU).

        r  = sigma(W_ir x + b_ir + W_hr h + b_hr)           the reset gate
        z  = sigma(W_iz x + b_iz + W_hz h + b_hz)           the update gate
        n  = tanh(W_in x + b_in + r * (W_hn h + b_hn))      the candidate ("new" state)
        h' = (1 - z) * n + z * h

    Two conventions differ from textbook to textbook; these are PyTorch's. The reset gate acts after the
    matrix product, and on its bias b_hn too: not W_hn (r * h). And z = 1 keeps the old state.

    Args:
        x: [B, I] inputs of this step.
        h: [B, H] the state before it.
        W_ih: [3H, I], W_ir above W_iz above W_in.
        W_hh: [3H, H], W_hr above W_hz above W_hn.
        b_ih: [3H], in the same order r, z, n.
        b_hh: [3H], in the same order r, z, n.

    Returns:
        [B, H] the state after the step. Gates that are saturated, at sums of thousands, give finite values
        and finite gradients.

    Not allowed: the recurrent modules, cells and functions of PyTorch.
    Source: Cho et al. 2014; d2l.ai 10.2.
    """
    raise NotImplementedError("gru_cell is not written yet")


def lstm_cell(
    x: Tensor, state: tuple[Tensor, Tensor], W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor
) -> tuple[Tensor, Tensor]:
    """One step of a long short-term memory (LSTM).

        i  = sigma(W_ii x + b_ii + W_hi h + b_hi)      the input gate
        f  = sigma(W_if x + b_if + W_hf h + b_hf)      the forget gate
        g  = tanh(W_ig x + b_ig + W_hg h + b_hg)       the candidate
        o  = sigma(W_io x + b_io + W_ho h + b_ho)      the output gate
        c' = f * c + i * g
        h' = o * tanh(c')

    The order of the gates is PyTorch's: i, f, g, o (others have i, f, o, g).

    Args:
        x: [B, I] inputs of this step.
        state: (h, c), the hidden state and the memory cell before it, each [B, H].
        W_ih: [4H, I], W_ii above W_if above W_ig above W_io.
        W_hh: [4H, H], in the same order i, f, g, o.
        b_ih: [4H], in the same order.
        b_hh: [4H], in the same order.

    Returns:
        The tuple (h', c'), each [B, H]. Gates that are saturated, at sums of thousands, give finite values
        and finite gradients.

    Not allowed: the recurrent modules, cells and functions of PyTorch.
    Source: Hochreiter and Schmidhuber 1997; d2l.ai 10.1.
    """
    raise NotImplementedError("lstm_cell is not written yet")


def gru(inputs: Tensor, h0: Tensor, params: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
    """A GRU over whole sequences: `gru_cell` at each step, from the first to the last.

    Args:
        inputs: [T, B, I].
        h0: [B, H] the state before the first step.
        params: the four tensors W_ih, W_hh, b_ih, b_hh of `gru_cell`, in this order, in a list or a tuple.

    Returns:
        The tuple (outputs, h): outputs [T, B, H] are the states after each step, and h [B, H] is the one
        after the last. h is what goes in as `h0` when the sequences go on.

    Not allowed: the recurrent modules, cells and functions of PyTorch.
    Source: d2l.ai 10.2.
    """
    raise NotImplementedError("gru is not written yet")


def lstm(
    inputs: Tensor, state: tuple[Tensor, Tensor], params: Sequence[Tensor]
) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    """An LSTM over whole sequences: `lstm_cell` at each step, from the first to the last.

    Args:
        inputs: [T, B, I].
        state: (h0, c0), each [B, H], before the first step.
        params: the four tensors W_ih, W_hh, b_ih, b_hh of `lstm_cell`, in this order, in a list or a tuple.

    Returns:
        The tuple (outputs, (h, c)): outputs [T, B, H] are the hidden states after each step (not the memory
        cells), and the tuple (h, c), each [B, H], is the state after the last.

    Not allowed: the recurrent modules, cells and functions of PyTorch.
    Source: d2l.ai 10.1.
    """
    raise NotImplementedError("lstm is not written yet")


def deep_rnn(
    inputs: Tensor, layers: Sequence[Callable[[Tensor, Any], tuple[Tensor, Any]]], states: Sequence[Any]
) -> tuple[Tensor, list[Any]]:
    """Stack recurrent layers: each takes the outputs of the one below as its inputs.

    Args:
        inputs: [T, B, I], for the first layer.
        layers: one or more functions, the lowest first. Each is called once, as `layer(inputs, state)`, and
            returns (outputs [T, B, H], state); H may differ from layer to layer. A layer need not be a GRU
            or an LSTM. It changes nothing that it is given.
        states: the state of each layer before the first step, in the order of the layers, in a list or a
            tuple. What a state is (a tensor, a tuple of tensors, a number) is the layer's own affair: it is
            handed over as it is.

    Returns:
        The tuple (outputs, states): the outputs [T, B, H] of the last layer, and a new list of the states
        that the layers returned, the lowest first. The sequence `states` stays as it was.

    Raises:
        ValueError: if there are fewer or more states than layers. Layers may have been called by then.

    Source: d2l.ai 10.3.
    """
    raise NotImplementedError("deep_rnn is not written yet")


def bidirectional(inputs: Tensor, fwd: Callable[[Tensor], Tensor], bwd: Callable[[Tensor], Tensor]) -> Tensor:
    """Read sequences in both directions, so that each step knows what came and what is to come.

    `bwd` reads the sequences from their last step to their first. What it says of a step stands in the
    result at that step, beside what `fwd` says of the same step.

    Args:
        inputs: [T, B, I]. All sequences have T steps: there is no padding.
        fwd: maps [T, B, I] to [T, B, H]; step t of its result depends on the steps up to t of what it is
            given. It is called once.
        bwd: the same for the other direction; its H may differ. It doesn't know of directions: you hand it
            the steps in the order in which it is to read them. It is called once. Neither changes what it is
            given.

    Returns:
        [T, B, the sum of both H]: the features of `fwd` first, then those of `bwd`.

    Source: Schuster and Paliwal 1997; d2l.ai 10.4.
    """
    raise NotImplementedError("bidirectional is not written yet")


def last_valid(outputs: Tensor, lengths: Tensor) -> Tensor:
    """Pick from padded outputs each sequence's last step that is no padding.

    Args:
        outputs: [T, B, H]. From step lengths[b] on, sequence b is padding, which may hold anything, NaN too.
        lengths: [B] int64, each from 0 to T.

    Returns:
        [B, H]: row b is outputs[lengths[b] - 1, b]. A sequence of length 0 has no valid step: its row is 0,
        whatever its padding holds. Padding gets a gradient of exactly 0, also where it holds NaN.

    Source: d2l.ai 10.5.3 has the padding of batches.
    """
    raise NotImplementedError("last_valid is not written yet")


def rnn_param_count(
    kind: str, input_size: int, hidden: int, layers: int = 1, bidirectional: bool = False
) -> int:
    """The number of parameters of PyTorch's `nn.RNN`, `nn.GRU` or `nn.LSTM`, from a formula.

    For each of its layers and directions such a module has the weights W_ih, W_hh and *two* biases, b_ih and
    b_hh. Each of the four has one block of H rows in a plain RNN, three in a GRU and four in an LSTM.
    The first layer reads `input_size` features. A later one reads the outputs of both directions, if there
    are two.

    Args:
        kind: "rnn", "gru" or "lstm".
        input_size: I, at least 1.
        hidden: H, the hidden units of one direction, at least 1.
        layers: the number of stacked layers, at least 1.
        bidirectional: whether each layer reads in both directions, with weights for each.

    Returns:
        The count, a Python int.

    Raises:
        ValueError: for another `kind`, capital letters included; the message contains the value that was
            given.

    Not allowed: the recurrent modules, cells and functions of PyTorch.
    Source: d2l.ai 10.1 to 10.4; the tables of variables in the documentation of `nn.GRU` and `nn.LSTM`.
    """
    raise NotImplementedError("rnn_param_count is not written yet")
