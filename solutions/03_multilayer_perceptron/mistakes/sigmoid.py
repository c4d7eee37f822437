"""Wrong versions of `sigmoid` that students write."""

import torch
from torch import Tensor

from autograder.judge import change, mistake

negative_exponent = change(
    "For large negative numbers exp(-x) is inf. The value 1 / inf is right, but the gradient is NaN.",
    ("torch.where(positive, 1.0, small) / (1.0 + small)", "1.0 / (1.0 + (-x).exp())"),
)
positive_exponent = change(
    "For large numbers exp(x) is inf, and inf / inf is NaN.",
    ("torch.where(positive, 1.0, small) / (1.0 + small)", "x.exp() / (1.0 + x.exp())"),
)
both_branches = change(
    "where computes both forms, and the gradient of the one that overflows is NaN, although it isn't taken.",
    (
        "torch.where(positive, 1.0, small) / (1.0 + small)",
        "torch.where(positive, 1.0 / (1.0 + (-x).exp()), x.exp() / (1.0 + x.exp()))",
    ),
)
kink_at_0 = change(
    "abs has the gradient 0 at exactly 0, so the gradient of the sigmoid is 0 there; it should be 1/4.",
    ("torch.where(positive, -x, x).exp()", "(-x.abs()).exp()"),
)
clamped = change(
    "x is clamped to -10 to 10, so beyond that the value is wrong and the gradient is 0.",
    ("torch.where(positive, 1.0, small) / (1.0 + small)", "1.0 / (1.0 + (-x.clamp(-10.0, 10.0)).exp())"),
)
clamped_for_float32 = change(
    "x is clamped at 88, where float32 still has exp(x). In float16 it is inf, so the gradient is NaN.",
    ("torch.where(positive, 1.0, small) / (1.0 + small)", "1.0 / (1.0 + (-x.clamp(-88.0, 88.0)).exp())"),
)
wrong_sign = change(
    "The sign of the exponent is wrong: the result is sigmoid(-x).",
    ("torch.where(positive, 1.0, small)", "torch.where(positive, small, 1.0)"),
)
even = change(
    "It is 1 / (1 + exp(-|x|)) also for numbers below 0, so no result is below 1/2.",
    ("torch.where(positive, 1.0, small)", "1.0"),
)
as_tanh = change(
    "It is tanh, which goes from -1 to 1. The sigmoid goes from 0 to 1.",
    (
        "torch.where(positive, 1.0, small)",
        "torch.where(positive, 1.0 - small**2, small**2 - 1.0) / (1.0 + small**2)",
    ),
    (" / (1.0 + small)", " "),
)
half_width = change(
    "The exponent is 2x, so the curve is twice as steep.",
    ("torch.where(positive, -x, x)", "torch.where(positive, -2 * x, 2 * x)"),
)
always_float32 = change(
    "The computation is in float32, so float64 loses half of its digits.",
    ("torch.where(positive, -x, x)", "torch.where(positive, -x, x).float()"),
)
detached = change(
    "The result is detached from x, so no gradient flows back.",
    ("torch.where(positive, -x, x)", "torch.where(positive, -x, x).detach()"),
)
one_shift = change(
    "The form is chosen once for all entries, so a large entry of the other sign overflows.",
    ("positive = x >= 0", "positive = (x >= 0).all() | torch.zeros_like(x, dtype=torch.bool)"),
)


@mistake("The hard sigmoid is a ramp, x / 6 + 1/2 from -3 to 3. The sigmoid has exponentials.")
def hard(x: Tensor) -> Tensor:
    return (x / 6.0 + 0.5).clamp(0.0, 1.0)


@mistake("A Python loop goes over the entries; operations on the whole tensor do the same.")
def loops_over_entries(x: Tensor) -> Tensor:
    def one(entry: Tensor) -> Tensor:
        return 1.0 / (1.0 + (-entry).exp()) if entry >= 0 else entry.exp() / (1.0 + entry.exp())

    return torch.stack([one(entry) for entry in x.flatten()]).reshape(x.shape)
