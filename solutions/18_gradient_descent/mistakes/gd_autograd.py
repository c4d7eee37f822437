"""Wrong versions of `gd_autograd` that students write."""

from collections.abc import Callable

import torch
from torch import Tensor

from autograder.judge import change, mistake

uphill = change("It goes uphill: the gradient is added, not subtracted.", ("lr, steps)\n", "-lr, steps)\n"))

without_start = change("The start is not in the path; row 0 is x0.", ("lr, steps)\n", "lr, steps)[1:]\n"))

one_step_more = change("It makes one step too many.", ("lr, steps)\n", "lr, steps + 1)\n"))

gradient_of_start = change(
    "The gradient is taken at x0 in every step.", ("point = x.detach()", "point = x0.detach()")
)

fails_without_gradients = change(
    "It fails inside torch.no_grad: switch gradients on for the call of f.",
    ("with torch.enable_grad():", "if True:"),
)

switches_on_for_good = change(
    "Gradients are recorded afterwards even if the caller had switched them off.",
    ("with torch.enable_grad():", "torch.set_grad_enabled(True)\n        if True:"),
)

switches_off_for_good = change(
    "Gradients are no longer recorded after the call.",
    ("    return gd(", "    torch.set_grad_enabled(False)\n    return gd("),
)

in_a_graph = change(
    "The path belongs to the graph of x0; it should belong to none.", ("x0.detach(), lr", "x0, lr")
)

higher_order = change(
    "The path belongs to a graph: that of the gradients, which were made with create_graph=True.",
    ("(f(point), point)", "(f(point), point, create_graph=True)"),
)

writes_into_weights = change(
    "It adds gradients to the grad of other tensors that f computes with.",
    ("return torch.autograd.grad(f(point), point)[0]", "f(point).backward()\n            return point.grad"),
)

clears_x0 = change(
    "It sets the grad of x0 to None; it should stay as it is.",
    ("    return gd(", "    x0.grad = None\n    return gd("),
)

float32_inside = change(
    "The path is always float32, so float64 points lose half of their digits.",
    ("lr, steps)\n", "lr, steps).float()\n"),
)

calls_twice = change(
    "f is called more than once a step.", ("(f(point), point)", "((f(point) + f(point)) / 2, point)")
)


@mistake("The gradients of earlier steps are added to each gradient: the grad is never cleared.")
def accumulates(f: Callable[[Tensor], Tensor], x0: Tensor, lr: float, steps: int) -> Tensor:
    x = x0.detach().clone().requires_grad_()
    path = [x.detach().clone()]
    for _ in range(steps):
        with torch.enable_grad():
            f(x).backward(inputs=[x])
        x.data = x.data - lr * x.grad
        path.append(x.detach().clone())
    return torch.stack(path)


@mistake("All rows are the last point: the path holds the same memory again and again.")
def same_memory(f: Callable[[Tensor], Tensor], x0: Tensor, lr: float, steps: int) -> Tensor:
    x = x0.detach().clone().requires_grad_()
    path = [x.detach()]
    for _ in range(steps):
        with torch.enable_grad():
            slope = torch.autograd.grad(f(x), x)[0]
        with torch.no_grad():
            x -= lr * slope
        path.append(x.detach())
    return torch.stack(path)


@mistake("The points that f got change later: each step is written into the same tensor.")
def overwrites_points(f: Callable[[Tensor], Tensor], x0: Tensor, lr: float, steps: int) -> Tensor:
    x = x0.detach().clone().requires_grad_()
    path = [x.detach().clone()]
    for _ in range(steps):
        with torch.enable_grad():
            slope = torch.autograd.grad(f(x), x)[0]
        with torch.no_grad():
            x -= lr * slope
        path.append(x.detach().clone())
    return torch.stack(path)


@mistake("It makes x0 itself require gradients, and writes the steps into it.")
def uses_x0(f: Callable[[Tensor], Tensor], x0: Tensor, lr: float, steps: int) -> Tensor:
    path = [x0.detach().clone()]
    for _ in range(steps):
        with torch.enable_grad():
            x0.requires_grad_()
            slope = torch.autograd.grad(f(x0), x0)[0]
        x0.data = x0.data - lr * slope
        path.append(x0.detach().clone())
    return torch.stack(path)


@mistake("It takes differences of values, which come near the gradient, but are not the gradient.")
def by_differences(f: Callable[[Tensor], Tensor], x0: Tensor, lr: float, steps: int) -> Tensor:
    x = x0.detach().clone()
    path = [x]
    for _ in range(steps):
        shifts = 0.01 * torch.eye(len(x), dtype=x.dtype, device=x.device)
        x = x - lr * torch.stack([(f(x + h) - f(x)).detach() / 0.01 for h in shifts])
        path.append(x)
    return torch.stack(path)
