"""Wrong versions of `softmax` that students write."""

import torch
from torch import Tensor

from autograder.judge import change, mistake

over_dim_0 = change(
    "It equals softmax over dim 0: the rows of a batch are normalised together.",
    ("(dim,", "(0,"),
)
over_last_dim = change(
    "It is always taken over the last dimension: the argument dim is ignored.",
    ("(dim,", "(-1,"),
)
over_everything = change(
    "It is normalised over all entries of x: the whole tensor sums to 1, not each slice along dim.",
    ("(dim, keepdim=True)", "()"),
)
keyword_only = change(
    "dim can only be given by name: softmax(x, 1) should do the same as softmax(x, dim=1).",
    ("x: Tensor, dim", "x: Tensor, *, dim"),
)
old_default = change(
    "Without dim, three dimensions are normalised over the first, as in old PyTorch; it should be the last.",
    ("dim: int = -1", "dim: int | None = None"),
    ("    largest =", "    dim = (0 if x.dim() in (1, 3) else 1) if dim is None else dim\n    largest ="),
)
overflows = change(
    "exp is taken of the scores as they are: in float32 it overflows at about 89, and inf/inf is NaN.",
    ("(x - largest)", "x"),
)
shifts_large_scores_only = change(
    "The maximum is subtracted only if a score is large: far below 0 all underflow to 0/0 = NaN.",
    (".detach()", ".detach() * (x > 80).any()"),
)
looks_at_largest = change(
    "Whether to subtract is decided by the largest of all scores, and an empty batch has none.",
    (".detach()", ".detach() * (x.abs().max() > 50)"),
)
subtracts_first = change(
    "The first score of a slice is subtracted, not the largest: one far above it still overflows.",
    ("x.amax(dim, keepdim=True)", "x.narrow(dim, 0, 1)"),
)
global_maximum = change(
    "The maximum of the whole tensor is subtracted: a slice far below it underflows to 0/0, which is NaN. "
    "Each slice needs its own maximum.",
    ("x.amax(dim, keepdim=True)", "x.max()"),
)
sum_without_keepdim = change(
    "The sum loses its dimension before the division, so it is broadcast along the wrong one.",
    ("numerator.sum(dim, keepdim=True)", "numerator.sum(dim)"),
)
finds_dim_by_size = change(
    "The summed dimension is recognised by its size: where another one has the same, both are taken for it.",
    ("sum(dim, keepdim=True)", "sum(dim).reshape([1 if n == x.shape[dim] else n for n in x.shape])"),
)
squeezes_everything = change(
    "Dimensions of size 1 are squeezed away: the result should be shaped like x.",
    ("return numerator", "numerator = numerator"),
    ("sum(dim, keepdim=True)", "sum(dim, keepdim=True)\n    return numerator.squeeze()"),
)
adds_epsilon = change(
    "A small constant is added to the denominator: the probabilities no longer sum to 1.",
    ("numerator.sum(dim, keepdim=True)", "(numerator.sum(dim, keepdim=True) + 1e-5)"),
)
replaces_nan = change(
    "NaN is replaced by 0: a slice that is -inf throughout has no probabilities and should stay NaN.",
    ("return numerator / numerator.sum(dim, keepdim=True)", "return torch.softmax(x, dim).nan_to_num()"),
)
changes_input = change(
    "The maximum is subtracted in place: the caller's x is changed.",
    ("(x - largest)", "x.sub_(largest)"),
)
detached = change(
    "The result is cut off from x: nothing can be learned through it, since no gradient flows back.",
    ("(x - largest)", "(x - largest).detach()"),
)
detached_sum = change(
    "The sum in the denominator is treated as a constant, so the gradient lacks a part.",
    ("numerator.sum(dim, keepdim=True)", "numerator.sum(dim, keepdim=True).detach()"),
)
always_float32 = change(
    "The result is always float32: float64 scores lose half of their digits.",
    ("(x - largest)", "(x - largest).float()"),
)


@mistake("These are the logarithms of the probabilities, not the probabilities.")
def log_probabilities(x: Tensor, dim: int = -1) -> Tensor:
    return torch.log_softmax(x, dim)


@mistake("The other dimensions are flattened to rows by flatten(0, -2), which fails for a vector.")
def needs_rows(x: Tensor, dim: int = -1) -> Tensor:
    moved = x.movedim(dim, -1)
    return torch.softmax(moved.flatten(0, -2), 1).view(moved.shape).movedim(-1, dim)


@mistake("dim goes to the end by movedim and comes back by transpose: other dimensions end up swapped.")
def swaps_dimensions(x: Tensor, dim: int = -1) -> Tensor:
    return torch.softmax(x.movedim(dim, -1), -1).transpose(dim, -1)


@mistake("A Python loop goes over the slices; one operation on the whole tensor does the same.")
def loops_over_slices(x: Tensor, dim: int = -1) -> Tensor:
    slices = x.movedim(dim, -1).flatten(0, -2) if x.dim() > 1 else x.unsqueeze(0)
    result = torch.empty_like(slices)
    for i, scores in enumerate(slices):
        result[i] = torch.softmax(scores, 0)
    return result.view(x.movedim(dim, -1).shape).movedim(-1, dim)
