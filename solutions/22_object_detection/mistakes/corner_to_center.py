"""Wrong versions of `corner_to_center` that students write."""

import torch

from autograder.judge import change, mistake

halved_sides = change(
    "The sides are half of what they should be; they are the distances between the edges.",
    ("lower_right - upper_left", "(lower_right - upper_left) / 2"),
)
inclusive = change(
    "The sides are larger by 1, as if edges were numbers of pixels; they are x2 - x1 and y2 - y1.",
    ("lower_right - upper_left", "lower_right - upper_left + 1"),
)
corner_for_centre = change(
    "The first two numbers are those of the upper left corner; the centre is asked for.",
    ("(upper_left + lower_right) / 2", "upper_left + 0"),
)
half_difference = change(
    "The centre is half of the sides; the mean of the edges is right.",
    ("(upper_left + lower_right) / 2", "(lower_right - upper_left) / 2"),
)
sum_of_edges = change(
    "The centre is the sum of the edges; it should be their mean.",
    ("(upper_left + lower_right) / 2", "(upper_left + lower_right)"),
)
sides_first = change(
    "The sides come before the centre; the order is cx, cy, w, h.",
    (
        "(upper_left + lower_right) / 2, lower_right - upper_left",
        "lower_right - upper_left, (upper_left + lower_right) / 2",
    ),
)
lower_corner_for_sides = change(
    "The last two numbers are those of the lower right corner; the sides are asked for.",
    ("lower_right - upper_left", "lower_right + 0"),
)
negative_sides = change(
    "The sides are negative: the right edge is subtracted from the left one.",
    ("lower_right - upper_left", "upper_left - lower_right"),
)


@mistake("x and y are exchanged; x comes first in both forms.")
def y_first(boxes):
    x1, y1, x2, y2 = boxes.unbind(dim=1)
    return torch.stack([(y1 + y2) / 2, (x1 + x2) / 2, y2 - y1, x2 - x1], dim=1)


@mistake("The numbers are taken for x1, x2, y1, y2; the order is x1, y1, x2, y2.")
def other_order(boxes):
    x1, x2, y1, y2 = boxes.unbind(dim=1)
    return torch.stack([(x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1], dim=1)


@mistake("The centre is rounded to whole numbers.")
def whole_centres(boxes):
    corner, other = boxes[:, :2], boxes[:, 2:]
    return torch.cat([(corner + other) // 2, other - corner], dim=1)
