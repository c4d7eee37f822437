"""Masks and plain sums: entries are put into their places, and products are sums over an axis."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor


def relu(x: Tensor) -> Tensor:
    result = torch.zeros_like(x)
    above = x > 0
    result[above] = x[above]
    return result


def leaky_relu(x: Tensor, negative_slope: float = 0.01) -> Tensor:
    return negative_slope * x + (1 - negative_slope) * relu(x)


def sigmoid(x: Tensor) -> Tensor:
    result = torch.empty_like(x)
    below = x < 0
    small = x[below].exp()
    result[below] = small / (small + 1)
    result[~below] = 1 / ((-x[~below]).exp() + 1)
    return result


def tanh(x: Tensor) -> Tensor:
    return 1 - 2 * sigmoid(-2 * x)


def gelu(x: Tensor, approximate: str = "none") -> Tensor:
    if approximate not in ("none", "tanh"):
        raise ValueError(f"approximate is {approximate}; it should be none or tanh")
    if approximate == "none":
        return 0.5 * x * torch.erfc(-x * math.sqrt(0.5))
    z = x * (1 + 0.044715 * x * x)
    return 0.5 * x + 0.5 * x * torch.tanh(z * math.sqrt(2 / math.pi))


def maxout(x: Tensor, W: Tensor, b: Tensor) -> Tensor:
    largest = linear(x, W[0], b[0])
    for weights, biases in zip(W[1:], b[1:], strict=True):
        largest = torch.maximum(largest, linear(x, weights, biases))
    return largest


def dead_fraction(activations: Tensor) -> float:
    alive = (activations > 0).any(0)
    return (~alive).double().mean().item()


def linear(x: Tensor, W: Tensor, b: Tensor | None = None) -> Tensor:
    y = (x.unsqueeze(-2) * W).sum(-1)
    if b is not None:
        y = y + b
    return y


def init_mlp(
    sizes: Sequence[int],
    std: float = 0.01,
    generator: torch.Generator | None = None,
    device: torch.device | str | None = None,
) -> list[Tensor]:
    where = device if generator is None or device is not None else generator.device
    shapes = [(sizes[i + 1], sizes[i]) for i in range(len(sizes) - 1)]
    drawn = torch.randn(sum(o * i for o, i in shapes), generator=generator, device=where)
    params = []
    for o, i in shapes:
        mine, drawn = drawn[: o * i], drawn[o * i :]
        params.append((mine * std).reshape(i, o).T.contiguous().requires_grad_())
        params.append(torch.full((o,), 0.0, device=where, requires_grad=True))
    return params


def mlp_forward(x: Tensor, params: Sequence[Tensor], act: Callable[[Tensor], Tensor]) -> Tensor:
    y = x.reshape(x.shape[0], -1)
    for place in range(0, len(params), 2):
        y = linear(y if place == 0 else act(y), params[place], params[place + 1])
    return y


def mlp_backward(x: Tensor, y: Tensor, params: Sequence[Tensor]) -> list[Tensor]:
    W1, b1, W2, b2 = params
    x = x.reshape(x.shape[0], -1)
    z = torch.einsum("ni,hi->nh", x, W1) + b1
    on = (z > 0).to(z.dtype)
    logits = torch.einsum("nh,ch->nc", z * on, W2) + b2
    p = (logits - logits.amax(1, keepdim=True)).exp()
    p = p / p.sum(1, keepdim=True)
    hit = y.unsqueeze(1) == torch.arange(len(b2), device=y.device)
    error = torch.where(hit, p - 1, p) / y.numel()
    back = torch.einsum("nc,ch,nh->nh", error, W2, on)
    return [
        torch.einsum("nh,ni->hi", back, x),
        torch.einsum("nh->h", back),
        torch.einsum("nc,nh->ch", error, z * on),
        torch.einsum("nc->c", error),
    ]


class ReLUFn(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        ctx.above = x > 0  # neither an input nor a result
        return torch.where(ctx.above, x, torch.zeros_like(x))

    @staticmethod
    def backward(ctx: Any, grad_output: Tensor) -> Tensor:
        return grad_output * ctx.above
