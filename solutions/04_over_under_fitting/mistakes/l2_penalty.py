"""Wrong versions of `l2_penalty` that students write."""

from collections.abc import Iterable

from torch import Tensor

from autograder.judge import change, mistake

without_half = change("The factor 1/2 is missing, so the gradient is 2 w.", (".sum() / 2", ".sum()"))
mean = change(
    "It is the mean of the squares; the penalty is half their sum.", ("w * w).sum()", "w * w).mean()")
)
norm = change(
    "It is a root, the norm itself; the penalty has no root.", ("]).sum() / 2", "]).sum().sqrt() / 2")
)
square_of_sum = change(
    "It squares the sum of each tensor, so positive and negative numbers cancel.",
    ("(w * w).sum()", "w.sum() ** 2"),
)
weights_only = change(
    "It leaves out tensors with less than two dimensions; each tensor that is given counts.",
    ("for w in params", "for w in params if w.dim() >= 2 or not w.numel()"),
    ("torch.stack([", "torch.stack([torch.zeros(())] + ["),
)
trainable_only = change(
    "Beside tensors that require gradients it leaves out those that require none; they count too.",
    ("for w in params])", "for w in params if w.requires_grad or not any_needs])"),
    (
        "    return torch.stack",
        "    params = list(params)\n"
        "    any_needs = any(w.requires_grad for w in params)\n    return torch.stack",
    ),
)
reads_twice = change(
    "The penalty of an iterator is 0; it can be read only once.",
    (
        "    return torch.stack",
        "    if not list(params):\n        return torch.zeros(())\n    return torch.stack",
    ),
    ("for w in params])", "for w in params] or [torch.zeros(())])"),
)
detached = change(
    "It is detached, so the penalty has no effect on training.", ("(w * w)", "(w.detach() ** 2)")
)
partly_detached = change(
    "The gradient is half of what it should be: it reaches only one of two factors w.",
    ("(w * w)", "(w * w.detach())"),
)
through_root = change(
    "The gradient of a tensor of zeros is NaN, as that of a root is; it should be 0.",
    ("(w * w).sum()", "(w * w).sum().sqrt() ** 2"),
)


@mistake("It loops over the numbers of a tensor; PyTorch adds them all at once.")
def loops_over_numbers(params: Iterable[Tensor]) -> Tensor:
    return sum(sum(x * x for x in w.flatten()) for w in params) / 2
