"""Wrong versions of `offset_inverse` that students write."""

from autograder.judge import change, mistake

in_centre_form = change(
    "The boxes are in centre form; corner form is asked for.",
    (
        "return center_to_corner(torch.cat([centres, sides], dim=1))",
        "return torch.cat([centres, sides], dim=1)",
    ),
)
shift_multiplied = change(
    "The shift is multiplied by 10; the inverse divides by it.",
    ("/ 10 *", "* 10 *"),
)
without_factors = change(
    "The factors 10 and 5 are missing: the offsets are used as they are.",
    ("/ 10 *", "*"),
    ("offsets[:, 2:] / 5", "offsets[:, 2:]"),
)
growth_multiplied = change(
    "The growth is multiplied by 5; the inverse divides by it.",
    ("offsets[:, 2:] / 5", "offsets[:, 2:].clamp(max=2.0) * 5"),
)
factors_exchanged = change(
    "The factors are exchanged: 10 belongs to the shift and 5 to the growth.",
    ("/ 10 *", "/ 5 *"),
    ("offsets[:, 2:] / 5", "offsets[:, 2:] / 10"),
)
shift_in_units = change(
    "The shift is not multiplied by the sides of the anchor.",
    ("offsets[:, :2] / 10 * a[:, 2:]", "offsets[:, :2] / 10"),
)
without_exponential = change(
    "The sides grow in proportion to the offset; the inverse of the logarithm is the exponential.",
    ("torch.exp(offsets[:, 2:] / 5)", "(1 + offsets[:, 2:] / 5)"),
)
sides_from_offsets_alone = change(
    "The sides are the exponential alone; multiply it by the sides of the anchor.",
    ("a[:, 2:] * torch.exp", "torch.exp"),
)
shift_by_new_sides = change(
    "The shift is multiplied by the sides of the new box; those of the anchor are right.",
    (
        "offsets[:, :2] / 10 * a[:, 2:]",
        "offsets[:, :2] / 10 * a[:, 2:] * torch.exp(offsets[:, 2:] / 5)",
    ),
)
subtracts_eps = change(
    "The sides are smaller by 1e-6 of the anchor's; nothing should be subtracted.",
    ("torch.exp(offsets[:, 2:] / 5)", "(torch.exp(offsets[:, 2:] / 5) - 1e-6)"),
)
within_the_picture = change(
    "The edges are cut off at 0 and 1; a box may reach beyond the picture.",
    (
        "return center_to_corner(torch.cat([centres, sides], dim=1))",
        "return center_to_corner(torch.cat([centres, sides], dim=1)).clamp(0, 1)",
    ),
)


@mistake("It equals anchor + offset, number by number. That doesn't undo the formulas of offset_boxes.")
def sum_of_both(anchors, offsets):
    return anchors + offsets
