"""Functional: linear layers from torch.nn.functional, scans by itertools, index tensors for the rest."""

from collections.abc import Callable, Sequence
from itertools import accumulate, chain, repeat
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F


class _Pair(NamedTuple):
    h: Tensor
    c: Tensor


_BLOCKS = dict(zip(("rnn", "gru", "lstm"), (1, 3, 4), strict=True))


def _gru_update(h: Tensor, from_x: Tensor, W_hh: Tensor, b_hh: Tensor) -> Tensor:
    """The state after a step whose W_ih x + b_ih, [B,3H], is known."""
    width = h.size(-1)
    from_h = F.linear(h, W_hh, b_hh)
    gates = torch.special.expit(from_x[:, : 2 * width] + from_h[:, : 2 * width])
    r, z = gates.tensor_split(2, dim=-1)
    n = torch.addcmul(from_x[:, 2 * width :], r, from_h[:, 2 * width :]).tanh()
    return torch.lerp(n, h, z)


def _lstm_update(state: tuple[Tensor, Tensor], from_x: Tensor, W_hh: Tensor, b_hh: Tensor) -> _Pair:
    h, c = state
    sums = (from_x + F.linear(h, W_hh, b_hh)).unflatten(-1, (4, -1))  # [B,4,H]
    i, f, o = torch.special.expit(sums[:, [0, 1, 3]]).unbind(1)
    c = torch.addcmul(f * c, i, sums[:, 2].tanh())
    return _Pair(c.tanh().mul(o), c)


def gru_cell(x: Tensor, h: Tensor, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor) -> Tensor:
    return _gru_update(h, F.linear(x, W_ih, b_ih), W_hh, b_hh)


def lstm_cell(
    x: Tensor, state: tuple[Tensor, Tensor], W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor
) -> tuple[Tensor, Tensor]:
    return _lstm_update(state, F.linear(x, W_ih, b_ih), W_hh, b_hh)


def gru(inputs: Tensor, h0: Tensor, params: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
    W_ih, W_hh, b_ih, b_hh = params
    from_inputs = F.linear(inputs, W_ih, b_ih)  # [T,B,3H], all steps at once
    states = accumulate(from_inputs, lambda h, a: _gru_update(h, a, W_hh, b_hh), initial=h0)
    outputs = torch.stack(list(states)[1:])
    return outputs, outputs[-1]


def lstm(
    inputs: Tensor, state: tuple[Tensor, Tensor], params: Sequence[Tensor]
) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    W_ih, W_hh, b_ih, b_hh = params
    from_inputs = F.linear(inputs, W_ih, b_ih)  # [T,B,4H], all steps at once
    states = accumulate(from_inputs, lambda pair, a: _lstm_update(pair, a, W_hh, b_hh), initial=_Pair(*state))
    _, *pairs = states
    hiddens, memories = map(torch.stack, zip(*pairs, strict=True))
    return hiddens, _Pair(hiddens[-1], memories[-1])


def deep_rnn(
    inputs: Tensor, layers: Sequence[Callable[[Tensor, Any], tuple[Tensor, Any]]], states: Sequence[Any]
) -> tuple[Tensor, list[Any]]:
    pairs = list(zip(layers, states, strict=True))
    # Each element: what goes up, and the state of the layer that it came from.
    climb = accumulate(pairs, lambda below, pair: pair[0](below[0], pair[1]), initial=(inputs, None))
    (outputs, *_), finals = zip(*reversed(list(climb)[1:]), strict=True)
    return outputs, list(reversed(finals))


def bidirectional(inputs: Tensor, fwd: Callable[[Tensor], Tensor], bwd: Callable[[Tensor], Tensor]) -> Tensor:
    mirrored = torch.stack(inputs.unbind(0)[::-1])
    halves = zip(fwd(inputs).unbind(0), bwd(mirrored).unbind(0)[::-1], strict=True)
    return torch.stack([torch.hstack(pair) for pair in halves])


def last_valid(outputs: Tensor, lengths: Tensor) -> Tensor:
    nothing = outputs.new_zeros(1, *outputs.shape[1:])
    table = torch.cat([nothing, outputs])  # [T+1,B,H]: row t is what length t gives
    return torch.take_along_dim(table, lengths.view(1, -1, 1), dim=0).squeeze(0)


def rnn_param_count(
    kind: str, input_size: int, hidden: int, layers: int = 1, bidirectional: bool = False
) -> int:
    if (blocks := _BLOCKS.get(kind)) is None:
        raise ValueError(f"unknown kind: {kind}")
    directions = [1, 2][bidirectional]
    widths = chain([input_size], repeat(directions * hidden, layers - 1))
    return sum(directions * blocks * hidden * (width + hidden + 2) for width in widths)
