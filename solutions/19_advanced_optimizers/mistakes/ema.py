"""Wrong versions of `ema` that students write."""

import torch
from torch import Tensor

from autograder.judge import mistake


def _ema(xs: Tensor, beta: float, bias_correction: bool) -> Tensor:
    """The averages, without a mistake."""
    s, averages = torch.zeros_like(xs[0]), []
    for t, x in enumerate(xs, start=1):
        s = beta * s + (1 - beta) * x
        averages.append(s / (1 - beta**t) if bias_correction else s)
    return torch.stack(averages)


@mistake("The average starts at the first number; s_0 is 0.")
def starts_at_first(xs: Tensor, beta: float, bias_correction: bool = True) -> Tensor:
    s = xs[0]
    averages = []
    for t, x in enumerate(xs, start=1):
        s = beta * s + (1 - beta) * x
        averages.append(s / (1 - beta**t) if bias_correction else s)
    return torch.stack(averages)


@mistake("The argument bias_correction is ignored: nothing is corrected.")
def never_corrects(xs: Tensor, beta: float, bias_correction: bool = True) -> Tensor:
    s = torch.zeros_like(xs[0])
    averages = []
    for x in xs:
        s = beta * s + (1 - beta) * x
        averages.append(s)
    return torch.stack(averages)


@mistake("The argument bias_correction is ignored: the averages are always corrected.")
def always_corrects(xs: Tensor, beta: float, bias_correction: bool = True) -> Tensor:
    s = torch.zeros_like(xs[0])
    averages = []
    for t, x in enumerate(xs, start=1):
        s = beta * s + (1 - beta) * x
        averages.append(s / (1 - beta**t))
    return torch.stack(averages)


@mistake("bias_correction has the opposite effect.")
def reversed_flag(xs: Tensor, beta: float, bias_correction: bool = True) -> Tensor:
    s = torch.zeros_like(xs[0])
    averages = []
    for t, x in enumerate(xs, start=1):
        s = beta * s + (1 - beta) * x
        averages.append(s if bias_correction else s / (1 - beta**t))
    return torch.stack(averages)


@mistake("The power in the correction is one too high: the first number has the power 1.")
def power_too_high(xs: Tensor, beta: float, bias_correction: bool = True) -> Tensor:
    s = torch.zeros_like(xs[0])
    averages = []
    for t, x in enumerate(xs, start=2):
        s = beta * s + (1 - beta) * x
        averages.append(s / (1 - beta**t) if bias_correction else s)
    return torch.stack(averages)


@mistake("The power in the correction is one too low, so that the first average is divided by 0.")
def power_too_low(xs: Tensor, beta: float, bias_correction: bool = True) -> Tensor:
    s = torch.zeros_like(xs[0])
    averages = []
    for t, x in enumerate(xs, start=1):
        s = beta * s + (1 - beta) * x
        averages.append(s / (torch.ones_like(s) - beta ** (t - 1)) if bias_correction else s)
    return torch.stack(averages)


@mistake("All averages are corrected by 1 - beta and not by 1 - beta^t.")
def fixed_correction(xs: Tensor, beta: float, bias_correction: bool = True) -> Tensor:
    s = torch.zeros_like(xs[0])
    averages = []
    for x in xs:
        s = beta * s + (1 - beta) * x
        averages.append(s / (1 - beta) if bias_correction else s)
    return torch.stack(averages)


@mistake("All averages are corrected as the last one; each has its own power.")
def last_correction(xs: Tensor, beta: float, bias_correction: bool = True) -> Tensor:
    s = torch.zeros_like(xs[0])
    averages = []
    for x in xs:
        s = beta * s + (1 - beta) * x
        averages.append(s / (1 - beta ** len(xs)) if bias_correction else s)
    return torch.stack(averages)


@mistake("The recursion goes on with the corrected average, so that it is corrected again and again.")
def keeps_correction(xs: Tensor, beta: float, bias_correction: bool = True) -> Tensor:
    s = torch.zeros_like(xs[0])
    averages = []
    for t, x in enumerate(xs, start=1):
        s = beta * s + (1 - beta) * x
        s = s / (1 - beta**t) if bias_correction else s
        averages.append(s)
    return torch.stack(averages)


@mistake("beta and 1 - beta are swapped: beta says how much of the past is kept.")
def swapped_weights(xs: Tensor, beta: float, bias_correction: bool = True) -> Tensor:
    s = torch.zeros_like(xs[0])
    averages = []
    for t, x in enumerate(xs, start=1):
        s = (1 - beta) * s + beta * x
        averages.append(s / (1 - beta**t) if bias_correction else s)
    return torch.stack(averages)


@mistake("The numbers are added in full, without the factor 1 - beta.")
def adds_in_full(xs: Tensor, beta: float, bias_correction: bool = True) -> Tensor:
    s = torch.zeros_like(xs[0])
    averages = []
    for t, x in enumerate(xs, start=1):
        s = beta * s + x
        averages.append(s / (1 - beta**t) if bias_correction else s)
    return torch.stack(averages)


@mistake("It is the plain mean of all numbers so far; an exponential average forgets.")
def running_mean(xs: Tensor, beta: float, bias_correction: bool = True) -> Tensor:
    s = torch.zeros_like(xs[0])
    averages = []
    for t, x in enumerate(xs, start=1):
        s = s + (x - s) / t
        averages.append(s)
    return torch.stack(averages)


@mistake("Only the last average is returned; there should be one for each number.")
def last_only(xs: Tensor, beta: float, bias_correction: bool = True) -> Tensor:
    s = torch.zeros_like(xs[0])
    averages = []
    for t, x in enumerate(xs, start=1):
        s = beta * s + (1 - beta) * x
        averages.append(s / (1 - beta**t) if bias_correction else s)
    return averages[-1]


@mistake("The averages are written into xs: the caller's numbers are changed.")
def changes_input(xs: Tensor, beta: float, bias_correction: bool = True) -> Tensor:
    result = _ema(xs, beta, bias_correction)
    with torch.no_grad():
        xs.copy_(result)
    return result


@mistake("The result is cut off from xs: no gradient flows back.")
def detached(xs: Tensor, beta: float, bias_correction: bool = True) -> Tensor:
    s = torch.zeros_like(xs[0])
    averages = []
    for t, x in enumerate(xs.detach(), start=1):
        s = beta * s + (1 - beta) * x
        averages.append(s / (1 - beta**t) if bias_correction else s)
    return torch.stack(averages)


@mistake("The result is always float32: float64 numbers lose half of their digits.")
def always_float32(xs: Tensor, beta: float, bias_correction: bool = True) -> Tensor:
    s = torch.zeros_like(xs[0], dtype=torch.float32)
    averages = []
    for t, x in enumerate(xs.float(), start=1):
        s = beta * s + (1 - beta) * x
        averages.append(s / (1 - beta**t) if bias_correction else s)
    return torch.stack(averages)


@mistake("The result is a list of Python numbers; a tensor is expected.")
def list_of_floats(xs: Tensor, beta: float, bias_correction: bool = True) -> Tensor:
    s = torch.zeros_like(xs[0])
    averages = []
    for t, x in enumerate(xs, start=1):
        s = beta * s + (1 - beta) * x
        averages.append(s / (1 - beta**t) if bias_correction else s)
    return [float(s) for s in averages]
