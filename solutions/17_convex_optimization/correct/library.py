"""As much as possible by PyTorch's own functions."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor


def jensen_gap(f: Callable[[Tensor], Tensor], xs: Tensor, weights: Tensor) -> Tensor:
    p = torch.div(weights, torch.sum(weights))
    return torch.dot(p, f(xs)).sub(f(torch.dot(p, xs)))


def is_convex_1d(f: Callable[[Tensor], Tensor], xs: Tensor, tol: float = 1e-8) -> bool:
    if xs.numel() < 3:
        return True
    slopes = torch.div(torch.diff(f(xs)), torch.diff(xs))
    return torch.diff(slopes).amin().ge(-tol).item()


def hessian(f: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
    return torch.autograd.functional.hessian(f, x.detach().clone())


def classify_stationary(H: Tensor, tol: float = 1e-8) -> str:
    low, high = torch.aminmax(torch.linalg.eigh(torch.add(H, H.mT).div(2)).eigenvalues)
    if low < -tol and high > tol:
        return "saddle"
    return "min" if low > tol else "max" if high < -tol else "degenerate"


def project_l2_ball(x: Tensor, radius: float = 1.0) -> Tensor:
    norm = torch.linalg.vector_norm(x, dim=-1, keepdim=True)
    unit = torch.nn.functional.normalize(x, dim=-1, eps=1e-30)
    return torch.where(norm <= radius, x, radius * unit)


def project_simplex(v: Tensor) -> Tensor:
    shifted = torch.sub(v, torch.amax(v))
    top = torch.topk(shifted, v.numel()).values
    theta = top.cumsum(0).sub(1).div(torch.ones_like(v).cumsum(0)).max()
    return torch.relu(shifted - theta)


def lagrangian(
    f: Callable[[Tensor], Tensor],
    constraints: Sequence[Callable[[Tensor], Tensor]],
    x: Tensor,
    alpha: Tensor,
) -> Tensor:
    if alpha.numel() != len(constraints):
        raise ValueError("alpha must have a multiplier for each constraint")
    values = [constraint(x) for constraint in constraints]
    return f(x) + (torch.dot(alpha, torch.stack(values)) if values else 0)


def projected_gd(
    grad: Callable[[Tensor], Tensor],
    project: Callable[[Tensor], Tensor],
    x0: Tensor,
    lr: float,
    steps: int,
) -> Tensor:
    rows = [x0[None]]
    while len(rows) <= steps:
        x = rows[-1][0]
        rows.append(project(torch.add(x, grad(x), alpha=-lr))[None])
    return torch.cat(rows)
