"""Wrong versions of `ema` that students write."""

import torch
from torch import Tensor

from autograder.judge import change, mistake

starts_at_first = change(
    "The average starts at the first number; s_0 should be 0.", ("xs.new_zeros(())", "xs[0]")
)

never_corrects = change(
    "The argument bias_correction is ignored: nothing is corrected.",
    ("s / (1 - beta**t) if bias_correction else s", "s"),
)

always_corrects = change(
    "The argument bias_correction is ignored: the averages are always corrected.",
    (" if bias_correction else s", ""),
)

reversed_flag = change(
    "bias_correction has the opposite effect.", ("if bias_correction", "if not bias_correction")
)

power_too_high = change(
    "The power in the correction is one too high: for the first number it should be 1.",
    ("start=1", "start=2"),
)

power_too_low = change(
    "The power in the correction is one too low, so the first average is divided by 0.",
    ("start=1", "start=0"),
)

fixed_correction = change("All averages are corrected by 1 - beta, not by 1 - beta^t.", ("beta**t", "beta"))

last_correction = change(
    "All averages get the correction of the last one; each should have its own power.",
    ("beta**t", "beta ** len(xs)"),
)

keeps_correction = change(
    "The recursion continues with the corrected average, so it is corrected again at each step.",
    ("averages.append(s / (1 - beta**t) if", "s = (s / (1 - beta**t) if"),
    ("else s)", "else s); averages.append(s)"),
)

swapped_weights = change(
    "beta and 1 - beta are swapped: beta says how much of the past is kept.",
    ("beta * s + (1 - beta) * x", "(1 - beta) * s + beta * x"),
)

adds_in_full = change("The numbers are added in full, without the factor 1 - beta.", ("(1 - beta) * x", "x"))

running_mean = change(
    "It is the plain mean of all numbers so far, but an exponential average forgets old numbers.",
    ("beta * s + (1 - beta) * x", "s + (x - s) / t"),
    ("s / (1 - beta**t) if bias_correction else s", "s"),
)

last_only = change(
    "Only the last average is returned; there should be one for each number.",
    ("torch.stack(averages)", "averages[-1]"),
)

changes_input = change(
    "It writes the averages into xs, which changes the caller's numbers.",
    ("    return", "    xs.detach().copy_(torch.stack(averages).detach())\n    return"),
)

detached = change(
    "The result is detached from xs, so no gradient flows back.", ("enumerate(xs,", "enumerate(xs.detach(),")
)

always_float32 = change(
    "The result is always float32, so float64 numbers lose half of their digits.",
    ("torch.stack(averages)", "torch.stack(averages).float()"),
)

list_of_floats = change(
    "The result is a list of Python numbers; it should be a tensor.",
    ("torch.stack(averages)", "[float(s) for s in averages]"),
)

detached_past = change(
    "The average before is detached, so no gradient flows back to earlier numbers.",
    ("beta * s +", "beta * s.detach() +"),
)

first_as_it_is = change(
    "The average starts at the first number, which is not corrected; s_0 should be 0.",
    ("xs.new_zeros(())", "xs[0]"),
    ("if bias_correction", "if bias_correction and t > 1"),
)


@mistake("It divides by beta^t. That is 0 for a beta of 0, and too small a number in a long sequence.")
def growing_numbers(xs: Tensor, beta: float, bias_correction: bool = True) -> Tensor:
    powers = beta ** torch.arange(1, len(xs) + 1, dtype=xs.dtype, device=xs.device)
    s = powers * torch.cumsum((1 - beta) * xs / powers, dim=0)
    return s / (1 - powers) if bias_correction else s


@mistake("It looks back over 1 / (1 - beta) numbers only; each earlier number counts a little.")
def window(xs: Tensor, beta: float, bias_correction: bool = True) -> Tensor:
    width, averages = max(2, round(1 / (1 - beta))), []
    for t in range(1, len(xs) + 1):
        part = xs[max(0, t - width) : t]
        ages = torch.arange(len(part) - 1, -1, -1, dtype=xs.dtype, device=xs.device)
        s = ((1 - beta) * beta**ages * part).sum()
        averages.append(s / (1 - beta**t) if bias_correction else s)
    return torch.stack(averages)
