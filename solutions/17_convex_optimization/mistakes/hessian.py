"""Wrong versions of `hessian` that students write."""

import torch

from autograder.judge import change, mistake

without_graph = change(
    "All second derivatives are 0, because the gradient was computed without a graph.",
    ("create_graph=True, ", ""),
)
fails_if_constant = change(
    "It fails for a function that is constant or linear; the second derivatives are 0 there.",
    ("not y.requires_grad", "False"),
)
fails_if_unused = change(
    "It fails for a number that has a graph but doesn't depend on the point; the derivative is 0 there.",
    (", materialize_grads=True", ""),
)
in_the_graph = change(
    "The result is part of a graph; it should belong to none.",
    (".detach()  # [D,D]", "  # [D,D]"),
)
needs_recording = change(
    "It is wrong where the caller records no gradients; switch them on for the calculation.",
    ("torch.enable_grad()", "torch.set_grad_enabled(torch.is_grad_enabled())"),
)
changes_x = change(
    "It makes the caller's x require gradients; use a leaf of your own.",
    ("x.detach().requires_grad_()", "x.requires_grad_() if x.is_leaf else x.detach().requires_grad_()"),
)
halved = change(
    "It is half of the Hessian.",
    (".detach()  # [D,D]", ".detach() / 2  # [D,D]"),
)
upper_half = change(
    "Only one half of the matrix is filled; the Hessian is symmetric.",
    (".detach()  # [D,D]", ".detach().triu()  # [D,D]"),
)


@mistake("It fails, because the gradient has no graph; ask autograd to create one.")
def no_second_time(f, x):
    point = x.detach().requires_grad_()
    with torch.enable_grad():
        (gradient,) = torch.autograd.grad(f(point) + 0 * point.sum(), point)
        return torch.stack([torch.autograd.grad(entry, point)[0] for entry in gradient])


@mistake("It equals the row sums of the Hessian on the diagonal; the entries of the gradient were summed up.")
def of_the_sum(f, x):
    with torch.enable_grad():
        point = x.detach().requires_grad_()
        y = f(point) + 0 * point.square().sum()
        (gradient,) = torch.autograd.grad(y, point, create_graph=True)
        (total,) = torch.autograd.grad(gradient.sum(), point)
    return torch.diag(total)


@mistake("It has the right diagonal and 0 elsewhere; each pair of entries has a second derivative.")
def diagonal_alone(f, x):
    full = torch.autograd.functional.hessian(f, x.detach())
    return torch.diag(full.diagonal())


@mistake("It equals the product of the gradient with itself, which holds no second derivatives.")
def outer_product(f, x):
    with torch.enable_grad():
        point = x.detach().requires_grad_()
        y = f(point) + 0 * point.sum()
        (gradient,) = torch.autograd.grad(y, point)
    return gradient[:, None] * gradient


@mistake("It calls backward(), which changes the grad of tensors inside f; use torch.autograd.grad.")
def by_backward(f, x):
    with torch.enable_grad():
        point = x.detach().requires_grad_()
        y = f(point) + 0 * point.square().sum()
        (gradient,) = torch.autograd.grad(y, point, create_graph=True)
        rows = []
        for entry in gradient:
            point.grad = None
            entry.backward(retain_graph=True)
            rows.append(point.grad.clone())
    return torch.stack(rows)


@mistake("Each row has the rows before it added, because the grad of the point was never reset.")
def accumulates(f, x):
    full = torch.autograd.functional.hessian(f, x.detach())
    return full.cumsum(0)


@mistake("It comes from differences of the gradient, which lose half of the digits.")
def from_differences(f, x):
    eps = 1e-5

    def gradient(point):
        with torch.enable_grad():
            point = point.detach().requires_grad_()
            y = f(point) + 0 * point.sum()
            return torch.autograd.grad(y, point)[0]

    steps = eps * torch.eye(len(x), dtype=x.dtype, device=x.device)
    return torch.stack([(gradient(x + e) - gradient(x - e)) / (2 * eps) for e in steps])
