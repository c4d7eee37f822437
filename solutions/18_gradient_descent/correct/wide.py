"""Wide: float64 inside, linear algebra for whole vectors, and results in the dtype of the arguments."""

import math
from collections.abc import Callable

import torch
from torch import Tensor


def newton(
    grad: Callable[[Tensor], Tensor],
    hess: Callable[[Tensor], Tensor],
    x0: Tensor,
    steps: int,
    lr: float = 1.0,
) -> Tensor:
    x, path = x0, x0[None]
    for _ in range(steps):
        inverse = torch.linalg.inv(hess(x).double())
        x = x - (lr * inverse @ grad(x).double()).to(x.dtype)
        path = torch.vstack((path, x))
    return path.clone()


def backtracking(
    f: Callable[[Tensor], Tensor],
    grad: Tensor,
    x: Tensor,
    d: Tensor,
    alpha: float = 1.0,
    c: float = 1e-4,
    rho: float = 0.5,
) -> float:
    slope = torch.inner(grad.double(), d.double()).item()
    if slope >= 0:
        raise ValueError("this direction is no descent")
    top = f(x).double().item()
    while True:
        value = f(x + alpha * d).double().item()
        if not math.isnan(value) and value <= top + c * alpha * slope:
            return alpha
        alpha = alpha * rho


def conjugate_gradient(A: Tensor, b: Tensor, tol: float = 1e-10, max_iter: int | None = None) -> Tensor:
    # x_k is the minimiser over the Krylov space of b, A b, ..., of which we keep an orthonormal basis.
    wide, right = A.double(), b.double()
    x, basis, direction = torch.zeros_like(right), [], right
    for _ in range(len(b) if max_iter is None else max_iter):
        residual = right - wide @ x
        if residual.norm() <= tol * right.norm():
            break
        for q in (*basis, *basis):
            direction = direction - (q @ direction) * q
        if direction.norm() <= 1e-13 * right.norm():
            break
        basis.append(direction / direction.norm())
        Q = torch.stack(basis, dim=1)
        x = Q @ torch.linalg.solve(Q.T @ wide @ Q, Q.T @ right)
        direction = wide @ basis[-1]
    return x.to(b.dtype)
