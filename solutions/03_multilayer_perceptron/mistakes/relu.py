"""Wrong versions of `relu` that students write."""

import torch
from torch import Tensor

from autograder.judge import change, mistake

by_product = change(
    "It multiplies x by (x > 0). For -inf that is -inf * 0, which is NaN.",
    ("torch.where(x > 0, x, 0.0)", "x * (x > 0)"),
)
by_mean = change(
    "(x + |x|) / 2 is NaN for -inf, and at exactly 0 its gradient is 1/2.",
    ("torch.where(x > 0, x, 0.0)", "(x + x.abs()) / 2"),
)
by_maximum = change(
    "Where both are equal, `maximum` gives each half of the gradient: at exactly 0 it is 1/2, not 0.",
    ("torch.where(x > 0, x, 0.0)", "torch.maximum(x, torch.zeros_like(x))"),
)
gradient_at_0 = change(
    "At exactly 0 the gradient is 1, because it takes x where x >= 0.",
    ("torch.where(x > 0, x, 0.0)", "torch.where(x >= 0, x, 0.0)"),
)
of_the_negative = change(
    "It keeps what is below 0, and sets the rest to 0.",
    ("torch.where(x > 0, x, 0.0)", "torch.where(x < 0, x, 0.0)"),
)
absolute = change(
    "It is |x|: entries below 0 should become 0, not change their sign.",
    ("torch.where(x > 0, x, 0.0)", "x.abs()"),
)
step = change(
    "It is the step function, 0 or 1. Entries above 0 should keep their value.",
    ("torch.where(x > 0, x, 0.0)", "(x > 0).to(x.dtype)"),
)
relu_6 = change(
    "Large entries are cut off at 6, as in ReLU6; ReLU has no upper limit.",
    ("torch.where(x > 0, x, 0.0)", "torch.where(x > 0, x, 0.0).clamp(max=6)"),
)
cpu_zeros = change(
    "It makes zeros on the CPU, which fails for an x elsewhere. Take the device of x.",
    ("0.0)", 'torch.zeros(x.shape, dtype=x.dtype, device="cpu"))'),
)
always_float32 = change(
    "The result is always float32, so float64 loses half of its digits.",
    ("torch.where(x > 0, x, 0.0)", "torch.where(x > 0, x, 0.0).float()"),
)
detached = change(
    "The result is detached from x, so no gradient flows back.",
    ("torch.where(x > 0, x, 0.0)", "torch.where(x.detach() > 0, x.detach(), 0.0)"),
)
same_memory = change(
    "If all entries are above 0, it returns x itself; the result should be in new memory.",
    ("    return ", "    if (x > 0).all():\n        return x\n    return "),
)


@mistake("It sets entries of x itself to 0, so the caller's x is changed.")
def in_place(x: Tensor) -> Tensor:
    with torch.no_grad():
        x[x < 0] = 0.0
    return x.clone()


@mistake("A Python loop goes over the entries; one operation on the whole tensor does the same.")
def loops_over_entries(x: Tensor) -> Tensor:
    entries = [entry if entry > 0 else 0.0 * entry.nan_to_num() for entry in x.flatten()]
    return torch.stack(entries).reshape(x.shape)
