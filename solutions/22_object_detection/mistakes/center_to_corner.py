"""Wrong versions of `center_to_corner` that students write."""

import torch

from autograder.judge import change, mistake

whole_sides = change(
    "The edges lie a whole side from the centre; half a side is right.",
    ("boxes[:, 2:] / 2", "boxes[:, 2:]"),
)
centre_for_corner = change(
    "The first two numbers are those of the centre; the upper left corner is asked for.",
    ("[centres - halves, ", "[centres + 0, "),
)
lower_corner_first = change(
    "The lower right corner comes before the upper left one.",
    ("[centres - halves, centres + halves]", "[centres + halves, centres - halves]"),
)
cut_at_zero = change(
    "Edges below 0 are cut off; a box may lie outside of the picture.",
    ("[centres - halves, ", "[(centres - halves).clamp(min=0), "),
)
twice_the_same = change(
    "Both corners are the upper left one.",
    ("centres + halves]", "centres - halves]"),
)
sides_kept = change(
    "The last two numbers are still the sides; the lower right corner is asked for.",
    ("centres + halves]", "2 * halves]"),
)
inclusive = change(
    "The lower right corner is 1 too near, as if edges were numbers of pixels.",
    ("centres + halves]", "centres + halves - 1]"),
)


@mistake("It equals corner_to_center, the opposite direction.")
def wrong_direction(boxes):
    corner, other = boxes[:, :2], boxes[:, 2:]
    return torch.cat([(corner + other) / 2, other - corner], dim=1)


@mistake("The edges come in the order x1, x2, y1, y2; x1, y1, x2, y2 is right.")
def x_edges_first(boxes):
    cx, cy, w, h = boxes.unbind(dim=1)
    return torch.stack([cx - w / 2, cx + w / 2, cy - h / 2, cy + h / 2], dim=1)


@mistake("x and y are exchanged; x comes first in both forms.")
def y_first(boxes):
    cx, cy, w, h = boxes.unbind(dim=1)
    return torch.stack([cy - h / 2, cx - w / 2, cy + h / 2, cx + w / 2], dim=1)


@mistake("The height and the width are exchanged.")
def sides_exchanged(boxes):
    cx, cy, w, h = boxes.unbind(dim=1)
    return torch.stack([cx - h / 2, cy - w / 2, cx + h / 2, cy + w / 2], dim=1)
