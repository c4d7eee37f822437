"""Library: what PyTorch and Python offer, such as torch.func, vecdot, addcdiv, lerp and match."""

import math
from collections.abc import Callable
from itertools import accumulate, count

import torch
from torch import Tensor


def gd(grad: Callable[[Tensor], Tensor], x0: Tensor, lr: float, steps: int) -> Tensor:
    path = accumulate(range(steps), lambda x, _: torch.sub(x, grad(x), alpha=lr), initial=x0)
    return torch.stack(list(path))


def gd_autograd(f: Callable[[Tensor], Tensor], x0: Tensor, lr: float, steps: int) -> Tensor:
    slope = torch.func.grad(lambda x: f(x).squeeze())
    points = [x0.detach().clone()]
    for _ in range(steps):
        with torch.enable_grad():
            g = slope(points[-1])
        points.append(torch.add(points[-1], g.detach(), alpha=-lr))
    return torch.stack(points)


def newton(
    grad: Callable[[Tensor], Tensor],
    hess: Callable[[Tensor], Tensor],
    x0: Tensor,
    steps: int,
    lr: float = 1.0,
) -> Tensor:
    path = x0.unsqueeze(0)
    for _ in range(steps):
        x = path[-1]
        LU, pivots = torch.linalg.lu_factor(hess(x))
        step = torch.linalg.lu_solve(LU, pivots, grad(x).unsqueeze(1)).squeeze(1)
        path = torch.cat([path, (x - lr * step).unsqueeze(0)])
    return path.clone()


def preconditioned_gd(
    grad: Callable[[Tensor], Tensor],
    diag_hess: Callable[[Tensor], Tensor],
    x0: Tensor,
    lr: float,
    steps: int,
    eps: float = 1e-8,
) -> Tensor:
    points = [x0]
    while len(points) <= steps:
        x = points[-1]
        points.append(torch.addcdiv(x, grad(x), torch.abs(diag_hess(x)).add(eps), value=-lr))
    return torch.vstack(points)


def backtracking(
    f: Callable[[Tensor], Tensor],
    grad: Tensor,
    x: Tensor,
    d: Tensor,
    alpha: float = 1.0,
    c: float = 1e-4,
    rho: float = 0.5,
) -> float:
    slope = torch.linalg.vecdot(grad, d).item()
    if not slope < 0:
        raise ValueError("not a descent direction")
    before = f(x).item()
    for k in count():
        a = alpha * rho**k
        if f(torch.add(x, d, alpha=a)).item() - before <= c * a * slope:
            return float(a)
    raise AssertionError


def conjugate_gradient(A: Tensor, b: Tensor, tol: float = 1e-10, max_iter: int | None = None) -> Tensor:
    x, r = b.new_zeros(b.shape), b.clone()
    p = r.clone()
    goal = tol * torch.linalg.vector_norm(b)
    left = len(b) if max_iter is None else max_iter
    while left > 0 and torch.linalg.vector_norm(r) > goal:
        Ap = torch.mv(A, p)
        before = torch.dot(r, r)
        s = before / torch.dot(p, Ap)
        x.add_(s * p)
        r.sub_(s * Ap)
        p.mul_(torch.dot(r, r) / before).add_(r)
        left -= 1
    return x


def minibatch_grad(
    grad_i: Callable[[Tensor, Tensor], Tensor],
    x: Tensor,
    n: int,
    batch: int,
    generator: torch.Generator | None = None,
) -> Tensor:
    if batch not in range(1, n + 1):
        raise ValueError(f"the batch must have 1 to {n} samples")
    chosen = torch.randperm(n, generator=generator).narrow(0, 0, batch).sort().values
    gradients = grad_i(x, chosen.to(device=x.device))
    return torch.einsum("nd->d", gradients) / batch


def lr_schedule(kind: str, t: int, eta0: float, **kw: float) -> float:
    match kind:
        case "exponential":
            return (lambda lam: eta0 / math.exp(lam * t))(**kw)
        case "polynomial":
            return (lambda alpha, beta: eta0 / math.pow(1 + beta * t, alpha))(**kw)
        case "piecewise":
            return (lambda factor, every: eta0 * math.pow(factor, math.floor(t / every)))(**kw)
        case "cosine":
            return _cosine(t, eta0, **kw)
    raise ValueError(f"{kind} is unknown")


def _cosine(t: int, eta0: float, T: int, eta_min: float = 0.0, warmup: int = 0) -> float:
    if warmup > t:
        return t * (eta0 / warmup)
    share = min(1.0, (t - warmup) / (T - warmup))
    weight = math.cos(math.pi / 2 * share) ** 2
    return weight * eta0 + (1 - weight) * eta_min
