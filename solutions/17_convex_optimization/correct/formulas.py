"""Other formulas: weighted sums divided at the end, tables of pairs, products with vectors, recursion."""

from collections.abc import Callable, Sequence
from functools import reduce
from itertools import accumulate

import torch
from torch import Tensor


def jensen_gap(f: Callable[[Tensor], Tensor], xs: Tensor, weights: Tensor) -> Tensor:
    total = weights.sum()
    mean = (weights * xs).sum() / total
    return (weights * (f(xs) - f(mean))).sum() / total


def is_convex_1d(f: Callable[[Tensor], Tensor], xs: Tensor, tol: float = 1e-8) -> bool:
    y = f(xs)
    rise, run = y[1:] - y[:-1], xs[1:] - xs[:-1]
    drops = rise[:-1] / run[:-1] - rise[1:] / run[1:]
    return not bool((drops > tol).any())


def hessian(f: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
    with torch.enable_grad():
        point = x.clone().detach().requires_grad_(True)
        y = f(point) + 0 * (point * point).sum()  # so that there is always a graph of second order
        gradient = torch.autograd.grad(y, [point], create_graph=True)[0]
        columns = [
            torch.autograd.grad(gradient, point, unit, retain_graph=True)[0]
            for unit in torch.eye(len(x)).to(x)
        ]
    return torch.stack(columns, dim=1)


def classify_stationary(H: Tensor, tol: float = 1e-8) -> str:
    values = torch.linalg.eigvalsh(0.5 * H + 0.5 * H.transpose(0, 1)).tolist()
    signs = {(value > tol) - (value < -tol) for value in values}
    if {-1, 1} <= signs:
        return "saddle"
    return {frozenset({1}): "min", frozenset({-1}): "max"}.get(frozenset(signs), "degenerate")


def project_l2_ball(x: Tensor, radius: float = 1.0) -> Tensor:
    squared = (x * x).sum(-1, keepdim=True)
    inside = squared <= radius**2
    norm = squared.masked_fill(inside, 1.0).sqrt()
    return torch.where(inside, x, x / norm * radius)


def project_simplex(v: Tensor) -> Tensor:
    shifted = v - v.max()
    # For each entry: what lies above it, in total. It stays positive if that is less than 1.
    above = (shifted[:, None] - shifted).clamp(min=0).sum(dim=0)  # [D]
    kept = above < 1
    count = kept.sum().to(v.dtype)
    theta = (shifted * kept).sum() / count - 1 / count
    return torch.where(kept, shifted - theta, torch.zeros_like(v))


def lagrangian(
    f: Callable[[Tensor], Tensor],
    constraints: Sequence[Callable[[Tensor], Tensor]],
    x: Tensor,
    alpha: Tensor,
) -> Tensor:
    if alpha.shape != (len(constraints),):
        raise ValueError(f"alpha {tuple(alpha.shape)}")
    terms = (alpha[i] * c(x) for i, c in enumerate(constraints))
    return reduce(torch.add, terms, f(x))


def projected_gd(
    grad: Callable[[Tensor], Tensor],
    project: Callable[[Tensor], Tensor],
    x0: Tensor,
    lr: float,
    steps: int,
) -> Tensor:
    def after(x: Tensor, _: int) -> Tensor:
        return project(x - grad(x) * lr)

    return torch.stack(list(accumulate(range(steps), after, initial=x0)), dim=0)
