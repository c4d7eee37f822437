"""Wrong versions of `dropout` that students write."""

import torch
from torch import Tensor

from autograder.judge import change, mistake

keeps_what_it_should_drop = change(
    "Elements are kept with the probability p; they should be dropped with it.",
    (") >= p ", ") < p "),
    ("1 / (1 - p) if p < 1 else 0.0", "1 / p if p > 0 else 0.0"),
)
not_scaled = change(
    "The elements that are kept are not divided by 1 - p, so the expectation is too small.",
    ("x * kept * scale", "x * kept"),
)
scales_outside_training = change(
    "Without training the result is scaled by 1 - p; with inverted dropout it is x itself.",
    ("        return x\n", "        return x * (1 - p)\n"),
)
drops_outside_training = change("It drops without training too.", ("if not training:", "if False:"))
nan_if_all_dropped = change(
    "With p = 1 the result is NaN; it should be 0.",
    ("    scale = 1 / (1 - p) if p < 1 else 0.0\n", ""),
    ("x * kept * scale", "x * kept / (1 - p)"),
)
constant_if_all_dropped = change(
    "With p = 1 the result is not connected to x, so backward fails.",
    ("    scale =", "    if p == 1:\n        return torch.zeros_like(x)\n    scale ="),
)
mask_on_the_cpu = change(
    "It fails if x is on a GPU: draw the mask on the device of x.",
    ("device=x.device)", "device=None if generator is None else generator.device)"),
    (
        "    kept =",
        "    if generator is not None and generator.device.type != 'cpu':\n"
        "        generator = None\n"
        "    kept =",
    ),
)
ignores_generator = change(
    "The generator is ignored: the numbers come from the global one.", ("generator=generator, ", "")
)
one_column_for_all = change(
    "All rows drop the same columns; each element should be dropped independently.",
    ("x.shape, generator", "x.shape[-1:], generator"),
)
own_seed = change(
    "Each call drops the same elements; the next call should draw the next numbers.",
    ("    kept =", "    generator = torch.Generator(x.device).manual_seed(0)\n    kept ="),
)
in_place = change(
    "It changes the caller's tensor; the result should be a new one.",
    ("return x * kept * scale", "return x.data.mul_(kept * scale) + 0 * x"),
)
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


@mistake("It drops the same number of elements in each call; each one should have a coin of its own.")
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


@mistake("The random numbers come from none of PyTorch's generators, so no seed repeats them.")
def by_numpy(x: Tensor, p: float, training: bool = True, generator: torch.Generator | None = None) -> Tensor:
    import numpy as np

    if not 0 <= p <= 1:
        raise ValueError(f"p must be from 0 to 1, not {p}")
    if not training:
        return x
    kept = torch.as_tensor(np.random.rand(*x.shape) >= p, device=x.device)
    return x * kept * (1 / (1 - p) if p < 1 else 0.0)
