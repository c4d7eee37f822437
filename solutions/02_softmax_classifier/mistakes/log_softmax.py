"""Wrong versions of `log_softmax` that students write."""

import torch
from torch import Tensor

from autograder.judge import change, mistake

overflows = change(
    "It sums exp of the unshifted scores, which overflows to inf for large scores.",
    ("x - x.amax(dim, keepdim=True).detach()", "x"),
)
shifts_large_scores_only = change(
    "The maximum is subtracted only if a score is large. Far below 0 the sum underflows, and log 0 = -inf.",
    (".detach()", ".detach() * (x > 80).any()"),
)
looks_at_largest = change(
    "It first looks for the largest of all scores, which fails for an empty batch.",
    (".detach()", ".detach() * (x.abs().max() > 50)"),
)
global_maximum = change(
    "It subtracts the maximum of the whole tensor, so a slice far below it underflows and gives +inf.",
    ("x.amax(dim, keepdim=True).detach()", "x.max()"),
)
over_dim_0 = change(
    "It normalises over dim 0, so the rows of a batch are normalised together.",
    ("(dim,", "(0,"),
)
over_last_dim = change(
    "It always uses the last dimension: the argument dim is ignored.",
    ("(dim,", "(-1,"),
)
default_is_dim_1 = change(
    "Without dim it normalises dimension 1, which is the last dimension of a matrix only.",
    ("dim: int = -1", "dim: int = 1"),
)
old_default = change(
    "Without dim it normalises a 3-dimensional tensor over its first dimension; it should be the last.",
    ("dim: int = -1", "dim: int | None = None"),
    ("    shifted =", "    dim = (0 if x.dim() in (1, 3) else 1) if dim is None else dim\n    shifted ="),
)
keyword_only = change(
    "dim can only be given by name: log_softmax(x, 1) should do the same as log_softmax(x, dim=1).",
    ("x: Tensor, dim", "x: Tensor, *, dim"),
)
finds_dim_by_size = change(
    "It finds the summed dimension by its size, which fails if another dimension has the same size.",
    ("sum(dim, keepdim=True)", "sum(dim).reshape([1 if n == x.shape[dim] else n for n in x.shape])"),
)
squeezes_everything = change(
    "Dimensions of size 1 are squeezed away, but the result should be shaped like x.",
    ("return shifted", "result = shifted"),
    (".log()", ".log()\n    return result.squeeze()"),
)
replaces_minus_inf = change(
    "It replaces -inf by a large negative number, but the logarithm of probability 0 should be -inf.",
    ("    shifted = x", "    x = x.clamp(min=-1e9)\n    shifted = x"),
)
negated = change(
    "The sign is wrong: these are the negative log-probabilities.",
    ("return shifted - ", "return -shifted + "),
)
detached_normaliser = change(
    "The log-sum-exp is treated as a constant: the values are right, but the gradient lacks the softmax.",
    (".log()", ".log().detach()"),
)
detached = change(
    "The result is detached from x, so no gradient flows back.",
    ("shifted = x", "shifted = x.detach()"),
)
changes_input = change(
    "It subtracts the maximum in place, which changes the caller's x.",
    ("x - x.amax(dim, keepdim=True)", "x.sub_(x.amax(dim, keepdim=True))"),
)
always_float32 = change(
    "The result is always float32, so float64 scores lose half of their digits.",
    ("    shifted = x", "    x = x.float()\n    shifted = x"),
)


@mistake("It is the logarithm of a softmax, so it is -inf where a probability underflows to 0.")
def log_of_softmax(x: Tensor, dim: int = -1) -> Tensor:
    return torch.softmax(x, dim).log()


@mistake("It adds a small constant before the logarithm, so no result is below the constant's logarithm.")
def log_with_epsilon(x: Tensor, dim: int = -1) -> Tensor:
    return (torch.softmax(x, dim) + 1e-8).log()


@mistake("It clamps small probabilities before the logarithm, so they become equal and have no gradient.")
def log_of_clamped(x: Tensor, dim: int = -1) -> Tensor:
    return torch.softmax(x, dim).clamp(min=1e-12).log()


@mistake("The maximum is subtracted from x but not in the log-sum-exp, so the result is off by the maximum.")
def shifts_one_side(x: Tensor, dim: int = -1) -> Tensor:
    return x - x.amax(dim, keepdim=True) - torch.logsumexp(x, dim, keepdim=True)


@mistake("The logarithm has base 2, not base e.")
def base_2(x: Tensor, dim: int = -1) -> Tensor:
    return torch.log_softmax(x, dim) / torch.tensor(2.0, dtype=x.dtype).log()


@mistake("The other dimensions are flattened to rows by flatten(0, -2), which fails for a vector.")
def needs_rows(x: Tensor, dim: int = -1) -> Tensor:
    moved = x.movedim(dim, -1)
    return torch.log_softmax(moved.flatten(0, -2), 1).view(moved.shape).movedim(-1, dim)


@mistake("movedim puts dim last and transpose brings it back, so other dimensions end up swapped.")
def swaps_dimensions(x: Tensor, dim: int = -1) -> Tensor:
    return torch.log_softmax(x.movedim(dim, -1), -1).transpose(dim, -1)


@mistake("A Python loop goes over the slices; one operation on the whole tensor does the same.")
def loops_over_slices(x: Tensor, dim: int = -1) -> Tensor:
    slices = x.movedim(dim, -1).flatten(0, -2) if x.dim() > 1 else x.unsqueeze(0)
    result = torch.empty_like(slices)
    for i, scores in enumerate(slices):
        result[i] = torch.log_softmax(scores, 0)
    return result.view(x.movedim(dim, -1).shape).movedim(-1, dim)
