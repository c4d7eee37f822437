"""Kernels that accelerators have and the CPU lacks, as functions of CPU tensors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from ..torch_private import internal_operator

_aten = torch.ops.aten


def _convolution_backward(
    gradient: Tensor,
    x: Tensor,
    weight: Tensor,
    stride: list[int],
    padding: list[int],
    dilation: list[int],
    transposed: bool,
    output_padding: list[int],
    groups: int,
    mask: list[bool],
) -> tuple[Tensor | None, ...]:
    channels = weight.shape[1] * groups if transposed else weight.shape[0]
    gradients: tuple[Tensor | None, ...] = _aten.convolution_backward.default(
        *(gradient, x, weight, [channels]),
        *(stride, padding, dilation, transposed, output_padding, groups, mask),
    )
    return gradients


def _lstm_cell(
    input_gates: Tensor,  # [N,4H]
    hidden_gates: Tensor,  # [N,4H]
    c: Tensor,  # [N,H]
    input_bias: Tensor | None = None,  # [4H]
    hidden_bias: Tensor | None = None,  # [4H]
) -> tuple[Tensor, Tensor, Tensor]:
    gates = input_gates + hidden_gates
    if input_bias is not None and hidden_bias is not None:
        gates = gates + input_bias + hidden_bias
    i, f, g, o = gates.chunk(4, 1)
    i, f, g, o = i.sigmoid(), f.sigmoid(), g.tanh(), o.sigmoid()
    new_c = f * c + i * g
    return o * new_c.tanh(), new_c, torch.cat((i, f, g, o), 1)


def _lstm_cell_backward(
    grad_h: Tensor | None,
    grad_c: Tensor | None,
    c: Tensor,
    new_c: Tensor,
    activations: Tensor,
    has_bias: bool,
) -> tuple[Tensor | None, ...]:
    i, f, g, o = activations.chunk(4, 1)
    grad_h = torch.zeros_like(c) if grad_h is None else grad_h
    grad_c = torch.zeros_like(c) if grad_c is None else grad_c
    squashed = new_c.tanh()
    through_c = grad_c + grad_h * o * (1 - squashed**2)
    grad_gates = torch.cat(
        (
            through_c * g * i * (1 - i),
            through_c * c * f * (1 - f),
            through_c * i * (1 - g**2),
            grad_h * squashed * o * (1 - o),
        ),
        1,
    )
    return grad_gates, through_c * f, grad_gates.sum(0) if has_bias else None


def _gru_cell(
    input_gates: Tensor,  # [N,3H]
    hidden_gates: Tensor,  # [N,3H]
    h: Tensor,  # [N,H]
    input_bias: Tensor | None = None,  # [3H]
    hidden_bias: Tensor | None = None,  # [3H]
) -> tuple[Tensor, Tensor]:
    if input_bias is not None and hidden_bias is not None:
        input_gates, hidden_gates = input_gates + input_bias, hidden_gates + hidden_bias
    r_x, z_x, n_x = input_gates.chunk(3, 1)
    r_h, z_h, n_h = hidden_gates.chunk(3, 1)
    r, z = (r_x + r_h).sigmoid(), (z_x + z_h).sigmoid()
    n = (n_x + r * n_h).tanh()
    return n + z * (h - n), torch.cat((r, z, n, h, n_h), 1)


def _gru_cell_backward(grad_h: Tensor, workspace: Tensor, has_bias: bool) -> tuple[Tensor | None, ...]:
    r, z, n, h, n_h = workspace.chunk(5, 1)
    grad_n = grad_h * (1 - z) * (1 - n**2)
    grad_r = grad_n * n_h * r * (1 - r)
    grad_z = grad_h * (h - n) * z * (1 - z)
    grad_input = torch.cat((grad_r, grad_z, grad_n), 1)
    grad_hidden = torch.cat((grad_r, grad_z, grad_n * r), 1)
    biases = (grad_input.sum(0), grad_hidden.sum(0)) if has_bias else (None, None)
    return grad_input, grad_hidden, grad_h * z, *biases


KERNELS: dict[str, Callable[..., Any]] = {
    # The CPU's kernel allocates no memory.
    "_efficientzerotensor": torch.zeros,
    # PyTorch's wrapper would fail with an internal assertion if devices are mixed.
    "_linalg_solve_ex": internal_operator("_linalg_solve_ex"),
    "convolution_overrideable": _aten.convolution.default,
    "convolution_backward_overrideable": _convolution_backward,
    "_thnn_fused_lstm_cell": _lstm_cell,
    "_thnn_fused_lstm_cell_backward_impl": _lstm_cell_backward,
    "_thnn_fused_gru_cell": _gru_cell,
    "_thnn_fused_gru_cell_backward": _gru_cell_backward,
}
