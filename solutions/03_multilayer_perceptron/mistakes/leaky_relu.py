"""Wrong versions of `leaky_relu` that students write."""

import torch
from torch import Tensor

from autograder.judge import change, mistake

ignores_slope = change(
    "The argument negative_slope is ignored: the slope is always 0.01.",
    ("negative_slope * x)", "0.01 * x)"),
)
takes_0_for_default = change(
    "A slope of 0 becomes 0.01, because 0 is false in a condition.",
    ("negative_slope * x)", "(negative_slope or 0.01) * x)"),
)
by_maximum = change(
    "The larger of x and slope * x is right only for slopes up to 1. At exactly 0 its gradient is wrong too.",
    ("torch.where(x > 0, x, negative_slope * x)", "torch.maximum(x, negative_slope * x)"),
)
gradient_at_0 = change(
    "At exactly 0 the gradient is 1; it should be negative_slope.",
    ("torch.where(x > 0, x,", "torch.where(x >= 0, x,"),
)
plain_relu = change(
    "Entries below 0 become 0, as in ReLU. Multiply them by the slope.",
    ("negative_slope * x)", "0.0)"),
)
minus_slope = change(
    "The sign of entries below 0 is wrong: -2 should become -2 * negative_slope.",
    ("negative_slope * x)", "-negative_slope * x)"),
)
constant = change(
    "Entries below 0 become the slope itself. They should be multiplied by it.",
    ("negative_slope * x)", "negative_slope)"),
)
divides = change(
    "Entries below 0 are divided by the slope. They should be multiplied by it.",
    ("negative_slope * x)", "x / negative_slope if negative_slope else 0.0 * x)"),
)
slope_above_0 = change(
    "The slope is applied to entries above 0 too.",
    ("torch.where(x > 0, x, negative_slope * x)", "negative_slope * x"),
)
leaky_and_linear = change(
    "Entries above 0 get slope * x on top, because max(x, 0) + slope * x holds only below 0.",
    ("torch.where(x > 0, x, negative_slope * x)", "torch.where(x > 0, x, 0.0) + negative_slope * x"),
)
always_float32 = change(
    "The result is always float32, so float64 loses half of its digits.",
    (
        "torch.where(x > 0, x, negative_slope * x)",
        "torch.where(x > 0, x, negative_slope * x).float()",
    ),
)
detached = change(
    "The part below 0 is detached, so its gradient is 0 in place of the slope.",
    ("negative_slope * x)", "negative_slope * x.detach())"),
)
refuses_zero = change(
    "A slope of 0 or below raises an error, but every number is allowed.",
    ("    return ", '    if negative_slope <= 0:\n        raise ValueError("negative_slope")\n    return '),
)


@mistake("The factors 1 and negative_slope are float32, so in float64 the slope loses half of its digits.")
def float32_factors(x: Tensor, negative_slope: float = 0.01) -> Tensor:
    return x * torch.where(x > 0, 1.0, negative_slope).float()


@mistake("It multiplies entries of x itself, so the caller's x is changed.")
def in_place(x: Tensor, negative_slope: float = 0.01) -> Tensor:
    with torch.no_grad():
        x[x < 0] *= negative_slope
    return x.clone()
