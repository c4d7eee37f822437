"""Wrong versions of `logsumexp` that students write."""

import torch
from torch import Tensor

from autograder.judge import change, mistake

overflows = change(
    "It takes exp of the unshifted scores: large scores give inf, and very small ones give log 0 = -inf.",
    ("largest + (x - largest)", "x"),
)
shifts_large_scores_only = change(
    "The maximum is subtracted only if a score is large. Far below 0 the sum underflows, and log 0 = -inf.",
    ("largest == -torch.inf", "(largest == -torch.inf) | ~(x > 80).any()"),
)
looks_at_largest = change(
    "It first looks for the largest of all scores, which fails for an empty batch.",
    ("largest == -torch.inf", "(largest == -torch.inf) | (x.abs().max() < 50)"),
)
subtracts_first = change(
    "It subtracts the first score of a slice, not the largest, so a score far above the first overflows.",
    ("x.amax(dim, keepdim=True)", "x.narrow(dim, 0, 1)"),
)
global_maximum = change(
    "It subtracts the maximum of the whole tensor, so a slice far below it underflows and gives -inf.",
    ("x.amax(dim, keepdim=True)", "x.max()"),
)
forgets_maximum = change(
    "The maximum is subtracted and never added back.",
    ("largest + (x - largest)", "(x - largest)"),
)
nan_if_all_minus_inf = change(
    "A slice of only -inf gives NaN, because its maximum is -inf and -inf - (-inf) is NaN.",
    ("largest.masked_fill(largest == -torch.inf, 0.0)", "largest"),
)
keeps_height_beside_minus_inf = change(
    "Nothing is subtracted from a slice that contains -inf, so its large scores overflow to inf.",
    ("largest == -torch.inf", "(x == -torch.inf).any(dim, keepdim=True)"),
)
replaces_minus_inf = change(
    "It replaces -inf by a large negative number, but a slice of only -inf should give -inf.",
    ("    largest = x", "    x = x.clamp(min=-1e9)\n    largest = x"),
)
keyword_only = change(
    "keepdim can only be given by name: logsumexp(x, 1, False) should work too.",
    ("dim: int, keepdim", "dim: int, *, keepdim"),
)
never_keeps_dim = change(
    "The dimension is always removed: keepdim=True is ignored.",
    ("result if keepdim else ", ""),
)
always_keeps_dim = change(
    "The dimension always stays with size 1: keepdim=False is ignored.",
    (" if keepdim else result.squeeze(dim)", ""),
)
keeps_dim_at_the_end = change(
    "keepdim=True puts the dimension of size 1 at the end; it should stay where it was.",
    ("result if keepdim", "result.squeeze(dim).unsqueeze(-1) if keepdim"),
)
vector_keeps_dim = change(
    "A vector gives a tensor of shape [1]; without keepdim the shape should be [].",
    ("result.squeeze(dim)", "torch.atleast_1d(result.squeeze(dim))"),
)
vector_loses_dim = change(
    "A vector always gives a tensor of shape []: keepdim=True is ignored there.",
    ("if keepdim", "if keepdim and x.dim() > 1"),
)
squeezes_everything = change(
    "Every dimension of size 1 is squeezed away, not only dim.",
    ("squeeze(dim)", "squeeze()"),
)
shape_from_slices = change(
    "The shape is built from x.shape[:dim] and x.shape[dim + 1:], which is wrong for dim = -1.",
    ("squeeze(dim)", "reshape(x.shape[:dim] + x.shape[dim + 1 :])"),
)
over_last_dim = change(
    "It always uses the last dimension: the argument dim is ignored.",
    ("(dim", "(-1"),
)
mean_of_exponentials = change(
    "It takes the mean of the exponentials, not their sum, so the result is too small by log(size of dim).",
    ("sum(dim", "mean(dim"),
)
changes_input = change(
    "It subtracts the maximum in place, which changes the caller's x.",
    ("(x - largest)", "x.sub_(largest)"),
)
detached = change(
    "The result is detached from x, so no gradient flows back.",
    ("(x - largest)", "(x - largest).detach()"),
)
always_float32 = change(
    "The result is always float32, so float64 scores lose half of their digits.",
    ("    largest = x", "    x = x.float()\n    largest = x"),
)


@mistake("A Python loop goes over the slices; one operation on the whole tensor does the same.")
def loops_over_slices(x: Tensor, dim: int, keepdim: bool = False) -> Tensor:
    slices = x.movedim(dim, -1).flatten(0, -2) if x.dim() > 1 else x.unsqueeze(0)
    result = x.new_empty(len(slices))
    for i, scores in enumerate(slices):
        result[i] = torch.logsumexp(scores, 0)
    result = result.view(x.movedim(dim, -1).shape[:-1])
    return result.unsqueeze(dim) if keepdim else result
