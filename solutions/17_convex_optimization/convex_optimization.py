"""Convexity, stationary points and constraints: what makes a minimum easy to find, and how to stay in a set.

D is the number of coordinates of a point and N the number of points. The rules in `rules.md`, beside this
file, hold here. Besides:

- Tensors are float32 or float64.
- A function that is an argument, such as `f` or `grad`, consists of PyTorch's operations and is finite where
  it is asked. It keeps dtype and device, changes neither its argument nor a tensor that it returned before,
  and draws no random numbers.
- A result is differentiable in tensors that a function among the arguments uses, too.
- The grader allows for the rounding errors of the formulas in the docstrings, in the dtype of the input.
- No Python loop goes over points or coordinates, unless a docstring allows it.

Read: Boyd and Vandenberghe, Convex Optimization, chapters 2 to 5 (free at stanford.edu/~boyd/cvxbook); Dive
into Deep Learning (d2l.ai) 12.1 and 12.2.
"""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor


def jensen_gap(f: Callable[[Tensor], Tensor], xs: Tensor, weights: Tensor) -> Tensor:
    r"""Compute by how much the mean of a function exceeds the function of the mean.

    result = sum_i p_i f(x_i) - f(sum_i p_i x_i), where p_i = weights_i / sum_j weights_j

    Jensen's inequality says that this gap is at least 0 if f is convex, whatever the points and the weights.
    If f is concave, it is at most 0.

    Args:
        f: applies to each number of a tensor of any shape by itself, and returns a tensor of that shape.
        xs: [N] points.
        weights: [N] numbers of at least 0, not all 0. Their sum is any positive number, so divide by it.

    Returns:
        The gap, a tensor of shape [], with its sign. One point alone has the gap 0.

    Source: Boyd and Vandenberghe 3.1.8; d2l.ai 12.2.1.3.
    """
    ### BEGIN SOLUTION
    shares = weights / weights.sum()  # [N], they add up to 1
    mean = (shares * xs).sum()  # []
    return (shares * f(xs)).sum() - f(mean)
    ### END SOLUTION


def is_convex_1d(f: Callable[[Tensor], Tensor], xs: Tensor, tol: float = 1e-8) -> bool:
    r"""Tell from values on a grid whether a function of one variable can be convex.

    Between two neighbours of the grid, the slope of the chord is
    s_i = (f(x_{i+1}) - f(x_i)) / (x_{i+1} - x_i).

    The values are those of a convex function if the slopes never decrease. The distances between neighbours
    may differ, so f(x_{i-1}) - 2 f(x_i) + f(x_{i+1}) >= 0 would be the wrong test.

    Args:
        f: applies to each number of a tensor of any shape by itself, and returns a tensor of that shape.
        xs: [N] float64 numbers, each larger than the one before it. They may require gradients.
        tol: by how much a slope may be smaller than the one just before it, because of rounding; at least 0.

    Returns:
        A Python bool: True if s_{i+1} - s_i >= -tol for all neighbouring slopes. One or two points have no
        pair of slopes, so the answer is True.

    Source: Boyd and Vandenberghe 3.1.3, and exercise 3.1 (c).
    """
    ### BEGIN SOLUTION
    slopes = f(xs).diff() / xs.diff()  # [N-1]
    return bool((slopes.diff() >= -tol).all())  # all() of nothing is True
    ### END SOLUTION


def hessian(f: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
    r"""Compute all second derivatives of a function at a point, by differentiating its gradient once more.

    H[i, j] = d^2 f / (d x_i d x_j)

    Autograd is your tool. Differentiate f(x) so that the gradient has a graph itself, then differentiate each
    entry of the gradient. A Python loop over the D entries is allowed. `torch.autograd.functional` and
    `torch.func` have this ready-made, and nobody stops you; but you would learn little.

    Args:
        f: maps a tensor of the shape, dtype and device of `x` to a tensor of shape []. Autograd can
            differentiate it twice. It need not depend on all entries of its argument, or on any: it may be
            linear or constant. It may use other tensors, which may require gradients.
        x: [D], the point.

    Returns:
        [D, D]. Where f is linear or constant, the second derivatives are 0. The result belongs to no graph,
        even if `x` or a tensor inside `f` requires gradients.

    It works too if the caller records no gradients (`torch.no_grad`). No `grad` changes: neither that of `x`
    nor that of a tensor inside `f`.

    Source: d2l.ai 12.1.2.2 and 2.5; "torch.autograd.grad" in PyTorch's documentation.
    """
    ### BEGIN SOLUTION
    point = x.detach().requires_grad_()  # a leaf of its own, so that no graph of the caller is involved

    def derivative(y: Tensor) -> Tensor:
        """Of a number, in the point; 0 if y doesn't depend on it."""
        if not y.requires_grad:  # a constant
            return torch.zeros_like(point)
        return torch.autograd.grad(y, point, create_graph=True, materialize_grads=True)[0]

    with torch.enable_grad():
        gradient = derivative(f(point))  # [D]
        return torch.stack([derivative(entry) for entry in gradient]).detach()  # [D,D]
    ### END SOLUTION


def classify_stationary(H: Tensor, tol: float = 1e-8) -> str:
    r"""Tell what kind of point it is where the gradient is 0, from the signs of the Hessian's eigenvalues.

    Near the point f changes by d^T H d / 2 for a small step d. This depends on the symmetric part of H alone,
    (H + H^T) / 2, and its eigenvalues are the ones that count. An eigenvalue is positive if it is larger than
    tol, negative if it is smaller than -tol, and counts as 0 otherwise.

    Args:
        H: [D, D]. It need not be symmetric; of a computed Hessian, the two halves may differ by rounding.
        tol: at least 0.

    Returns:
        "saddle" if one eigenvalue or more is positive and one or more is negative, whatever the others are.
        "min" if all eigenvalues are positive, and "max" if all are negative.
        "degenerate" in all other cases: one or more count as 0, and the others don't have both signs. Second
        derivatives don't decide then.

    Unless D is 1 or all entries are 0, the tests keep each eigenvalue away from tol and -tol, by more than
    rounding.

    Source: d2l.ai 12.1.2.2; Goodfellow, Bengio and Courville, Deep Learning, 4.3.1.
    """
    ### BEGIN SOLUTION
    eigenvalues = torch.linalg.eigvalsh((H + H.T) / 2)  # [D]
    positive, negative = eigenvalues > tol, eigenvalues < -tol
    if positive.any() and negative.any():
        return "saddle"
    if positive.all():
        return "min"
    return "max" if negative.all() else "degenerate"
    ### END SOLUTION


def project_l2_ball(x: Tensor, radius: float = 1.0) -> Tensor:
    r"""Move each point to the nearest point of the ball around the origin, ||x||_2 <= radius.

    A point inside the ball or on its surface stays, another one moves straight to the surface:
    result = x if ||x||_2 <= radius, and radius * x / ||x||_2 otherwise.

    Args:
        x: [*, D] points, each along the last dimension. There may be no other dimension. The norms are 0 or
            from 1e-10 to 1e10.
        radius: at least 0. The ball of radius 0 is the origin alone.

    Returns:
        [*, D]. Points inside the ball keep every bit of their coordinates. All gradients are finite, also
        those of the point 0, and if radius is 0. On the surface itself the gradient is not graded.

    Source: Boyd and Vandenberghe 8.1; d2l.ai 12.2.3.3.
    """
    ### BEGIN SOLUTION
    norm = torch.linalg.vector_norm(x, dim=-1, keepdim=True)  # [*,1]
    outside = norm > radius
    divisor = torch.where(outside, norm, 1.0)  # never 0: an infinite quotient would make gradients NaN
    return x * torch.where(outside, radius / divisor, 1.0)
    ### END SOLUTION


def project_simplex(v: Tensor) -> Tensor:
    r"""Move a point to the nearest one on the probability simplex: entries of at least 0 whose sum is 1.

    result_i = max(v_i - theta, 0), where theta is the number for which the sum is 1.

    To find theta, sort v in descending order: u_1 >= u_2 >= ... >= u_D. If exactly the k largest entries
    stayed positive, theta would be t_k = (u_1 + ... + u_k - 1) / k. The right k is the largest one for which
    u_k > t_k.

    To add the same number to all entries of v changes nothing. Entries may be as large as 1e8, in float32
    too: there u_1 + ... + u_k - 1 has lost the 1. Subtract the largest entry from all of them first.

    Args:
        v: [D], with entries of any sign. Some may be equal.

    Returns:
        [D]. A point on the simplex stays where it is. The gradient is not graded where an entry equals
        theta.

    Source: Duchi, Shalev-Shwartz, Singer and Chandra 2008, Efficient projections onto the l1-ball for
    learning in high dimensions, figure 1.
    """
    ### BEGIN SOLUTION
    shifted = v - v.max()  # [D], at most 0
    u = shifted.sort(descending=True).values
    k = torch.arange(1, len(v) + 1, device=v.device)
    t = (u.cumsum(dim=0) - 1) / k  # [D]
    last = (u > t).sum() - 1  # u > t for the first entries and no others, and always for the very first
    return (shifted - t[last]).clamp(min=0)
    ### END SOLUTION


def lagrangian(
    f: Callable[[Tensor], Tensor],
    constraints: Sequence[Callable[[Tensor], Tensor]],
    x: Tensor,
    alpha: Tensor,
) -> Tensor:
    r"""Compute the Lagrangian of a problem: minimise f(x) subject to c_i(x) <= 0 for all i.

    L(x, alpha) = f(x) + sum_i alpha_i c_i(x)

    It is the sum as it stands. A constraint that is met makes the sum smaller, and a negative multiplier is
    used as it is: nothing is cut off at 0.

    Args:
        f: maps a tensor of the shape of `x` to a new tensor of shape [].
        constraints: n functions c_i of this kind. n may be 0. A Python loop over them is allowed.
        x: [*], the point.
        alpha: [n], the multipliers, in the order of the constraints; of any sign.

    Returns:
        A tensor of shape []. Without constraints it is f(x).

    Raises:
        ValueError: if the number of multipliers is not n. The message contains "alpha".

    Source: Boyd and Vandenberghe 5.1.1; d2l.ai 12.2.3.1.
    """
    ### BEGIN SOLUTION
    if len(alpha) != len(constraints):
        raise ValueError(f"alpha has {len(alpha)} multipliers for {len(constraints)} constraints")
    value = f(x)
    for multiplier, constraint in zip(alpha, constraints, strict=True):
        value = value + multiplier * constraint(x)
    return value
    ### END SOLUTION


def projected_gd(
    grad: Callable[[Tensor], Tensor],
    project: Callable[[Tensor], Tensor],
    x0: Tensor,
    lr: float,
    steps: int,
) -> Tensor:
    r"""Descend along the gradient, and return to the feasible set after each step.

    x_{t+1} = project(x_t - lr * grad(x_t)), for t = 0, ..., steps - 1

    Args:
        grad: maps a point [D] to the gradient [D] there. It may return the same tensor at each call.
        project: maps a point [D] to the nearest feasible one, [D]. It may return its argument itself.
        x0: [D], where it starts. It need not be feasible.
        lr: the learning rate.
        steps: the number of steps, at least 0.

    Returns:
        [steps + 1, D], the path. Its row t is x_t. The first row is x0 as it is, not projected. The path is
        differentiable in x0.

    grad and project are called once a step. A Python loop over the steps is allowed.

    Source: Boyd and Vandenberghe 8.1 (projection); Bubeck 2015, Convex Optimization: Algorithms and
    Complexity, 3.1.
    """
    ### BEGIN SOLUTION
    x, path = x0, [x0]
    for _ in range(steps):
        x = project(x - lr * grad(x))
        path.append(x)
    return torch.stack(path)  # [steps+1,D]
    ### END SOLUTION
