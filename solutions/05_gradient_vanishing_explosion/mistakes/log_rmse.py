"""Wrong versions of `log_rmse` that students write."""

import torch

from autograder.judge import change, mistake

factor_of_two = change(
    "There is an extra factor of sqrt(2): the mean of the squares is doubled before the root.",
    ("(error * error).mean().sqrt()", "(2 * (error * error).mean()).sqrt()"),
)

without_root = change("The root is missing.", (".mean().sqrt()", ".mean()"))

without_clamp = change(
    "Predictions are not clamped, so one of 0 or less gives NaN or inf.",
    ("pred.clamp(min=1.0).log()", "pred.log()"),
)

clamped_to_tiny = change(
    "Predictions are clamped to a tiny number; they should be clamped to 1.", ("min=1.0", "min=1e-6")
)

clamps_targets = change(
    "Targets are clamped too; only predictions are.", ("y.log()", "y.clamp(min=1.0).log()")
)

keeps_gradient = change(
    "Predictions below 1 get a gradient; theirs is 0.",
    ("pred.clamp(min=1.0).log()", "(pred + (pred.clamp(min=1.0) - pred).detach()).log()"),
)

mean_size = change(
    "It is the mean size of the errors; the root of the mean square is asked for.",
    ("(error * error).mean().sqrt()", "error.abs().mean()"),
)

one_less = change(
    "It divides by N - 1; the mean divides by N.",
    (".mean().sqrt()", ".sum().div(max(len(pred) - 1, 1)).sqrt()"),
)

broadcasts = change(
    "Shapes that differ are broadcast, as [N, 1] and [N] to [N, N]; raise a ValueError.",
    ("if pred.shape != y.shape:", "if False:"),
)

compares_sizes = change(
    "It flattens, or compares only the numbers of entries; shapes such as [N, 1] and [N] differ too.",
    ("if pred.shape != y.shape:", "if pred.numel() != y.numel():"),
)


@mistake("The result is a Python number; it should be a tensor with a graph.")
def as_number(pred, y):
    if pred.shape != y.shape:
        raise ValueError("another shape")
    error = pred.clamp(min=1.0).log() - y.log()
    return float(torch.sqrt((error**2).mean()))
