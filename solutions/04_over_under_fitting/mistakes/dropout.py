"""Wrong versions of `dropout` that students write."""

import torch
from torch import Tensor

from autograder.judge import change, mistake

keeps_what_it_should_drop = change(
    "Elements are kept with the probability p; they should be dropped with it.",
    (") >= p ", ") < p "),
    ("1 / (1 - p) if p < 1 else 0.0", "1 / p if p > 0 else 0.0"),
)
mask_inverted = change(
    "The mask is inverted: elements are dropped with the probability 1 - p.", (") >= p ", ") < p ")
)
not_scaled = change(
    "The elements that are kept are not divided by 1 - p, so the expectation is too small.",
    ("x * kept * scale", "x * kept"),
)
scaled_by_p = change(
    "The elements that are kept are divided by p; they should be divided by 1 - p.",
    ("1 / (1 - p) if p < 1 else 0.0", "1 / p if p > 0 else 1.0"),
)
multiplied = change(
    "The elements that are kept are multiplied by 1 - p; they should be divided by it.",
    ("1 / (1 - p) if p < 1 else 0.0", "1 - p"),
)
scales_outside_training = change(
    "Without training the result is scaled by 1 - p; with inverted dropout it is x itself.",
    ("        return x\n", "        return x * (1 - p)\n"),
)
drops_outside_training = change("It drops without training too.", ("if not training:", "if False:"))
never_drops = change("It never drops anything.", ("if not training:", "if True:"))
mode_inverted = change("It drops only without training.", ("if not training:", "if training:"))
nan_if_all_dropped = change(
    "With p = 1 it computes 0 / 0, which is NaN.",
    ("    scale = 1 / (1 - p) if p < 1 else 0.0\n", ""),
    ("x * kept * scale", "x * kept / (1 - p)"),
)
fails_if_all_dropped = change(
    "With p = 1 it divides by zero.", ("1 / (1 - p) if p < 1 else 0.0", "1 / (1 - p)")
)
constant_if_all_dropped = change(
    "With p = 1 the result is not connected to x, so backward fails.",
    ("    scale =", "    if p == 1:\n        return torch.zeros_like(x)\n    scale ="),
)
mask_on_the_cpu = change(
    "The mask is on the CPU, so it fails if x is on a GPU.",
    ("device=x.device)", "device=None if generator is None else generator.device)"),
    (
        "    kept =",
        "    if generator is not None and generator.device.type != 'cpu':\n"
        "        generator = None\n"
        "    kept =",
    ),
)
in_float32 = change(
    "The result is float32, also if x is float64.", ("x * kept * scale", "(x * kept * scale).float()")
)
ignores_generator = change(
    "The generator is ignored: the numbers come from the global one.", ("generator=generator, ", "")
)
one_column_for_all = change(
    "All rows drop the same columns; each element should be dropped independently.",
    ("x.shape, generator", "x.shape[-1:], generator"),
)
whole_rows = change(
    "It drops whole rows; each element should be dropped independently.",
    ("x.shape, generator", "x.shape[:-1] + x.shape[-1:].numel() ** 0 * (1,) if x.dim() else (), generator"),
)
all_or_none = change(
    "One number decides for all elements; each needs its own.",
    ("x.shape, generator", "[1] * x.dim(), generator"),
)
own_seed = change(
    "It sets a seed, so each call drops the same elements.",
    ("    kept =", "    generator = torch.Generator(x.device).manual_seed(0)\n    kept ="),
)
normal_numbers = change(
    "It compares normal numbers with p; uniform ones from 0 to 1 have the right probabilities.",
    ("torch.rand(", "torch.randn("),
)
in_place = change(
    "It multiplies x in place, which changes the caller's tensor.",
    ("return x * kept * scale", "return x.data.mul_(kept * scale) + 0 * x"),
)
detached = change(
    "The result is detached, so no gradient comes through.", ("x * kept * scale", "x.detach() * kept * scale")
)
gradient_not_scaled = change(
    "The scale is outside the graph, so the gradient is 1 where it should be 1 / (1 - p).",
    ("return x * kept * scale", "y = x * kept\n    return y + (y * (scale - 1)).detach()"),
)
gradient_everywhere = change(
    "The dropped elements get a gradient too; theirs should be 0.",
    ("return x * kept * scale", "return x * scale - (x * scale * ~kept).detach()"),
)
any_probability = change(
    "It accepts a p outside 0 to 1; a ValueError is asked for.", ("not 0 <= p <= 1", "False")
)
refuses_the_ends = change(
    "It refuses p = 0 or p = 1, which are allowed.", ("not 0 <= p <= 1", "not 0 < p < 1")
)
refuses_one = change("It refuses p = 1, which is allowed.", ("not 0 <= p <= 1", "not 0 <= p < 1"))
checks_in_training_only = change(
    "Without training it accepts a p outside 0 to 1.", ("not 0 <= p <= 1", "training and not 0 <= p <= 1")
)
draws_outside_training = change(
    "It draws random numbers without training, which changes what others draw later.",
    (
        "    if not training:",
        "    torch.rand(x.shape, generator=generator, device=x.device)\n    if not training:",
    ),
)
normalised_again = change(
    "It divides by the share that was kept this time; the probability 1 - p is the right divisor.",
    ("scale = 1 / (1 - p) if p < 1 else 0.0", "scale = 1 / kept.to(x.dtype).mean() if kept.any() else 0.0"),
)
loops_over_rows = change(
    "A Python loop goes over the rows; one draw covers all elements.",
    (
        "    kept =",
        "    if x.dim() > 1:\n"
        "        return torch.stack([dropout(row, p, training, generator) for row in x])\n    kept =",
    ),
)


@mistake("It drops exactly the share p of the elements; each one should have a coin of its own.")
def exact_number(
    x: Tensor, p: float, training: bool = True, generator: torch.Generator | None = None
) -> Tensor:
    if not 0 <= p <= 1:
        raise ValueError(f"p must be from 0 to 1, not {p}")
    if not training:
        return x
    order = torch.randperm(x.numel(), generator=generator, device=x.device)
    kept = (order >= round(p * x.numel())).reshape(x.shape)
    return x * kept * (1 / (1 - p) if p < 1 else 0.0)


@mistake("It calls PyTorch's own dropout, which is not allowed.")
def calls_dropout(
    x: Tensor, p: float, training: bool = True, generator: torch.Generator | None = None
) -> Tensor:
    if generator is not None and x.device.type == "cpu":
        state = torch.get_rng_state()
        torch.set_rng_state(generator.get_state())
        result = torch.nn.functional.dropout(x, p, training)
        generator.set_state(torch.get_rng_state())
        torch.set_rng_state(state)
        return result
    if not 0 <= p <= 1:
        raise ValueError(f"p must be from 0 to 1, not {p}")
    return torch.nn.functional.dropout(x, p, training)


@mistake("It uses NumPy's random numbers, which no generator of PyTorch controls.")
def by_numpy(x: Tensor, p: float, training: bool = True, generator: torch.Generator | None = None) -> Tensor:
    import numpy as np

    if not 0 <= p <= 1:
        raise ValueError(f"p must be from 0 to 1, not {p}")
    if not training:
        return x
    kept = torch.as_tensor(np.random.rand(*x.shape) >= p, device=x.device)
    return x * kept * (1 / (1 - p) if p < 1 else 0.0)


@mistake("It drops the smallest elements; which ones are dropped should not depend on their values.")
def smallest(x: Tensor, p: float, training: bool = True, generator: torch.Generator | None = None) -> Tensor:
    if not 0 <= p <= 1:
        raise ValueError(f"p must be from 0 to 1, not {p}")
    if not training:
        return x
    coins = torch.rand(x.shape, generator=generator, dtype=x.dtype, device=x.device)
    ranks = x.detach().flatten().argsort().argsort().reshape(x.shape)
    kept = coins.flatten().sort().values[ranks] >= p
    return x * kept * (1 / (1 - p) if p < 1 else 0.0)
