"""Wrong versions of `softmax` that students write."""

import torch
from torch import Tensor

from autograder.judge import change, mistake

over_dim_0 = change(
    "It equals softmax over dim 0, so the rows of a batch are normalised together.",
    ("(dim,", "(0,"),
)
over_last_dim = change(
    "It always uses the last dimension: the argument dim is ignored.",
    ("(dim,", "(-1,"),
)
over_dim_1 = change(
    "It always uses dim 1: the argument dim is ignored.",
    ("(dim,", "(1,"),
)
over_everything = change(
    "It normalises over all entries of x, so the whole tensor sums to 1, not each slice along dim.",
    ("(dim, keepdim=True)", "()"),
)
keyword_only = change(
    "dim can only be given by name: softmax(x, 1) should do the same as softmax(x, dim=1).",
    ("x: Tensor, dim", "x: Tensor, *, dim"),
)
old_default = change(
    "Without dim it normalises a 3-dimensional tensor over its first dimension; it should be the last.",
    ("dim: int = -1", "dim: int | None = None"),
    ("    largest =", "    dim = (0 if x.dim() in (1, 3) else 1) if dim is None else dim\n    largest ="),
)
overflows = change(
    "It takes exp of the unshifted scores, which overflows at about 89 in float32, and inf/inf is NaN.",
    ("(x - largest)", "x"),
)
shifts_large_scores_only = change(
    "The maximum is subtracted only if a score is large. Far below 0 everything underflows to 0/0 = NaN.",
    (".detach()", ".detach() * (x > 80).any()"),
)
looks_at_largest = change(
    "It first looks for the largest of all scores, which fails for an empty batch.",
    (".detach()", ".detach() * (x.abs().max() > 50)"),
)
subtracts_first = change(
    "It subtracts the first score of a slice, not the largest, so a score far above the first overflows.",
    ("x.amax(dim, keepdim=True)", "x.narrow(dim, 0, 1)"),
)
global_maximum = change(
    "It subtracts the maximum of the whole tensor, so a slice far below it underflows to 0/0 = NaN. "
    "Each slice needs its own maximum.",
    ("x.amax(dim, keepdim=True).detach()", "x.max()"),
)
sum_without_keepdim = change(
    "The sum loses its dimension before the division, so it is broadcast along the wrong dimension.",
    ("numerator.sum(dim, keepdim=True)", "numerator.sum(dim)"),
)
finds_dim_by_size = change(
    "It finds the summed dimension by its size, which fails if another dimension has the same size.",
    ("sum(dim, keepdim=True)", "sum(dim).reshape([1 if n == x.shape[dim] else n for n in x.shape])"),
)
squeezes_everything = change(
    "Dimensions of size 1 are squeezed away, but the result should be shaped like x.",
    ("return numerator", "numerator = numerator"),
    ("sum(dim, keepdim=True)", "sum(dim, keepdim=True)\n    return numerator.squeeze()"),
)
adds_epsilon = change(
    "It adds a small constant to the denominator, so the probabilities don't sum to 1.",
    ("numerator.sum(dim, keepdim=True)", "(numerator.sum(dim, keepdim=True) + 1e-6)"),
)
replaces_nan = change(
    "It replaces NaN by 0, but a slice of only -inf has no probabilities and should stay NaN.",
    ("return numerator / numerator.sum(dim, keepdim=True)", "return torch.softmax(x, dim).nan_to_num()"),
)
changes_input = change(
    "It subtracts the maximum in place, which changes the caller's x.",
    ("(x - largest)", "x.sub_(largest)"),
)
detached = change(
    "The result is detached from x, so no gradient flows back.",
    ("(x - largest)", "(x - largest).detach()"),
)
detached_sum = change(
    "The sum in the denominator is treated as a constant, so the gradient lacks a part.",
    ("numerator.sum(dim, keepdim=True)", "numerator.sum(dim, keepdim=True).detach()"),
)
always_float32 = change(
    "The result is always float32, so float64 scores lose half of their digits.",
    ("(x - largest)", "(x - largest).float()"),
)


@mistake("These are the logarithms of the probabilities, not the probabilities.")
def log_probabilities(x: Tensor, dim: int = -1) -> Tensor:
    return torch.log_softmax(x, dim)


@mistake("The other dimensions are flattened to rows by flatten(0, -2), which fails for a vector.")
def needs_rows(x: Tensor, dim: int = -1) -> Tensor:
    moved = x.movedim(dim, -1)
    return torch.softmax(moved.flatten(0, -2), 1).view(moved.shape).movedim(-1, dim)


@mistake("movedim puts dim last and transpose brings it back, so other dimensions end up swapped.")
def swaps_dimensions(x: Tensor, dim: int = -1) -> Tensor:
    return torch.softmax(x.movedim(dim, -1), -1).transpose(dim, -1)


@mistake("A Python loop goes over the slices; one operation on the whole tensor does the same.")
def loops_over_slices(x: Tensor, dim: int = -1) -> Tensor:
    slices = x.movedim(dim, -1).flatten(0, -2) if x.dim() > 1 else x.unsqueeze(0)
    result = torch.empty_like(slices)
    for i, scores in enumerate(slices):
        result[i] = torch.softmax(scores, 0)
    return result.view(x.movedim(dim, -1).shape).movedim(-1, dim)
