"""Wrong versions of `kaiming_normal_` that students write."""

import math

import torch

from autograder.judge import change, mistake

recorded = change(
    "It fails for a weight that requires gradients; fill it under torch.no_grad().",
    ("    with torch.no_grad():\n        return w.", "    if True:\n        return w."),
)

xavier_spread = change(
    "The standard deviation is sqrt(1 / ((1 + a^2) * fan)): the 2 for ReLU is missing.",
    ("math.sqrt(2 / (", "math.sqrt(1 / ("),
)

slope_not_squared = change("The slope a is not squared.", ("1 + a**2", "1 + a"))

without_mode = change(
    "The argument mode is ignored: it always takes fan_in.",
    ('fan = fan_in if mode == "fan_in" else fan_out', "fan = fan_in"),
)

modes_swapped = change(
    "The two modes are swapped.", ('if mode == "fan_in" else', 'if mode == "fan_out" else')
)

without_kernel = change(
    "The fan leaves out the kernel of a convolution.", ("fan_in_out(w.shape)", "fan_in_out(w.shape[:2])")
)

uniform = change(
    "The numbers are uniform; they should be normal.",
    ("w.normal_(0.0, std, ", "w.uniform_(-math.sqrt(3) * std, math.sqrt(3) * std, "),
)

tails_cut = change(
    "The tails are cut off; those of a normal distribution have no limit.",
    ("generator=generator)", "generator=generator).clamp_(-3 * std, 3 * std)"),
)

ignores_generator = change(
    "The generator is ignored: the numbers come from the global generator.",
    ("std, generator=generator)", "std)"),
)

new_tensor = change(
    "It returns a new tensor; the weight itself should be filled and returned.",
    ("return w.normal_(", "return torch.empty_like(w).normal_("),
)

nameless_error = change("The ValueError doesn't contain the mode that was given.", (", not {mode!r}", ""))


@mistake("The weight has already changed when the ValueError for the mode is raised.")
def checks_last(w, a=0.0, mode="fan_in", generator=None):
    if w.dim() < 2:
        raise ValueError("the shape is too short")
    fan_out, fan_in = (size * math.prod(w.shape[2:]) for size in w.shape[:2])
    with torch.no_grad():
        w.normal_(generator=generator)
        if mode not in ("fan_in", "fan_out"):
            raise ValueError(f"unknown mode {mode}")
        fan = fan_in if mode == "fan_in" else fan_out
        return w.mul_(math.sqrt(2 / ((1 + a**2) * fan)))
