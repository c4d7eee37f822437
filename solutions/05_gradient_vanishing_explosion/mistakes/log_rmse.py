"""Wrong versions of `log_rmse` that students write."""

import torch

from autograder.judge import change, mistake

factor_of_two = change(
    "There is an extra factor of sqrt(2): the mean of the squares is doubled before the root.",
    ("(error * error).mean().sqrt()", "(2 * (error * error).mean()).sqrt()"),
)

halved = change(
    "The mean of the squares is halved before the root.",
    ("(error * error).mean().sqrt()", "((error * error).mean() / 2).sqrt()"),
)

without_root = change("The root is missing.", (".mean().sqrt()", ".mean()"))

without_clamp = change(
    "Predictions are not clamped, so one of 0 or less gives NaN or inf.",
    ("pred.clamp(min=1.0).log()", "pred.log()"),
)

clamped_to_tiny = change(
    "Predictions are clamped to a tiny number; they should be clamped to 1.", ("min=1.0", "min=1e-6")
)

clamps_from_above = change(
    "Predictions are clamped from above; those below 1 count as 1.", ("min=1.0", "max=1.0")
)

clamps_targets = change(
    "Targets are clamped too; only predictions are.", ("y.log()", "y.clamp(min=1.0).log()")
)

clamps_logarithm = change(
    "The logarithms are clamped at 1; the predictions should be.",
    ("pred.clamp(min=1.0).log()", "pred.log().clamp(min=1.0)"),
)

keeps_gradient = change(
    "Predictions below 1 get a gradient; theirs is 0.",
    ("pred.clamp(min=1.0).log()", "(pred + (pred.clamp(min=1.0) - pred).detach()).log()"),
)

without_logarithm = change(
    "The logarithms are missing: it is the error of the numbers themselves.",
    ("pred.clamp(min=1.0).log() - y.log()", "pred.clamp(min=1.0) - y"),
)

log1p = change(
    "It takes log(1 + x), as some competitions do; here it is log x.",
    ("pred.clamp(min=1.0).log() - y.log()", "pred.clamp(min=1.0).log1p() - y.log1p()"),
)

log10 = change(
    "It takes the logarithm to base 10; the natural one is asked for.",
    ("pred.clamp(min=1.0).log() - y.log()", "pred.clamp(min=1.0).log10() - y.log10()"),
)

mean_size = change(
    "It is the mean size of the errors; the root of the mean square is asked for.",
    ("(error * error).mean().sqrt()", "error.abs().mean()"),
)

sum_of_squares = change("The squares are added up; take their mean.", (".mean().sqrt()", ".sum().sqrt()"))

one_less = change(
    "It divides by N - 1; the mean divides by N.",
    (".mean().sqrt()", ".sum().div(max(len(pred) - 1, 1)).sqrt()"),
)

root_of_each = change(
    "It takes the root before the mean, so it is the mean size of the errors.",
    (".mean().sqrt()", ".add(1e-12).sqrt().mean()"),
)

broadcasts = change(
    "Shapes that differ are broadcast, as [N, 1] and [N] to [N, N]; raise a ValueError.",
    ("if pred.shape != y.shape:", "if False:"),
)

compares_sizes = change(
    "It flattens, or compares only the numbers of entries; shapes such as [N, 1] and [N] differ too.",
    ("if pred.shape != y.shape:", "if pred.numel() != y.numel():"),
)

detached = change(
    "The error is a Python number or detached, so no model can be trained with it.",
    (".mean().sqrt()", ".mean().sqrt().detach()"),
)


@mistake("The result is a Python number; it should be a tensor with a graph.")
def as_number(pred, y):
    if pred.shape != y.shape:
        raise ValueError("another shape")
    error = pred.clamp(min=1.0).log() - y.log()
    return float(torch.sqrt((error**2).mean()))
