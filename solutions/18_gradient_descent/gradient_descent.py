"""Gradient descent and its relatives: which way to go, how far, and from how many samples.

The rules in `rules.md`, beside this file, hold here. Four functions return a path: `gd`, `gd_autograd`,
`newton` and `preconditioned_gd`. For all four:

- A point is a vector [D], with D >= 1, in float32 or float64. It may be a view.
- The path is a new tensor [steps + 1, D] with the dtype and the device of `x0`. Its row t is x_t. Row 0 is
  `x0`, so zero steps give one row.
- `x0` itself does not change: neither its values, nor its `grad`, nor its flags. It may require gradients.
- The functions among the arguments are called once a step, with the point x_t, for t = 0, ..., steps - 1.
  They may keep the point that they get. They may also return that point itself, or the same tensor at every
  call. So change neither the points that you pass on nor the tensors that you get.
- A Python loop over the steps is fine. A loop over the coordinates is not.
"""

import math
from collections.abc import Callable

import torch
from torch import Tensor


def gd(grad: Callable[[Tensor], Tensor], x0: Tensor, lr: float, steps: int) -> Tensor:
    r"""Do gradient descent: each step goes against the gradient.

        x_(t+1) = x_t - lr * grad(x_t)     for t = 0, 1, ..., steps - 1

    Args:
        grad: maps a point [D] to the gradient there, [D].
        x0: [D] the start.
        lr: the learning rate, a positive number.
        steps: the number of steps, at least 0.

    Returns:
        [steps + 1, D] the path x_0, ..., x_steps. It is differentiable in `x0` and in all tensors that `grad`
        computes with.

    Not allowed: `torch.optim`.

    Source: d2l.ai 12.3.1 and 12.3.2; Goodfellow, Bengio and Courville, Deep Learning, 4.3.
    """
    ### BEGIN SOLUTION
    x, path = x0, [x0]
    for _ in range(steps):
        x = x - lr * grad(x)  # a new tensor, so that the path keeps the old one
        path.append(x)
    return torch.stack(path)  # [steps+1,D]
    ### END SOLUTION


def gd_autograd(f: Callable[[Tensor], Tensor], x0: Tensor, lr: float, steps: int) -> Tensor:
    r"""Do gradient descent on a function whose gradient autograd finds.

        x_(t+1) = x_t - lr * (gradient of f at x_t)     for t = 0, 1, ..., steps - 1

    `f` may compute with other tensors that require gradients, such as the weights of a model. Their `grad`
    does not change either.

    Args:
        f: maps a point [D] to a tensor of shape [], by operations that autograd can differentiate. It depends
            on the point.
        x0: [D] the start.
        lr: the learning rate, a positive number.
        steps: the number of steps, at least 0.

    Returns:
        [steps + 1, D] the path x_0, ..., x_steps. The result belongs to no graph, even if `x0` or a tensor
        inside `f` requires gradients. The caller may have switched gradients off, as inside
        `torch.no_grad()`. The path is the same then. On return the grad mode is as it was before the call.

    Not allowed: `torch.optim`.

    Source: d2l.ai 2.5 and 12.3.2.
    """
    ### BEGIN SOLUTION

    def grad(x: Tensor) -> Tensor:
        with torch.enable_grad():
            point = x.detach().requires_grad_()
            return torch.autograd.grad(f(point), point)[0]  # writes into no .grad

    return gd(grad, x0.detach(), lr, steps)
    ### END SOLUTION


def newton(
    grad: Callable[[Tensor], Tensor],
    hess: Callable[[Tensor], Tensor],
    x0: Tensor,
    steps: int,
    lr: float = 1.0,
) -> Tensor:
    r"""Do Newton's method: each step goes to where the gradient's linear approximation is 0.

        x_(t+1) = x_t - lr * d_t, where H(x_t) d_t = grad(x_t)     for t = 0, 1, ..., steps - 1

    Solve the linear system. An inverse of H costs more and loses more digits. The method looks for a point
    where the gradient is 0. So it goes to a saddle or a maximum too, if one is near.

    Args:
        grad: maps a point [D] to the gradient there, [D].
        hess: maps a point [D] to the Hessian there, [D, D]. It is symmetric and well conditioned. Its
            eigenvalues may be negative.
        x0: [D] the start.
        steps: the number of steps, at least 0.
        lr: the damping, a positive number. 1 takes the full step.

    Returns:
        [steps + 1, D] the path x_0, ..., x_steps. It is differentiable in `x0` and in all tensors that `grad`
        and `hess` compute with.

    Source: d2l.ai 12.3.3.1; Boyd and Vandenberghe, Convex Optimization, 9.5.
    """
    ### BEGIN SOLUTION
    return gd(lambda x: torch.linalg.solve(hess(x), grad(x)), x0, lr, steps)
    ### END SOLUTION


def preconditioned_gd(
    grad: Callable[[Tensor], Tensor],
    diag_hess: Callable[[Tensor], Tensor],
    x0: Tensor,
    lr: float,
    steps: int,
    eps: float = 1e-8,
) -> Tensor:
    r"""Do gradient descent in which each coordinate is divided by its own curvature.

        x_(t+1) = x_t - lr * grad(x_t) / (|h(x_t)| + eps), elementwise     for t = 0, 1, ..., steps - 1

    h is the diagonal of the Hessian. The absolute value keeps each coordinate going against its slope where
    the curvature is negative. It is taken first, and then eps is added.

    Args:
        grad: maps a point [D] to the gradient there, [D].
        diag_hess: maps a point [D] to the diagonal of the Hessian there, [D]. Entries may be negative or 0.
        x0: [D] the start.
        lr: the learning rate, a positive number.
        steps: the number of steps, at least 0.
        eps: a positive number.

    Returns:
        [steps + 1, D] the path x_0, ..., x_steps. It is differentiable in `x0` and in all tensors that `grad`
        and `diag_hess` compute with.

    Not allowed: `torch.optim`.

    Source: d2l.ai 12.3.3.3; Nocedal and Wright, Numerical Optimization, 5.1 (preconditioning).
    """
    ### BEGIN SOLUTION
    return gd(lambda x: grad(x) / (diag_hess(x).abs() + eps), x0, lr, steps)
    ### END SOLUTION


def backtracking(
    f: Callable[[Tensor], Tensor],
    grad: Tensor,
    x: Tensor,
    d: Tensor,
    alpha: float = 1.0,
    c: float = 1e-4,
    rho: float = 0.5,
) -> float:
    r"""Find a step size along a direction: shrink it until the function falls far enough (Armijo).

        f(x + a * d) <= f(x) + c * a * slope, where slope = grad . d

    Try a = alpha first, then a = rho * alpha, rho^2 * alpha, and so on. Return the first a for which the
    condition holds. The condition also holds if both sides are equal. A trial value f(x + a * d) that is NaN
    or +inf is not accepted.

    Args:
        f: maps a point [D] to a tensor of shape []. f(x) is finite.
        grad: [D] the gradient of f at `x`.
        x: [D] the point, finite.
        d: [D] the direction. It need not be -grad.
        alpha: the first step size, a positive number.
        c: the share of the fall along the tangent that is asked for, from 0 to less than 1.
        rho: the factor between two trials, above 0 and below 1.

    Returns:
        The step size, a Python float. `x`, `d` and `grad` do not change. `f` is called once for f(x), and
        once for each trial. Some step size above 1e-6 * alpha fulfils the condition. A loop over the trials
        is fine, but not over the coordinates.

    Raises:
        ValueError: if slope is 0 or more, because f does not fall along `d` then. The message contains
            "descent". Raise it before `f` is called.

    Source: Nocedal and Wright, Numerical Optimization, algorithm 3.1; Boyd and Vandenberghe 9.2.
    """
    ### BEGIN SOLUTION
    slope = float(grad @ d)
    if slope >= 0:
        raise ValueError(f"d is no descent direction: the slope along it is {slope}")
    start = float(f(x))
    while not float(f(x + alpha * d)) <= start + c * alpha * slope:  # a comparison with NaN is false
        alpha = rho * alpha
    return alpha
    ### END SOLUTION


def conjugate_gradient(A: Tensor, b: Tensor, tol: float = 1e-10, max_iter: int | None = None) -> Tensor:
    r"""Solve A x = b by minimising x^T A x / 2 - b^T x along directions that don't disturb each other.

        x_0 = 0, r_0 = p_0 = b                          r is the residual b - A x, p the direction
        s_k = (r_k . r_k) / (p_k . A p_k)               how far to go
        x_(k+1) = x_k + s_k * p_k
        r_(k+1) = r_k - s_k * A p_k
        p_(k+1) = r_(k+1) + beta * p_k, where beta = (r_(k+1) . r_(k+1)) / (r_k . r_k)

    Return the first x_k for which ||r_k|| <= tol * ||b||, in the Euclidean norm, or k = max_iter. Check this
    before each step, also before the first. So b = 0 gives zeros, and no 0/0. Without rounding the method
    finds the solution in D steps, or in fewer. Before that, x_k differs from the solution, and x_k is asked
    for.

    Args:
        A: [D, D] symmetric positive definite and well conditioned, in float32 or float64, D >= 1. It may be
            a view.
        b: [D] the right side, of the same dtype. It is zeros, or its norm is from 1e-6 to 1e6.
        tol: the relative tolerance, a positive number.
        max_iter: the largest number of steps, at least 0. It may be larger than D. None stands for D.

    Returns:
        [D] x_k, a new tensor. `A` and `b` do not change. Neither of them requires gradients, and it doesn't
        matter whether the result belongs to a graph.

    A loop over the steps is fine, but not over the rows of `A`. Use `A` in products only: in large problems
    it is not stored at all.

    Source: Nocedal and Wright, Numerical Optimization, algorithm 5.2; Shewchuk 1994, appendix B2.
    """
    ### BEGIN SOLUTION
    x, r, p = torch.zeros_like(b), b, b
    rr = r @ r
    limit = tol * rr.sqrt()
    for _ in range(len(b) if max_iter is None else max_iter):
        if rr.sqrt() <= limit:
            break
        Ap = A @ p  # the only product with A in this step
        s = rr / (p @ Ap)
        x, r = x + s * p, r - s * Ap
        old, rr = rr, r @ r
        p = r + rr / old * p
    return x
    ### END SOLUTION


def minibatch_grad(
    grad_i: Callable[[Tensor, Tensor], Tensor],
    x: Tensor,
    n: int,
    batch: int,
    generator: torch.Generator | None = None,
) -> Tensor:
    r"""Estimate the gradient of a mean over n samples from a few of them, which are drawn at random.

        (1 / batch) * sum over i in the batch of (gradient of sample i at x)

    The estimate is unbiased: its expectation is the mean over all n samples. The batch is drawn without
    replacement, so it holds no sample twice, and a batch of n gives the full gradient.

    Args:
        grad_i: maps a point [D] and indices [batch] to gradients [batch, D]. Row k is the gradient of the
            sample with index i[k]. The indices are int64, on the device of `x`. Call it once, with all
            indices. It may keep its result, so don't change that.
        x: [D] the point, in float32 or float64.
        n: the number of samples, at least 1.
        batch: the number of samples in the batch, at least 1 and at most n.
        generator: a generator on the CPU, whatever the device of `x` is. None stands for PyTorch's global
            generator.

    Returns:
        [D] the estimate, a new tensor. It is differentiable in `x` and in all tensors that `grad_i` computes
        with.

    The indices are the first `batch` entries of `torch.randperm(n, generator=generator)`, so that one seed
    gives everybody the same batch. Draw nothing else. The order of the indices is free. Don't loop over the
    samples or the coordinates.

    Raises:
        ValueError: if `batch` is less than 1 or more than n. The message contains "batch". Raise it before
            you draw, and before you call `grad_i`.

    Source: d2l.ai 12.4.1 and 12.5; Goodfellow et al. 8.1.3.
    """
    ### BEGIN SOLUTION
    if not 1 <= batch <= n:
        raise ValueError(f"a batch of {batch} can't be drawn from {n} samples")
    i = torch.randperm(n, generator=generator)[:batch].to(x.device)
    return grad_i(x, i).mean(dim=0)  # [batch,D] -> [D]
    ### END SOLUTION


def lr_schedule(kind: str, t: int, eta0: float, **kw: float) -> float:
    r"""Compute the learning rate of step t, which shrinks while training goes on.

    Each kind has keywords of its own:

        "exponential"   lam                eta0 * exp(-lam * t)
        "polynomial"    alpha, beta        eta0 * (beta * t + 1)^(-alpha)
        "piecewise"     factor, every      eta0 * factor^(t // every), so constant for `every` steps
        "cosine"        T, eta_min, warmup     has three parts:
            t < warmup          eta0 * t / warmup, which is 0 at t = 0
            warmup <= t < T     eta_min + (eta0 - eta_min) / 2 * (1 + cos(pi * (t - warmup) / (T - warmup)))
            t >= T              eta_min

    T counts the steps from 0 to the end, so the warmup is part of it. Only `eta_min` and `warmup` may be left
    out: `eta_min` is 0.0 then, and `warmup` is 0.

    Args:
        kind: the name of the formula.
        t: the number of the step, at least 0. Calls may come in any order, so don't count them.
        eta0: the rate at the start or, with warmup, at its end; a positive number.
        kw: the keywords of the kind. `lam`, `alpha`, `beta` and `eta_min` are floats, at least 0. `factor` is
            a float, above 0 and at most 1. `every`, `T` and `warmup` are ints: `every` is at least 1, and
            `warmup` is from 0 to T - 1.

    Returns:
        The rate, a Python float.

    Raises:
        ValueError: if there is no such kind. The message contains `kind`.
        TypeError: if a keyword is missing, or if the kind has no keyword of that name. The message contains
            the keyword. If a function has these keywords as parameters, Python raises the error by itself.

    Not allowed: `torch.optim`.

    Source: d2l.ai 12.4.2 and 12.11; Loshchilov and Hutter 2017 (SGDR).
    """
    ### BEGIN SOLUTION

    def exponential(lam: float) -> float:
        return eta0 * math.exp(-lam * t)

    def polynomial(alpha: float, beta: float) -> float:
        return eta0 * (beta * t + 1) ** -alpha

    def piecewise(factor: float, every: int) -> float:
        return eta0 * factor ** (t // every)

    def cosine(T: int, eta_min: float = 0.0, warmup: int = 0) -> float:
        if t < warmup:
            return eta0 * t / warmup
        if t >= T:
            return eta_min
        return eta_min + (eta0 - eta_min) / 2 * (1 + math.cos(math.pi * (t - warmup) / (T - warmup)))

    kinds = {f.__name__: f for f in (exponential, polynomial, piecewise, cosine)}
    if kind not in kinds:
        raise ValueError(f"there is no schedule {kind!r}; the kinds are {', '.join(kinds)}")
    return kinds[kind](**kw)
    ### END SOLUTION
