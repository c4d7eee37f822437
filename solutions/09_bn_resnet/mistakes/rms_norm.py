"""Wrong versions of `rms_norm` that students write."""

import torch
from torch import Tensor

from autograder.judge import change, mistake

mean_subtracted = change(
    "It subtracts the mean, as layer norm does; RMS norm doesn't.",
    ("else x\n", "else x\n    wide = wide - wide.mean(dim=-1, keepdim=True)\n"),
)
by_deviation = change(
    "It divides by the deviation from the mean; it should be the root of the mean of the squares.",
    ("wide.square().mean(dim=-1, keepdim=True)", "wide.var(dim=-1, keepdim=True, correction=0)"),
)
by_length = change(
    "It divides by the length of the vector: the squares are summed, but it should be their mean.",
    ("square().mean(", "square().sum("),
)
eps_outside = change(
    "eps is added to the root; it should be added to the mean of the squares.",
    ("(mean_square + eps).sqrt()", "(mean_square.sqrt() + eps)"),
)
fixed_eps = change(
    "The argument eps is ignored: it is always 1e-6.", ("(mean_square + eps)", "(mean_square + 1e-6)")
)
layer_norm_eps = change(
    "The default of eps is 1e-5, as in layer norm; it should be 1e-6.",
    ("eps: float = 1e-6", "eps: float = 1e-5"),
)
without_eps = change(
    "eps is left out, so a vector of zeros gives NaN.", ("(mean_square + eps)", "mean_square")
)
without_root = change(
    "It divides by the mean of the squares; the root is missing.",
    ("(mean_square + eps).sqrt()", "(mean_square + eps)"),
)
without_weight = change("The weight is ignored.", (".to(x.dtype) * weight", ".to(x.dtype)"))
in_half = change(
    "The squares of float16 numbers or their mean are float16, where 90000 is infinite. Take float32.",
    ("x.float() if x.dtype in (torch.float16, torch.bfloat16) else x", "x"),
)
always_float32 = change(
    "It computes everything in float32, so float64 loses its digits.",
    ("x.float() if x.dtype in (torch.float16, torch.bfloat16) else x", "x.float()"),
)
stays_wide = change(
    "Half-precision x gives a float32 result; it should keep its dtype.",
    (".to(x.dtype) * weight", " * weight"),
)
over_the_second = change(
    "It averages over dimension 1, which is the last one only if x is [N, D].",
    ("dim=-1", "dim=min(1, x.dim() - 1)"),
)
over_the_batch = change(
    "It averages over the first dimension; it should be over the last one.", ("dim=-1", "dim=0")
)
constant_scale = change(
    "The root mean square is detached, so the gradient in x is wrong.",
    ("= wide.square()", "= wide.detach().square()"),
)


@mistake("A Python loop goes over the vectors; compute all of them at once.")
def loops_over_vectors(x: Tensor, weight: Tensor, eps: float = 1e-6) -> Tensor:
    rows = []
    for row in x.reshape(-1, x.shape[-1]):
        wide = row.float() if x.element_size() == 2 else row
        rows.append((wide / (wide.square().mean() + eps).sqrt()).to(x.dtype) * weight)
    return torch.stack(rows).reshape(x.shape)
