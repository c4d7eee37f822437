"""Wrong versions of `projected_gd` that students write."""

import torch

from autograder.judge import change, mistake

uphill = change(
    "It goes up along the gradient; descent subtracts it.",
    ("x - lr * grad(x)", "x + lr * grad(x)"),
)
projects_before = change(
    "It projects first and steps then, so a point of the path may be outside of the set.",
    ("project(x - lr * grad(x))", "project(x) - lr * grad(x)"),
)
projects_gradient = change(
    "It projects the gradient, not the point.",
    ("project(x - lr * grad(x))", "x - lr * project(grad(x))"),
)
never_projects = change(
    "It equals gradient descent without projection.",
    ("project(x - lr * grad(x))", "x - lr * grad(x)"),
)
start_projected = change(
    "The start is projected before the first step; it should be as it is.",
    ("x, path = x0, [x0]", "x = project(x0)\n    path = [x]"),
)
first_row_projected = change(
    "The first row is the projected start; it should be x0 itself.",
    ("path = x0, [x0]", "path = x0, [project(x0)]"),
)
without_start = change(
    "The start is missing in the path, which has a row for each step only.",
    ("    return torch.stack(path)", "    path = path[1:]\n    return torch.stack(path)"),
)
without_last = change(
    "The last step is missing.",
    ("range(steps)", "range(steps - 1)"),
)
gradient_at_start = change(
    "The gradient is always that at x0; each step needs the one at its own point.",
    ("grad(x)", "grad(x0)"),
)
shrinking_rate = change(
    "The learning rate shrinks from step to step; it should stay the same.",
    ("for _ in range(steps)", "for t in range(steps)"),
    ("lr * grad", "lr / (t + 1) * grad"),
)
detached = change(
    "The path is cut off from the graph; it is differentiable in x0.",
    ("x, path = x0, [x0]", "x = x0.detach()\n    path = [x]"),
)
gradient_twice = change(
    "grad is called twice a step.",
    ("        path.append(x)", "        path.append(x + 0 * grad(x))"),
)


@mistake("All rows are the last point, because the path holds the same tensor again and again.")
def same_tensor(grad, project, x0, lr, steps):
    x = x0 * 1.0
    path = [x]
    for _ in range(steps):
        with torch.no_grad():
            x.copy_(project(x - lr * grad(x)))
        path.append(x)
    return torch.stack(path)


@mistake("The start in the caller's hands changes, because the steps are made in place.")
def changes_x0(grad, project, x0, lr, steps):
    x = x0.detach()
    path = [x.clone()]
    for _ in range(steps):
        x -= lr * grad(x).detach()
        x.copy_(project(x).detach())
        path.append(x.clone())
    return torch.stack(path)


@mistake("It projects once, after the last step; each step ends in the set.")
def projects_at_the_end(grad, project, x0, lr, steps):
    x, path = x0, [x0]
    for t in range(steps):
        x = x - lr * grad(x)
        if t == steps - 1:
            x = project(x)
        path.append(x)
    return torch.stack(path)


@mistake("The path holds projected points, but the steps go on from the points before the projection.")
def goes_on_outside(grad, project, x0, lr, steps):
    x, path = x0, [x0]
    for _ in range(steps):
        x = x - lr * grad(x)
        path.append(project(x))
    return torch.stack(path)
