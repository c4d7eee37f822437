"""Wrong versions of `offset_boxes` that students write."""

from autograder.judge import change

without_factors = change(
    "The factors 10 and 5 are missing.",
    ("10 * (b", "(b"),
    ("5 * torch.log", "torch.log"),
)
factors_exchanged = change(
    "The factors are exchanged: 10 belongs to the shift and 5 to the logarithm.",
    ("10 * (b", "5 * (b"),
    ("5 * torch.log", "10 * torch.log"),
)
divided_by_factors = change(
    "The shift is divided by 10 and the logarithm by 5; both are multiplied.",
    ("10 * (b", "0.1 * (b"),
    ("5 * torch.log", "0.2 * torch.log"),
)
shift_in_units = change(
    "The shift is not divided by the sides of the anchor.",
    ("a[:, :2]) / a[:, 2:]", "a[:, :2])"),
)
shift_by_box = change(
    "The shift is divided by the sides of the box; those of the anchor are right.",
    ("a[:, :2]) / a[:, 2:]", "a[:, :2]) / (b[:, 2:] + (b[:, 2:] == 0))"),
)
exchanged_roles = change(
    "Anchors and boxes are exchanged: it describes the anchor as seen from the box.",
    (
        "a, b = corner_to_center(anchors), corner_to_center(boxes)",
        "b, a = corner_to_center(anchors), corner_to_center(boxes)",
    ),
)
corners_for_centres = change(
    "The shift is that of the upper left corners; the centres count.",
    ("10 * (b[:, :2] - a[:, :2])", "10 * (boxes[:, :2] - anchors[:, :2])"),
)
ignores_eps = change(
    "The argument eps is ignored: it is always 1e-6.",
    ("log(eps + ", "log(1e-6 + "),
)
without_eps = change(
    "eps is not added at all; a side of 0 gives minus infinity.",
    ("log(eps + ", "log("),
)
eps_outside = change(
    "eps is added to the logarithm; it belongs inside of it.",
    ("5 * torch.log(eps + b[:, 2:] / a[:, 2:])", "5 * (eps + torch.log(b[:, 2:] / a[:, 2:]))"),
)
eps_before_division = change(
    "eps is added to the side of the box before the division; it is added to the quotient.",
    ("eps + b[:, 2:] / a[:, 2:]", "(eps + b[:, 2:]) / a[:, 2:]"),
)
other_base = change(
    "The logarithm has the base 2; the natural one is right.",
    ("torch.log(", "torch.log2("),
)
