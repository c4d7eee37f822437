"""Wrong versions of `kaiming_normal_` that students write."""

import math

import torch

from autograder.judge import change, mistake

xavier_spread = change(
    "The 2 for ReLU is missing, so activations shrink in each layer.", ("math.sqrt(2 / (", "math.sqrt(1 / (")
)

variance_for_std = change(
    "The variance is used as standard deviation; take its root.",
    ("math.sqrt(2 / ((1 + a**2) * fan))", "2 / ((1 + a**2) * fan)"),
)

without_slope = change("The argument a is ignored.", ("(1 + a**2) * fan", "fan"))

slope_not_squared = change("The slope a is not squared.", ("1 + a**2", "1 + a"))

squared_after = change("It takes (1 + a)^2; the formula has 1 + a^2.", ("1 + a**2", "(1 + a) ** 2"))

multiplied_by_slope = change(
    "It multiplies by 1 + a^2; the formula divides by it.",
    ("2 / ((1 + a**2) * fan)", "2 * (1 + a**2) / fan"),
)

without_mode = change(
    "The argument mode is ignored: it always takes fan_in.",
    ('fan = fan_in if mode == "fan_in" else fan_out', "fan = fan_in"),
)

modes_swapped = change(
    "The two modes are swapped.", ('if mode == "fan_in" else', 'if mode == "fan_out" else')
)

sum_of_fans = change(
    "It takes the mean of both fans, as Xavier does; He's initialisation takes one of them.",
    ('fan = fan_in if mode == "fan_in" else fan_out', "fan = (fan_in + fan_out) / 2"),
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

mean_not_zero = change(
    "The mean is not 0: the standard deviation stands in the place of the mean, or is added.",
    ("normal_(0.0, std,", "normal_(std, std,"),
)

ignores_generator = change(
    "The generator is ignored: the numbers come from the global generator.",
    ("std, generator=generator)", "std)"),
)

new_tensor = change(
    "It returns a new tensor; the weight itself should be filled and returned.",
    ("return w.normal_(", "return torch.empty_like(w).normal_("),
)

through_data = change(
    "It fills the weight through .data, which hides the change from autograd.",
    ("return w.normal_(", "w.data.normal_("),
    ("generator=generator)", "generator=generator)\n        return w"),
)

in_float32 = change(
    "It draws in float32 also for a weight in float64, whose numbers then are rounded.",
    (
        "w.normal_(0.0, std, generator=generator)",
        "w.copy_(torch.empty(w.shape, dtype=torch.float32, device=w.device).normal_(0.0, std, "
        "generator=generator))",
    ),
)

accepts_any_mode = change(
    "An unknown mode is accepted; it should raise a ValueError.",
    ('if mode not in ("fan_in", "fan_out"):', "if False:"),
)

mode_in_any_case = change(
    "It accepts other spellings of the modes, such as upper case; only 'fan_in' and 'fan_out' are modes.",
    ('if mode not in ("fan_in", "fan_out"):', 'if mode.lower() not in ("fan_in", "fan_out"):'),
)

nameless_error = change("The ValueError doesn't contain the mode that was given.", (", not {mode!r}", ""))

accepts_vectors = change(
    "A weight with fewer than two dimensions is filled; it should raise a ValueError.",
    ("fan_in_out(w.shape)", "fan_in_out(w.shape) if w.dim() > 1 else (w.numel(), 1)"),
)


@mistake("It draws or changes the weight before it checks the mode.")
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


@mistake("The function sets a seed, so each call draws the same numbers.")
def reseeds(w, a=0.0, mode="fan_in", generator=None):
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(f"unknown mode {mode}")
    if w.dim() < 2:
        raise ValueError("the shape is too short")
    fan_out, fan_in = (size * math.prod(w.shape[2:]) for size in w.shape[:2])
    std = math.sqrt(2 / ((1 + a**2) * (fan_in if mode == "fan_in" else fan_out)))
    if generator is None:
        torch.manual_seed(0)
    else:
        generator = torch.Generator(generator.device).manual_seed(generator.initial_seed())
    with torch.no_grad():
        return w.normal_(0.0, std, generator=generator)


@mistake("It calls torch.nn.init, which is not allowed; compute the deviation and draw by yourself.")
def by_library(w, a=0.0, mode="fan_in", generator=None):
    if w.dim() < 2:
        raise ValueError("the shape is too short")
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(f"unknown mode {mode}")
    return torch.nn.init.kaiming_normal_(w, a, mode, generator=generator)
