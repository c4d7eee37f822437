"""Wrong versions of `l1_penalty` that students write."""

from collections.abc import Iterable

import torch
from torch import Tensor

from autograder.judge import change, mistake

halved = change(
    "It is halved, as the L2 penalty is; the L1 penalty has no factor.", ("]).sum()", "]).sum() / 2")
)
signed = change(
    "It adds the numbers with their signs, so they cancel; it should add absolute values.",
    ("w.abs()", "w"),
)
absolute_sum = change(
    "It takes the absolute value of each tensor's sum, so positive and negative numbers cancel.",
    ("w.abs().sum()", "w.sum().abs()"),
)
squares = change(
    "It adds squares, which is the L2 penalty; L1 adds absolute values.", ("w.abs()", "w.square()")
)
mean = change(
    "It is the mean of the absolute values; the penalty is their sum.", ("w.abs().sum()", "w.abs().mean()")
)
mean_of_tensors = change(
    "It is the mean over the tensors; the penalty is the sum.", ("]).sum()", "]).mean()")
)
matrix_norm = change(
    "It is a norm of matrices, the largest column sum; all numbers of a tensor should be added.",
    ("w.abs().sum()", "(torch.linalg.norm(w, 1) if w.dim() in (1, 2) else w.abs().sum())"),
)
largest = change(
    "It is the largest absolute value; the penalty is their sum.", ("w.abs().sum()", "w.abs().max()")
)
roots = change("It takes the root of a square, whose gradient is NaN at 0.", ("w.abs()", "w.square().sqrt()"))
smoothed_roots = change(
    "It adds a small number under a root, so the values are too large and the gradient is no sign.",
    ("w.abs()", "(w.square() + 1e-6).sqrt()"),
)
positive_only = change("Negative numbers don't count; their absolute values do.", ("w.abs()", "w.relu()"))
detached = change(
    "It is detached, so the penalty has no effect on training.", ("w.abs()", "w.detach().abs()")
)
weights_only = change(
    "It leaves out tensors with less than two dimensions; each tensor that is given counts.",
    ("for w in params]", "for w in params if w.dim() >= 2 or not w.numel()]"),
    ("torch.stack([", "torch.stack([torch.zeros(())] + ["),
)
trainable_only = change(
    "It leaves out tensors that require no gradient; they count too.",
    ("for w in params])", "for w in params if w.requires_grad or not any_needs])"),
    (
        "    return torch.stack",
        "    params = list(params)\n"
        "    any_needs = any(w.requires_grad for w in params)\n    return torch.stack",
    ),
)
first_only = change("Only the first tensor counts.", ("for w in params]", "for w in params][:1]"))
needs_a_list = change(
    "It asks for the length of params, which an iterator does not have.",
    ("    return torch.stack", "    assert len(params) > 0\n    return torch.stack"),
)
in_place = change(
    "It takes absolute values in place, which changes the caller's parameters.", ("w.abs()", "w.data.abs_()")
)
wrong_at_zero = change(
    "The gradient at 0 is 1; it should be 0, the middle between the slopes on both sides.",
    ("w.abs()", "torch.where(w >= 0, w, -w)"),
)


@mistake("It loops over the numbers of a tensor; PyTorch adds them all at once.")
def loops_over_numbers(params: Iterable[Tensor]) -> Tensor:
    return sum(sum(x.abs() for x in w.flatten()) for w in params)


@mistake("The result has the shape [1]; it should have the shape [].")
def with_dimension(params: Iterable[Tensor]) -> Tensor:
    return torch.stack([w.abs().sum() for w in params]).sum(0, keepdim=True)
