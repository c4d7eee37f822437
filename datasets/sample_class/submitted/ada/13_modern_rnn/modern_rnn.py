from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor


def gru_cell(x: Tensor, h: Tensor, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor) -> Tensor:
    # The parts of x and of h stay apart, as r acts on the h part of the candidate only.
    x_r, x_z, x_n = torch.nn.functional.linear(x, W_ih, b_ih).chunk(3, dim=1)  # each [B,H]
    h_r, h_z, h_n = torch.nn.functional.linear(h, W_hh, b_hh).chunk(3, dim=1)
    r = torch.sigmoid(x_r + h_r)
    z = torch.sigmoid(x_z + h_z)
    n = torch.tanh(x_n + r * h_n)
    return (1 - z) * n + z * h


def lstm_cell(
    x: Tensor, state: tuple[Tensor, Tensor], W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor
) -> tuple[Tensor, Tensor]:
    h, c = state
    sums = torch.nn.functional.linear(x, W_ih, b_ih) + torch.nn.functional.linear(h, W_hh, b_hh)  # [B,4H]
    i, f, g, o = sums.chunk(4, dim=1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    h = torch.sigmoid(o) * torch.tanh(c)
    return h, c


def gru(inputs: Tensor, h0: Tensor, params: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
    h, outputs = h0, []
    for x in inputs:
        h = gru_cell(x, h, *params)
        outputs.append(h)
    return torch.stack(outputs), h


def lstm(
    inputs: Tensor, state: tuple[Tensor, Tensor], params: Sequence[Tensor]
) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    h, c = state
    outputs = []
    for x in inputs:
        h, c = lstm_cell(x, (h, c), *params)
        outputs.append(h)
    return torch.stack(outputs), (h, c)


def deep_rnn(
    inputs: Tensor, layers: Sequence[Callable[[Tensor, Any], tuple[Tensor, Any]]], states: Sequence[Any]
) -> tuple[Tensor, list[Any]]:
    if len(layers) != len(states):
        raise ValueError(f"{len(layers)} layers need as many states, not {len(states)}")
    outputs, new_states = inputs, []
    for layer, state in zip(layers, states, strict=True):
        outputs, new_state = layer(outputs, state)
        new_states.append(new_state)
    return outputs.clone(), new_states  # a copy: a layer may hand its inputs through


def bidirectional(inputs: Tensor, fwd: Callable[[Tensor], Tensor], bwd: Callable[[Tensor], Tensor]) -> Tensor:
    back = bwd(inputs.flip(0)).flip(0)  # read from the end, then put each step in its place again
    return torch.cat([fwd(inputs), back], dim=2)


def last_valid(outputs: Tensor, lengths: Tensor) -> Tensor:
    last = (lengths - 1).clamp(min=0)  # length 0 reads step 0 and is overwritten below
    picked = outputs[last, torch.arange(outputs.shape[1], device=outputs.device)]  # [B,H]
    return picked.masked_fill((lengths == 0).unsqueeze(1), 0.0)  # a product with 0 would keep NaN


def rnn_param_count(
    kind: str, input_size: int, hidden: int, layers: int = 1, bidirectional: bool = False
) -> int:
    gates = {"rnn": 1, "gru": 3, "lstm": 4}
    if kind not in gates:
        raise ValueError(f"kind must be 'rnn', 'gru' or 'lstm', not {kind!r}")
    directions = 2 if bidirectional else 1

    def one_layer(features: int) -> int:
        return directions * gates[kind] * hidden * (features + hidden + 2)  # 2: the two biases

    return one_layer(input_size) + (layers - 1) * one_layer(directions * hidden)
