"""Gate by gate: each gate has its own rows of the weights, and buffers are filled step by step."""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor


def _logistic(x: Tensor) -> Tensor:
    return 0.5 * (1.0 + torch.tanh(0.5 * x))


def _rows(gate: int, *tensors: Tensor) -> list[Tensor]:
    """The rows of one gate in W_ih, W_hh, b_ih and b_hh."""
    hidden = tensors[1].shape[1]
    return [tensor[gate * hidden : (gate + 1) * hidden] for tensor in tensors]


def _of_input(x: Tensor, W: Tensor, b: Tensor) -> Tensor:
    return torch.einsum("bi,hi->bh", x, W) + b


def _sum(x: Tensor, h: Tensor, gate: int, *weights: Tensor) -> Tensor:
    W_x, W_h, b_x, b_h = _rows(gate, *weights)
    return _of_input(x, W_x, b_x) + _of_input(h, W_h, b_h)


def gru_cell(x: Tensor, h: Tensor, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor) -> Tensor:
    weights = (W_ih, W_hh, b_ih, b_hh)
    reset = _logistic(_sum(x, h, 0, *weights))
    keep = _logistic(_sum(x, h, 1, *weights))
    W_x, W_h, b_x, b_h = _rows(2, *weights)
    candidate = torch.tanh(_of_input(x, W_x, b_x) + reset * _of_input(h, W_h, b_h))
    return candidate + keep * (h - candidate)


def lstm_cell(
    x: Tensor, state: tuple[Tensor, Tensor], W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor
) -> tuple[Tensor, Tensor]:
    weights = (W_ih, W_hh, b_ih, b_hh)
    hidden, memory = state
    write = _logistic(_sum(x, hidden, 0, *weights))
    keep = _logistic(_sum(x, hidden, 1, *weights))
    candidate = torch.tanh(_sum(x, hidden, 2, *weights))
    show = _logistic(_sum(x, hidden, 3, *weights))
    memory = memory * keep + candidate * write
    return torch.tanh(memory) * show, memory


def gru(inputs: Tensor, h0: Tensor, params: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
    outputs = inputs.new_empty(inputs.shape[0], *h0.shape)
    state = h0
    for t in range(inputs.shape[0]):
        state = gru_cell(inputs[t], state, *params)
        outputs[t] = state
    return outputs, state


def lstm(
    inputs: Tensor, state: tuple[Tensor, Tensor], params: Sequence[Tensor]
) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    outputs = inputs.new_empty(inputs.shape[0], *state[0].shape)
    wide = torch.promote_types(inputs.dtype, torch.float32)
    weights = [weight.to(wide) for weight in params]
    h, c = state[0].to(wide), state[1].to(wide)
    for t in range(inputs.shape[0]):
        h, c = lstm_cell(inputs[t].to(wide), (h, c), *weights)
        outputs[t] = h
    return outputs, (h.to(inputs.dtype), c.to(inputs.dtype))


def deep_rnn(
    inputs: Tensor, layers: Sequence[Callable[[Tensor, Any], tuple[Tensor, Any]]], states: Sequence[Any]
) -> tuple[Tensor, list[Any]]:
    if len(layers) != len(states):
        raise ValueError(f"{len(layers)} layers need as many states, not {len(states)}")
    outputs, finals = inputs, list(states)
    for level in range(len(layers)):
        outputs, finals[level] = layers[level](outputs, states[level])
    return outputs, finals


def bidirectional(inputs: Tensor, fwd: Callable[[Tensor], Tensor], bwd: Callable[[Tensor], Tensor]) -> Tensor:
    backwards = torch.arange(inputs.shape[0] - 1, -1, -1, device=inputs.device)
    back, there = bwd(inputs[backwards]), fwd(inputs)
    width = there.shape[2]
    result = there.new_empty(*there.shape[:2], width + back.shape[2])
    result[:, :, :width] = there
    result[backwards, :, width:] = back
    return result


def last_valid(outputs: Tensor, lengths: Tensor) -> Tensor:
    steps = torch.arange(1, outputs.shape[0] + 1, device=outputs.device)
    is_last = steps.unsqueeze(1) == lengths  # [T,B]; nowhere for length 0
    return torch.where(is_last.unsqueeze(2), outputs, torch.zeros_like(outputs)).sum(0)


def rnn_param_count(
    kind: str, input_size: int, hidden: int, layers: int = 1, bidirectional: bool = False
) -> int:
    match kind:
        case "rnn":
            blocks = 1
        case "gru":
            blocks = 3
        case "lstm":
            blocks = 4
        case _:
            raise ValueError(f"{kind!r} is no kind of network; choose rnn, gru or lstm")
    directions = 1 + bool(bidirectional)
    total, width = 0, input_size
    for _ in range(layers):
        for _ in range(directions):
            total += blocks * hidden * width  # W_ih
            total += blocks * hidden * hidden  # W_hh
            total += 2 * blocks * hidden  # b_ih, b_hh
        width = directions * hidden
    return total
