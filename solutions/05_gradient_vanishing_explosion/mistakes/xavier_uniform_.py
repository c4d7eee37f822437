"""Wrong versions of `xavier_uniform_` that students write."""

import math

import torch

from autograder.judge import change, mistake

std_for_bound = change(
    "The bound has the standard deviation's value; that of a uniform distribution is bound / sqrt(3).",
    ("6 / (fan_in", "2 / (fan_in"),
)

fan_in_only = change(
    "The bound depends on fan_in alone; it should depend on both fans.",
    ("(fan_in + fan_out)", "(2 * fan_in)"),
)

fan_out_only = change(
    "The bound depends on fan_out alone; it should depend on both fans.",
    ("(fan_in + fan_out)", "(2 * fan_out)"),
)

mean_fan = change(
    "It divides by the mean of the fans, not by their sum.", ("(fan_in + fan_out)", "(fan_in + fan_out) * 2")
)

without_kernel = change(
    "The fans leave out the kernel of a convolution.", ("fan_in_out(w.shape)", "fan_in_out(w.shape[:2])")
)

without_gain = change("The argument gain is ignored.", ("gain * math.sqrt", "math.sqrt"))

gain_in_root = change(
    "The gain is under the root; the bound should be proportional to it.",
    ("gain * math.sqrt(6 /", "math.sqrt(gain * 6 /"),
)

normal = change(
    "The numbers are normal; they should be uniform.",
    ("w.uniform_(-a, a, ", "w.normal_(0.0, a / math.sqrt(3), "),
)

positive = change(
    "All numbers are positive; the range is from -a to a.", ("uniform_(-a, a,", "uniform_(0.0, a,")
)

ignores_generator = change(
    "The generator is ignored: the numbers come from the global generator.",
    ("uniform_(-a, a, generator=generator)", "uniform_(-a, a)"),
)

new_tensor = change(
    "It returns a new tensor; the weight itself should be filled and returned.",
    ("return w.uniform_(", "return torch.empty_like(w).uniform_("),
)

not_returned = change(
    "The weight is filled, but a copy of it is returned; return the weight itself.",
    ("generator=generator)", "generator=generator).clone()"),
)

through_data = change(
    "It fills the weight through .data or a detached tensor's .data, which hides the change from autograd.",
    ("return w.uniform_(", "w.data.uniform_("),
    ("generator=generator)", "generator=generator)\n        return w"),
)

unfrozen = change(
    "It sets requires_grad of the weight; it should stay as it was.",
    (
        "return w.uniform_(-a, a, generator=generator)",
        "return w.uniform_(-a, a, generator=generator).requires_grad_()",
    ),
)

clears_grad = change(
    "It removes the grad of the weight, which should stay as it was.",
    ("    with torch.no_grad():", "    w.grad = None\n    with torch.no_grad():"),
)

one_row = change(
    "All rows are the same: it draws one and repeats it.",
    (
        "return w.uniform_(-a, a, generator=generator)",
        "return w.copy_(w[:1].clone().uniform_(-a, a, generator=generator))",
    ),
)

normalised = change(
    "The draw is shifted and scaled afterwards, so its numbers depend on each other.",
    (
        "return w.uniform_(-a, a, generator=generator)",
        "w.uniform_(-a, a, generator=generator)\n        return w.sub_(w.mean()).mul_(1.0)",
    ),
)

in_float32 = change(
    "It draws in float32 also for a weight in float64, whose numbers then are rounded.",
    (
        "w.uniform_(-a, a, generator=generator)",
        "w.copy_(torch.empty(w.shape, dtype=torch.float32, device=w.device).uniform_(-a, a, "
        "generator=generator))",
    ),
)

accepts_vectors = change(
    "A weight with fewer than two dimensions is filled; it should raise a ValueError.",
    ("fan_in_out(w.shape)", "fan_in_out(w.shape) if w.dim() > 1 else (w.numel(), 1)"),
)

fills_before_refusing = change(
    "It changes the weight before it raises the ValueError.",
    ("    fan_in, fan_out", "    with torch.no_grad():\n        w.zero_()\n    fan_in, fan_out"),
)


@mistake("The function sets a seed, so each call draws the same numbers.")
def reseeds(w, gain=1.0, generator=None):
    if w.dim() < 2:
        raise ValueError("the shape is too short")
    a = gain * math.sqrt(6 / ((w.shape[0] + w.shape[1]) * math.prod(w.shape[2:])))
    if generator is None:
        torch.manual_seed(0)
    else:
        generator = torch.Generator(generator.device).manual_seed(generator.initial_seed())
    with torch.no_grad():
        return w.uniform_(-a, a, generator=generator)


@mistake("It calls torch.nn.init, which is not allowed; compute the bound and draw by yourself.")
def by_library(w, gain=1.0, generator=None):
    if w.dim() < 2:
        raise ValueError("the shape is too short")
    return torch.nn.init.xavier_uniform_(w, gain, generator=generator)
