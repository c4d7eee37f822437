"""Fused: PyTorch's in-place operations with a factor, such as lerp_ and addcdiv_."""

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor


def _live(params: Sequence[Tensor], *states: list[Tensor]) -> Iterator[tuple[Tensor, ...]]:
    """Parameter, gradient and state of each parameter that has a gradient."""
    for parts in zip(params, *states, strict=True):
        grad = parts[0].grad
        if grad is not None:
            yield parts[0], grad, *parts[1:]


@torch.no_grad()
def sgd_momentum_(
    params: Sequence[Tensor],
    bufs: list[Tensor | None],
    lr: float,
    momentum: float,
    dampening: float = 0.0,
    nesterov: bool = False,
    weight_decay: float = 0.0,
) -> None:
    if nesterov and not (momentum > 0 and dampening == 0):
        raise ValueError(f"nesterov with momentum {momentum} and dampening {dampening}")
    for index, p in enumerate(params):
        if p.grad is None:
            continue
        step = p.grad.add(p, alpha=weight_decay)
        if momentum:
            if bufs[index] is None:
                bufs[index] = step.clone()
            else:
                bufs[index].mul_(momentum).add_(step, alpha=1 - dampening)
            step = step.add(bufs[index], alpha=momentum) if nesterov else bufs[index]
        p.add_(step, alpha=-lr)


@torch.no_grad()
def adagrad_(params: Sequence[Tensor], sums: list[Tensor], lr: float, eps: float = 1e-10) -> None:
    for p, grad, total in _live(params, sums):
        total.addcmul_(grad, grad)
        p.addcdiv_(grad, total.sqrt().add_(eps), value=-lr)


@torch.no_grad()
def rmsprop_(
    params: Sequence[Tensor], sq: list[Tensor], lr: float, alpha: float = 0.99, eps: float = 1e-8
) -> None:
    for p, grad, average in _live(params, sq):
        average.mul_(alpha).addcmul_(grad, grad, value=1 - alpha)
        p.addcdiv_(grad, average.sqrt().add_(eps), value=-lr)


@torch.no_grad()
def adadelta_(
    params: Sequence[Tensor],
    sq: list[Tensor],
    acc: list[Tensor],
    rho: float = 0.9,
    eps: float = 1e-6,
    lr: float = 1.0,
) -> None:
    for p, grad, average, moved in _live(params, sq, acc):
        average.mul_(rho).addcmul_(grad, grad, value=1 - rho)
        update = moved.add(eps).div_(average.add(eps)).sqrt_().mul_(grad)
        moved.mul_(rho).addcmul_(update, update, value=1 - rho)
        p.add_(update, alpha=-lr)


@torch.no_grad()
def adam_(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> None:
    root = (1 - betas[1] ** step) ** 0.5
    for p, grad, first, second in _live(params, m, v):
        decayed = grad.add(p, alpha=weight_decay)
        first.lerp_(decayed, 1 - betas[0])
        second.mul_(betas[1]).addcmul_(decayed, decayed, value=1 - betas[1])
        p.addcdiv_(first, (second.sqrt() / root).add_(eps), value=-lr / (1 - betas[0] ** step))


@torch.no_grad()
def adamw_(
    params: Sequence[Tensor],
    m: list[Tensor],
    v: list[Tensor],
    step: int,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 1e-2,
) -> None:
    root = (1 - betas[1] ** step) ** 0.5
    for p, grad, first, second in _live(params, m, v):
        p.mul_(1 - lr * weight_decay)
        first.lerp_(grad, 1 - betas[0])
        second.lerp_(grad.square(), 1 - betas[1])
        p.addcdiv_(first, (second.sqrt() / root).add_(eps), value=-lr / (1 - betas[0] ** step))


def ema(xs: Tensor, beta: float, bias_correction: bool = True) -> Tensor:
    age = torch.arange(len(xs), device=xs.device)
    age = (age.unsqueeze(1) - age).to(xs.dtype)  # [N,N]: t - s
    weights = torch.where(age >= 0, (1 - beta) * beta ** age.clamp(min=0), 0.0)
    if bias_correction:
        weights = torch.nn.functional.normalize(weights, p=1.0, dim=1)
    return weights @ xs


def condition_number(H: Tensor) -> Tensor:
    # The eigenvalues of a symmetric positive definite matrix are its singular values.
    values = torch.linalg.svdvals(H)
    return values.max() / values.min()
