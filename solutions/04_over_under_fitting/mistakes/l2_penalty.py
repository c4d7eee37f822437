"""Wrong versions of `l2_penalty` that students write."""

from collections.abc import Iterable

import torch
from torch import Tensor

from autograder.judge import change, mistake

without_half = change("The factor 1/2 is missing, so the gradient is 2 w.", (".sum() / 2", ".sum()"))
mean = change(
    "It is the mean of the squares; the penalty is half their sum.", ("w * w).sum()", "w * w).mean()")
)
mean_of_tensors = change(
    "It is the mean over the tensors; their sums of squares should be added.",
    ("]).sum() / 2", "]).mean() / 2"),
)
norm = change(
    "It is a root, the norm itself; the penalty has no root.", ("]).sum() / 2", "]).sum().sqrt() / 2")
)
sum_of_norms = change(
    "It adds the norms of the tensors; the penalty has no root.",
    ("(w * w).sum()", "torch.linalg.vector_norm(w)"),
)
square_of_sum = change(
    "It squares the sum of each tensor, so positive and negative numbers cancel.",
    ("(w * w).sum()", "w.sum() ** 2"),
)
absolute_values = change(
    "It adds absolute values, which is the L1 penalty; L2 adds squares.", ("(w * w).sum()", "w.abs().sum()")
)
weights_only = change(
    "It leaves out tensors with less than two dimensions; each tensor that is given counts.",
    ("for w in params", "for w in params if w.dim() >= 2 or not w.numel()"),
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
first_only = change(
    "Only the first tensor counts.",
    ("[(w * w).sum() for w in params]", "[(w * w).sum() for w in params][:1]"),
)
reads_twice = change(
    "It goes over params twice, but an iterator is empty the second time.",
    (
        "    return torch.stack",
        "    if not list(params):\n        return torch.zeros(())\n    return torch.stack",
    ),
    ("for w in params])", "for w in params] or [torch.zeros(())])"),
)
needs_a_list = change(
    "It asks for the length of params, which an iterator does not have.",
    ("    return torch.stack", "    assert len(params) > 0\n    return torch.stack"),
)
detached = change(
    "It is detached, so the penalty has no effect on training.", ("(w * w)", "(w.detach() ** 2)")
)
partly_detached = change(
    "One of the two factors is detached, so the gradient is half of what it should be.",
    ("(w * w)", "(w * w.detach())"),
)
squares_in_place = change(
    "It squares the tensors in place, which changes the caller's parameters.",
    ("(w * w)", "w.data.pow_(2)"),
)
through_root = change(
    "It squares a root, whose gradient is NaN at 0.",
    ("(w * w).sum()", "(w * w).sum().sqrt() ** 2"),
)
rows_only = change(
    "It sums over the last dimension only, so the result is no single number.",
    ("(w * w).sum()", "(w * w).sum(-1)"),
    ("torch.stack([", "torch.cat(["),
    ("for w in params]).sum() / 2", "for w in params]) / 2"),
)
python_number = change(
    "It is a Python number; a tensor that is connected to the parameters is asked for.",
    ("    return torch", "    result = torch"),
    (".sum() / 2", ".sum() / 2\n    return result.item()"),
)


@mistake("It loops over the numbers of a tensor; PyTorch adds them all at once.")
def loops_over_numbers(params: Iterable[Tensor]) -> Tensor:
    return sum(sum(x * x for x in w.flatten()) for w in params) / 2


@mistake("A sum of a list of shape [1] is returned; the penalty has the shape [].")
def with_dimension(params: Iterable[Tensor]) -> Tensor:
    return torch.stack([(w * w).sum() for w in params]).sum(0, keepdim=True) / 2
