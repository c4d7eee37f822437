"""Wrong versions of `layer_norm` that students write."""

import torch
from torch import Tensor

from autograder.judge import change, mistake

over_the_batch = change(
    "It normalises over the first dimension, as batch norm does; it should be over the last one.",
    ("dim=-1", "dim=0"),
)
over_the_second = change(
    "It normalises over dimension 1, which is the last one only if x is [N, D].",
    ("dim=-1", "dim=min(1, x.dim() - 1)"),
)
over_all_but_the_first = change(
    "It normalises over all dimensions but the first; it should be over the last one only.",
    ("dim=-1", "dim=[-1, *range(1, x.dim() - 1)]"),
)
unbiased = change(
    "It divides by the root of the unbiased variance; it should be the biased one.",
    (
        "centred.square().mean(dim=-1, keepdim=True)",
        "centred.square().sum(dim=-1, keepdim=True) / max(x.shape[-1] - 1, 1)",
    ),
)
eps_outside = change(
    "eps is added to the deviation, after the root; it should be added to the variance.",
    ("(var + eps).sqrt()", "(var.sqrt() + eps)"),
)
fixed_eps = change("The argument eps is ignored: it is always 1e-5.", ("(var + eps)", "(var + 1e-5)"))
without_eps = change("eps is left out, so a vector of equal numbers gives NaN.", ("(var + eps)", "var"))
without_weight = change(
    "weight is ignored.",
    ("return weight * (centred / (var + eps).sqrt())", "return centred / (var + eps).sqrt()"),
)
without_bias = change("bias is ignored.", (".sqrt()) + bias", ".sqrt())"))
without_affine = change(
    "weight and bias are ignored.",
    ("return weight * (centred / (var + eps).sqrt()) + bias", "return centred / (var + eps).sqrt()"),
)
bias_first = change(
    "The bias is multiplied by the weight too: it is added before the weight multiplies.",
    ("weight * (centred / (var + eps).sqrt()) + bias", "weight * (centred / (var + eps).sqrt() + bias)"),
)
by_variance = change(
    "It divides by the variance; it should be by its root.", ("(var + eps).sqrt()", "(var + eps)")
)
mean_kept = change(
    "The mean is not subtracted, only the variance is set to 1.", ("weight * (centred /", "weight * (x /")
)
constant_statistics = change(
    "The mean and the variance are detached, so the gradient in x is wrong.",
    ("x - x.mean", "x - x.detach().mean"),
    ("var = centred.square()", "var = centred.detach().square()"),
)
mean_of_squares = change(
    "The variance is the mean of the squares minus the squared mean, which loses all digits far from 0.",
    ("centred.square().mean(dim=-1, keepdim=True)", "x.square().mean(-1, True) - x.mean(-1, True).square()"),
)


@mistake("A Python loop goes over the samples; compute all of them at once.")
def loops_over_samples(x: Tensor, weight: Tensor, bias: Tensor, eps: float = 1e-5) -> Tensor:
    rows = []
    for row in x.reshape(-1, x.shape[-1]):
        centred = row - row.mean()
        rows.append(centred / (centred.square().mean() + eps).sqrt() * weight + bias)
    return torch.stack(rows).reshape(x.shape)
