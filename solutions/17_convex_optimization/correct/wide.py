"""In float64 inside, with bisection, and with storage that is filled row by row."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor


def jensen_gap(f: Callable[[Tensor], Tensor], xs: Tensor, weights: Tensor) -> Tensor:
    p = weights.double() / weights.double().sum()
    mean = (p * xs.double()).sum().to(xs.dtype)
    return ((p * f(xs).double()).sum() - f(mean).double()).to(xs.dtype)


def is_convex_1d(f: Callable[[Tensor], Tensor], xs: Tensor, tol: float = 1e-8) -> bool:
    x, y = xs.detach().cpu().numpy(), f(xs).detach().cpu().numpy()
    slopes = (y[1:] - y[:-1]) / (x[1:] - x[:-1])
    return bool((slopes[1:] - slopes[:-1] >= -tol).all())


def hessian(f: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
    H = torch.zeros(len(x), len(x), dtype=x.dtype, device=x.device)
    with torch.enable_grad():
        point = x.detach().clone().requires_grad_()
        y = f(point)
        if y.grad_fn is None:
            return H
        slope = torch.autograd.grad(y, point, create_graph=True, allow_unused=True)[0]
        for i in range(len(x) if slope is not None and slope.grad_fn is not None else 0):
            row = torch.autograd.grad(slope[i], point, retain_graph=True, allow_unused=True)[0]
            if row is not None:
                H[i] = row
    return H


def classify_stationary(H: Tensor, tol: float = 1e-8) -> str:
    H = H.detach().double()
    values = torch.linalg.eigvals((H + H.T) / 2).real
    up, down = int((values > tol).sum()), int((values < -tol).sum())
    if up and down:
        return "saddle"
    return "min" if up == len(H) else "max" if down == len(H) else "degenerate"


def project_l2_ball(x: Tensor, radius: float = 1.0) -> Tensor:
    norm = torch.linalg.norm(x.double(), dim=-1, keepdim=True)
    far = norm > radius
    moved = x.double() * (radius / norm.where(far, torch.ones_like(norm)))
    return x.where(~far, moved.to(x.dtype))


def project_simplex(v: Tensor) -> Tensor:
    shifted = v.double() - v.double().max()
    low, high = -1.0, 0.0  # theta is between them
    for _ in range(60):
        middle = (low + high) / 2
        if (shifted - middle).clamp(min=0).sum() > 1:
            low = middle
        else:
            high = middle
    kept = shifted > high
    theta = (shifted[kept].sum() - 1) / kept.sum()
    return (shifted - theta).clamp(min=0).to(v.dtype)


def lagrangian(
    f: Callable[[Tensor], Tensor],
    constraints: Sequence[Callable[[Tensor], Tensor]],
    x: Tensor,
    alpha: Tensor,
) -> Tensor:
    try:
        pairs = list(zip(constraints, alpha.unbind(), strict=True))
    except ValueError as error:
        raise ValueError("alpha and the constraints differ in number") from error
    return f(x) + sum(a * c(x) for c, a in pairs)


def projected_gd(
    grad: Callable[[Tensor], Tensor],
    project: Callable[[Tensor], Tensor],
    x0: Tensor,
    lr: float,
    steps: int,
) -> Tensor:
    path = x0.new_empty(steps + 1, len(x0))
    x = path[0] = x0
    for t in range(1, steps + 1):
        x = project(x - lr * grad(x))
        path[t] = x
    return path
