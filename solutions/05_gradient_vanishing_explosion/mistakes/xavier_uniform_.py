"""Wrong versions of `xavier_uniform_` that students write."""

import math

import torch

from autograder.judge import change, mistake

recorded = change(
    "It fails for a weight that requires gradients; fill it under torch.no_grad().",
    ("    with torch.no_grad():\n        return w.", "    if True:\n        return w."),
)

std_for_bound = change(
    "The bound has the standard deviation's value; that of a uniform distribution is bound / sqrt(3).",
    ("6 / (fan_in", "2 / (fan_in"),
)

fan_in_only = change(
    "The bound depends on fan_in alone; it should depend on both fans.",
    ("(fan_in + fan_out)", "(2 * fan_in)"),
)

without_kernel = change(
    "The fans leave out the kernel of a convolution.", ("fan_in_out(w.shape)", "fan_in_out(w.shape[:2])")
)

gain_in_root = change(
    "The gain is under the root; the bound should be proportional to it.",
    ("gain * math.sqrt(6 /", "math.sqrt(gain * 6 /"),
)

normal = change(
    "The numbers are normal; they should be uniform.",
    ("w.uniform_(-a, a, ", "w.normal_(0.0, a / math.sqrt(3), "),
)

ignores_generator = change(
    "The generator is ignored: the numbers come from the global generator.",
    ("uniform_(-a, a, generator=generator)", "uniform_(-a, a)"),
)

new_tensor = change(
    "It returns a new tensor; the weight itself should be filled and returned.",
    ("return w.uniform_(", "return torch.empty_like(w).uniform_("),
)

through_data = change(
    "It hides the change of the weight from autograd, as an update through .data does.",
    ("return w.uniform_(", "w.data.uniform_("),
    ("generator=generator)", "generator=generator)\n        return w"),
)

normalised = change(
    "The numbers are shifted to the mean 0 afterwards, so they depend on each other.",
    (
        "return w.uniform_(-a, a, generator=generator)",
        "w.uniform_(-a, a, generator=generator)\n        return w.sub_(w.mean())",
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


@mistake("Each call with one generator draws the same numbers; the next call should draw the next ones.")
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
