from collections.abc import Sequence

import torch
from torch import Tensor


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
    if nesterov and (momentum == 0 or dampening != 0):
        raise ValueError("nesterov needs a momentum and no dampening")
    for i, p in enumerate(params):
        if p.grad is None:
            continue
        d = p.grad
        if weight_decay != 0:
            d = d + weight_decay * p  # a new tensor, .grad stays as it is
        if momentum != 0:
            b = bufs[i]
            if b is None:
                b = bufs[i] = d.clone()  # d may be .grad itself, so a copy
            else:
                b.mul_(momentum).add_(d, alpha=1 - dampening)
            d = d + momentum * b if nesterov else b
        p.sub_(lr * d)


@torch.no_grad()
def adagrad_(params: Sequence[Tensor], sums: list[Tensor], lr: float, eps: float = 1e-10) -> None:
    for p, s in zip(params, sums, strict=True):
        if p.grad is None:
            continue
        s.add_(p.grad**2)
        p.sub_(lr * p.grad / (s.sqrt() + eps))


@torch.no_grad()
def rmsprop_(
    params: Sequence[Tensor], sq: list[Tensor], lr: float, alpha: float = 0.99, eps: float = 1e-8
) -> None:
    for p, s in zip(params, sq, strict=True):
        if p.grad is None:
            continue
        s.mul_(alpha).add_(p.grad**2, alpha=1 - alpha)
        p.sub_(lr * p.grad / (s.sqrt() + eps))


@torch.no_grad()
def adadelta_(
    params: Sequence[Tensor],
    sq: list[Tensor],
    acc: list[Tensor],
    rho: float = 0.9,
    eps: float = 1e-6,
    lr: float = 1.0,
) -> None:
    for p, s, a in zip(params, sq, acc, strict=True):
        if p.grad is None:
            continue
        s.mul_(rho).add_(p.grad**2, alpha=1 - rho)
        u = (a + eps).sqrt() / (s + eps).sqrt() * p.grad  # the old a
        a.mul_(rho).add_(u**2, alpha=1 - rho)
        p.sub_(lr * u)


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
    beta1, beta2 = betas
    for p, m_p, v_p in zip(params, m, v, strict=True):
        if p.grad is None:
            continue
        d = p.grad
        if weight_decay != 0:
            d = d + weight_decay * p
        m_p.mul_(beta1).add_(d, alpha=1 - beta1)
        v_p.mul_(beta2).add_(d**2, alpha=1 - beta2)
        m_hat = m_p / (1 - beta1**step)
        v_hat = v_p / (1 - beta2**step)
        p.sub_(lr * m_hat / (v_hat.sqrt() + eps))


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
    for p in params:
        if p.grad is not None:
            p.mul_(1 - lr * weight_decay)
    adam_(params, m, v, step, lr, betas, eps, weight_decay=0.0)


def ema(xs: Tensor, beta: float, bias_correction: bool = True) -> Tensor:
    s = torch.zeros_like(xs[0])
    averages = []
    for t, x in enumerate(xs, start=1):
        s = beta * s + (1 - beta) * x  # not in place, for autograd
        averages.append(s / (1 - beta**t) if bias_correction else s)
    return torch.stack(averages)


def condition_number(H: Tensor) -> Tensor:
    eigenvalues = torch.linalg.eigvalsh(H)  # ascending
    return eigenvalues[-1] / eigenvalues[0]
