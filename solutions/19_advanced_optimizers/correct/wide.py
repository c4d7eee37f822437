"""Wide: lists of tensors at once, steps in float64, and the grad mode switched by hand."""

from collections.abc import Sequence

import torch
from torch import Tensor


def sgd_momentum_(
    params: Sequence[Tensor],
    bufs: list[Tensor | None],
    lr: float,
    momentum: float,
    dampening: float = 0.0,
    nesterov: bool = False,
    weight_decay: float = 0.0,
) -> None:
    if nesterov and (dampening > 0 or not momentum):
        raise ValueError("nesterov")
    recording = torch.is_grad_enabled()
    torch.set_grad_enabled(False)
    try:
        for i in range(len(params)):
            if params[i].grad is None:
                continue
            step = torch.add(params[i].grad, params[i], alpha=weight_decay)
            if momentum:
                if bufs[i] is None:
                    bufs[i] = torch.clone(step)
                else:
                    torch.add(momentum * bufs[i], step, alpha=1 - dampening, out=bufs[i])
                step = torch.add(step, bufs[i], alpha=momentum) if nesterov else bufs[i]
            params[i] -= lr * step
    finally:
        torch.set_grad_enabled(recording)


@torch.no_grad()
def adagrad_(params: Sequence[Tensor], sums: list[Tensor], lr: float, eps: float = 1e-10) -> None:
    rows = [(p, p.grad, s) for p, s in zip(params, sums, strict=True) if p.grad is not None]
    if rows:
        moving, grads, totals = (list(column) for column in zip(*rows, strict=True))
        torch._foreach_addcmul_(totals, grads, grads)
        roots = torch._foreach_add(torch._foreach_sqrt(totals), eps)
        torch._foreach_addcdiv_(moving, grads, roots, -lr)


@torch.no_grad()
def rmsprop_(
    params: Sequence[Tensor], sq: list[Tensor], lr: float, alpha: float = 0.99, eps: float = 1e-8
) -> None:
    for p, s in zip(params, sq, strict=True):
        if p.grad is not None:
            g = p.grad.double()
            average = alpha * s.double() + (1 - alpha) * g**2
            s[...] = average
            p[...] = p.double() - lr * g / (average.sqrt() + eps)


def condition_number(H: Tensor) -> Tensor:
    ends = torch.linalg.eigh(H).eigenvalues.aminmax()
    return ends.max / ends.min
