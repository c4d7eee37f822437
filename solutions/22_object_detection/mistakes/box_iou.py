"""Wrong versions of `box_iou` that students write."""

import torch

from autograder.judge import change, mistake

without_clamp = change(
    "Boxes that lie apart in both directions have an intersection: a negative width times a negative height.",
    (".clamp(min=0)", ""),
)
union_twice = change(
    "The intersection counts twice in the union; subtract it once from the sum of the areas.",
    ("area_b - shared", "area_b"),
)
eps_in_union = change(
    "The union is a little too large, which shows for small boxes: nothing should be added to it.",
    ("torch.where(union > 0, union, 1.0)", "(union + 1e-6)"),
)
nan_without_area = change(
    "Where both areas are 0 the result is NaN; it should be 0.",
    ("torch.where(union > 0, union, 1.0)", "union"),
)
nan_gradient = change(
    "Where both areas are 0 the gradient is NaN: 0 / 0 is computed first and replaced afterwards.",
    (
        "return shared / torch.where(union > 0, union, 1.0)",
        "return torch.where(union > 0, shared / union, 0.0)",
    ),
)
inclusive = change(
    "The sides are larger by 1, as if edges were numbers of pixels.",
    ("(lower_right - upper_left).clamp", "(lower_right - upper_left + 1).clamp"),
    ("(x[:, 2:] - x[:, :2])", "(x[:, 2:] - x[:, :2] + 1)"),
)
turned_round = change(
    "Rows and columns are exchanged: a row belongs to a box of a.",
    ("union, 1.0)", "union, 1.0)).T"),
    ("shared / torch.where", "(shared / torch.where"),
)
of_the_smaller = change(
    "The intersection is divided by the smaller area; the union is right.",
    ("union = area_a[:, None] + area_b - shared", "union = torch.minimum(area_a[:, None], area_b)"),
)
cut_off = change(
    "The union is cut off from the graph, so that its share of the gradient is missing.",
    ("union, 1.0)", "union.detach(), 1.0)"),
)
area_of_a_alone = change(
    "The intersection is divided by the area of the box of a; the union is right.",
    ("union = area_a[:, None] + area_b - shared", "union = area_a[:, None] + 0 * shared"),
)


@mistake("The intersection is divided by the area of the rectangle around both boxes; the union is smaller.")
def of_the_hull(a, b):
    low, high = torch.maximum(a[:, None, :2], b[:, :2]), torch.minimum(a[:, None, 2:], b[:, 2:])
    outer_low, outer_high = torch.minimum(a[:, None, :2], b[:, :2]), torch.maximum(a[:, None, 2:], b[:, 2:])
    hull = (outer_high - outer_low).prod(dim=2)
    return (high - low).clamp(min=0).prod(dim=2) / torch.where(hull > 0, hull, 1.0)


@mistake("It goes from box to box of a in a Python loop; broadcasting takes all at once.")
def in_a_loop(a, b):
    rows = []
    for one in a:
        sides = (torch.minimum(one[2:], b[:, 2:]) - torch.maximum(one[:2], b[:, :2])).clamp(min=0)
        shared = sides[:, 0] * sides[:, 1]
        union = (one[2:] - one[:2]).prod() + (b[:, 2:] - b[:, :2]).prod(dim=1) - shared
        rows.append(shared / torch.where(union > 0, union, 1.0))
    return torch.stack(rows) if rows else a.new_zeros(0, len(b))
