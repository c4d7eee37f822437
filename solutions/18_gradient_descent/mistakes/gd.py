"""Wrong versions of `gd` that students write."""

from collections.abc import Callable

import torch
from torch import Tensor

from autograder.judge import change, mistake

uphill = change("It goes uphill: the gradient is added, not subtracted.", ("x - lr", "x + lr"))

without_start = change(
    "The start is not in the path; row 0 is x0.",
    ("x, path = x0, [x0]", "x, path = x0, []"),
    ("torch.stack(path)", "torch.stack(path) if path else x0.new_zeros(0, len(x0))"),
)

without_end = change(
    "The last point is missing: the path has steps + 1 rows.",
    ("torch.stack(path)", "torch.stack(path[:-1]) if steps else x0.new_zeros(0, len(x0))"),
)

one_step_more = change("It makes one step too many.", ("range(steps)", "range(steps + 1)"))

only_the_end = change(
    "Only the last point is returned; the path has all of them.", ("torch.stack(path)", "x.clone()")
)

gradient_of_start = change("The gradient is taken at x0 in every step.", ("lr * grad(x)", "lr * grad(x0)"))

unit_steps = change(
    "Each step has the length lr: the gradient is divided by its norm.",
    ("lr * grad(x)", "lr * (lambda g: g / g.norm().clamp(min=1e-30))(grad(x))"),
)

shrinking_rate = change(
    "The learning rate is divided by the number of the step; it should stay the same.",
    ("for _ in range(steps):", "for t in range(steps):"),
    ("lr * grad(x)", "lr / (t + 1) * grad(x)"),
)

detached = change(
    "The path is detached from x0, so no gradient flows back.",
    ("x, path = x0, [x0]", "x, path = x0.detach(), [x0.detach()]"),
)

detached_gradients = change(
    "What grad returns is detached, so the gradient of the path lacks the part that flows through grad.",
    ("lr * grad(x)", "lr * grad(x).detach()"),
)

float32_inside = change(
    "The path is always float32, so float64 points lose half of their digits.",
    ("torch.stack(path)", "torch.stack(path).float()"),
)

list_of_points = change("It returns a list of points; the path is one tensor.", ("torch.stack(path)", "path"))

scales_in_place = change(
    "It multiplies the tensor that grad returned by lr in place; that tensor belongs to grad.",
    ("x = x - lr * grad(x)", "x = x - grad(x).mul_(lr)"),
)

looks_twice = change(
    "grad is called more than once a step.", ("x = x - lr * grad(x)", "x = x - lr / 2 * (grad(x) + grad(x))")
)


@mistake("All rows are the last point: the path holds the same tensor again and again.")
def same_tensor(grad: Callable[[Tensor], Tensor], x0: Tensor, lr: float, steps: int) -> Tensor:
    x = x0.clone()
    path = [x]
    for _ in range(steps):
        x -= lr * grad(x)
        path.append(x)
    return torch.stack(path)


@mistake("It writes the steps into x0, so the caller's start changes.")
def moves_x0(grad: Callable[[Tensor], Tensor], x0: Tensor, lr: float, steps: int) -> Tensor:
    path = [x0.clone()]
    for _ in range(steps):
        x0.data -= lr * grad(x0)
        path.append(x0.clone())
    return torch.stack(path)


@mistake("The point that grad got changes later: the step is written into it.")
def overwrites_points(grad: Callable[[Tensor], Tensor], x0: Tensor, lr: float, steps: int) -> Tensor:
    x = x0.clone()
    path = [x.clone()]
    for _ in range(steps):
        x.data = x - lr * grad(x)
        path.append(x.clone())
    return torch.stack(path)
