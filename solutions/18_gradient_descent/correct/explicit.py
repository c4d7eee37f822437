"""Explicit: every step is written out, with plain operations, buffers and numbers."""

from collections.abc import Callable
from math import cos, e, pi

import torch
from torch import Tensor


def gd(grad: Callable[[Tensor], Tensor], x0: Tensor, lr: float, steps: int) -> Tensor:
    if steps == 0:
        return x0.reshape(1, -1).clone()
    before = gd(grad, x0, lr, steps - 1)  # [steps,D]
    last = before[-1].clone()
    return torch.cat([before, (last + grad(last) * -lr).reshape(1, -1)], dim=0)


def gd_autograd(f: Callable[[Tensor], Tensor], x0: Tensor, lr: float, steps: int) -> Tensor:
    path = torch.empty(steps + 1, x0.numel(), dtype=x0.dtype, device=x0.device)
    path[0] = x0.detach()
    for t in range(steps):
        x = path[t].clone().requires_grad_(True)
        was = torch.is_grad_enabled()
        torch.set_grad_enabled(True)
        try:
            f(x).backward(inputs=[x])
        finally:
            torch.set_grad_enabled(was)
        path[t + 1] = path[t] - lr * x.grad
    return path


def newton(
    grad: Callable[[Tensor], Tensor],
    hess: Callable[[Tensor], Tensor],
    x0: Tensor,
    steps: int,
    lr: float = 1.0,
) -> Tensor:
    rows = [x0 + 0]
    for t in range(steps):
        g, H = grad(rows[t]), hess(rows[t])
        solution = torch.linalg.solve(H, g[:, None])[:, 0]
        rows += [rows[t] - solution * lr]
    return torch.stack(rows, dim=0)


def preconditioned_gd(
    grad: Callable[[Tensor], Tensor],
    diag_hess: Callable[[Tensor], Tensor],
    x0: Tensor,
    lr: float,
    steps: int,
    eps: float = 1e-8,
) -> Tensor:
    rows, x = [x0.clone()], x0.clone()
    for _ in range(steps):
        curvature = diag_hess(x)
        size = torch.where(curvature < 0, -curvature, curvature)
        rate = lr / (size + eps)
        x = x - rate * grad(x)
        rows.append(x)
    return torch.cat([row.unsqueeze(0) for row in rows])


def backtracking(
    f: Callable[[Tensor], Tensor],
    grad: Tensor,
    x: Tensor,
    d: Tensor,
    alpha: float = 1.0,
    c: float = 1e-4,
    rho: float = 0.5,
) -> float:
    slope = (grad * d).sum()
    if slope >= 0:
        raise ValueError("d must be a descent direction")
    before = f(x)
    accepted = False
    while not accepted:
        accepted = bool(f(x + alpha * d) <= before + c * alpha * slope)
        if not accepted:
            alpha *= rho
    return alpha


def conjugate_gradient(A: Tensor, b: Tensor, tol: float = 1e-10, max_iter: int | None = None) -> Tensor:
    if max_iter is None:
        max_iter = b.numel()
    x, p, r = b * 0, b * 1, b * 1
    for k in range(max_iter + 1):
        if k == max_iter or (r * r).sum().sqrt() <= tol * (b * b).sum().sqrt():
            return x
        curvature = (p * (A @ p)).sum()
        x = x + (r * p).sum() / curvature * p
        new = b - A @ x  # the residual itself, not by the recursion
        p, r = new - (new * (A @ p)).sum() / curvature * p, new
    return x


def minibatch_grad(
    grad_i: Callable[[Tensor, Tensor], Tensor],
    x: Tensor,
    n: int,
    batch: int,
    generator: torch.Generator | None = None,
) -> Tensor:
    if batch < 1 or batch > n:
        raise ValueError("batch is out of range")
    order = torch.randperm(n, generator=generator)
    picked = torch.split(order, batch)[0].to(x.device)
    return (grad_i(x, picked) / batch).sum(0)


def lr_schedule(kind: str, t: int, eta0: float, **kw: float) -> float:
    needed = {
        "exponential": ("lam",),
        "polynomial": ("alpha", "beta"),
        "piecewise": ("factor", "every"),
        "cosine": ("T",),
    }
    if kind not in needed:
        raise ValueError("unknown kind " + kind)
    allowed = (*needed[kind], "eta_min", "warmup") if kind == "cosine" else needed[kind]
    for name in kw:
        if name not in allowed:
            raise TypeError("unexpected " + name)
    for name in needed[kind]:
        if name not in kw:
            raise TypeError("missing " + name)
    rate = float(eta0)
    if kind == "exponential":
        rate *= e ** (-kw["lam"] * t)
    elif kind == "polynomial":
        rate *= (1 + kw["beta"] * t) ** (-kw["alpha"])
    elif kind == "piecewise":
        for _ in range(t // int(kw["every"])):
            rate *= kw["factor"]
    else:
        low, start, end = kw.get("eta_min", 0.0), kw.get("warmup", 0), kw["T"]
        if t < start:
            rate = eta0 * (t / start)
        elif t < end:
            height = (cos(pi * (t - start) / (end - start)) + 1) / 2
            rate = low + (eta0 - low) * height
        else:
            rate = low
    return rate
