"""Wrong versions of `l1_penalty` that students write."""

from collections.abc import Iterable

from torch import Tensor

from autograder.judge import change, mistake

halved = change(
    "It is halved, as the L2 penalty is; the L1 penalty has no factor.", ("]).sum()", "]).sum() / 2")
)
signed = change(
    "It adds the numbers with their signs, so they cancel; it should add absolute values.",
    ("w.abs()", "w"),
)
squares = change(
    "It adds squares, which is the L2 penalty; L1 adds absolute values.", ("w.abs()", "w.square()")
)
mean = change(
    "It is the mean of the absolute values; the penalty is their sum.", ("w.abs().sum()", "w.abs().mean()")
)
matrix_norm = change(
    "A matrix counts with its largest column sum only; all its numbers should be added.",
    ("w.abs().sum()", "(torch.linalg.norm(w, 1) if w.dim() in (1, 2) else w.abs().sum())"),
)
roots = change(
    "The gradient at 0 is NaN, as that of a root is; it should be 0.", ("w.abs()", "w.square().sqrt()")
)
detached = change(
    "It is detached, so the penalty has no effect on training.", ("w.abs()", "w.detach().abs()")
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
wrong_at_zero = change(
    "The gradient at 0 is 1; it should be 0, the middle between the slopes on both sides.",
    ("w.abs()", "torch.where(w >= 0, w, -w)"),
)


@mistake("It loops over the numbers of a tensor; PyTorch adds them all at once.")
def loops_over_numbers(params: Iterable[Tensor]) -> Tensor:
    return sum(sum(x.abs() for x in w.flatten()) for w in params)
