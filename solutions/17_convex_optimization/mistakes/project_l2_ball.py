"""Wrong versions of `project_l2_ball` that students write."""

import torch

from autograder.judge import change, mistake

scales_inside = change(
    "Points inside are moved to the surface too; they should stay where they are.",
    ("outside = norm > radius", "outside = norm > 0"),
)
one_norm_for_all = change(
    "There is one norm for the whole tensor; each point has a norm of its own.",
    ("dim=-1, keepdim=True", "keepdim=True"),
)
first_dimension = change(
    "The norm is along the first dimension; the coordinates of a point lie along the last one.",
    ("dim=-1", "dim=0"),
)
manhattan = change(
    "It uses the sum of the absolute coordinates as the norm; the ball is that of the Euclidean norm.",
    ("vector_norm(x, dim", "vector_norm(x, 1, dim"),
)
ignores_radius = change(
    "The argument radius is ignored: it is always 1.",
    ("    norm =", "    radius = 1.0\n    norm ="),
)
onto_unit_ball = change(
    "Points outside come to a distance of 1 from the origin, not of radius.",
    ("radius / divisor", "1.0 / divisor"),
)
nan_gradient = change(
    "The gradient of the point 0 is NaN; a quotient or a root has an infinite slope there, taken or not.",
    ("torch.where(outside, norm, 1.0)", "norm"),
)
cut_off_norm = change(
    "The norm is cut off from the graph, so the gradient along the point is wrong.",
    ("keepdim=True)", "keepdim=True).detach()"),
)
tiny_in_divisor = change(
    "A small number is added to the norm, so points outside don't reach the surface exactly.",
    ("torch.where(outside, norm, 1.0)", "norm + 1e-6"),
)
squared_norm = change(
    "The squared norm is used in place of the norm.",
    ("vector_norm(x, dim=-1, keepdim=True)", "vector_norm(x, dim=-1, keepdim=True).square()"),
)


@mistake("If all points are inside, it returns x itself; the result should be a new tensor.")
def returns_x(x, radius=1.0):
    norm = torch.linalg.vector_norm(x, dim=-1, keepdim=True)
    outside = norm > radius
    if not outside.any():
        return x
    return x * torch.where(outside, radius / torch.where(outside, norm, 1.0), 1.0)


@mistake("Each coordinate is cut off at the radius; that is the projection onto a box.")
def onto_a_box(x, radius=1.0):
    return x.clamp(-radius, radius)


@mistake("Points inside are divided by their norm and multiplied by it again, which changes their last bits.")
def there_and_back(x, radius=1.0):
    norm = torch.linalg.vector_norm(x, dim=-1, keepdim=True)
    safe = torch.where(norm > 0, norm, 1.0)
    return x / safe * norm.clamp(max=radius)


@mistake("With the radius 0 the point 0 becomes NaN: 0 divided by 0.")
def nan_at_radius_zero(x, radius=1.0):
    norm = torch.linalg.vector_norm(x, dim=-1, keepdim=True)
    return x * (radius / norm.clamp(min=radius))


@mistake("It goes from point to point in a Python loop; work on whole tensors.")
def in_a_loop(x, radius=1.0):
    rows = [
        row * 1.0
        if torch.linalg.vector_norm(row) <= radius
        else row * (radius / torch.linalg.vector_norm(row))
        for row in x.reshape(-1, x.shape[-1])
    ]
    return torch.stack(rows).reshape(x.shape)
