"""Wrong versions of `train_val_split` that students write."""

import torch
from torch import Tensor

from autograder.judge import change, mistake

rounds_down = change(
    "The size is cut off, not rounded: 28.999999999999996 becomes 28.",
    ("round(n * val_ratio)", "int(n * val_ratio)"),
)
rounds_up = change(
    "The size is rounded up; it should be rounded to the nearest integer.",
    ("round(n * val_ratio)", "-int(-n * val_ratio // 1)"),
)
swapped = change(
    "The sets are swapped: train comes first, then val.",
    ("order[num_val:], order[:num_val]", "order[:num_val], order[num_val:]"),
)
never_empty_val = change(
    "There is always at least one sample in val; for a small share there may be none.",
    ("round(n * val_ratio)", "max(1, round(n * val_ratio))"),
)
not_shuffled = change(
    "The first samples are always in val; they should be shuffled.",
    ("torch.randperm(n, generator=generator)", "torch.arange(n)"),
)
rotated = change(
    "val is a block of neighbours that begins at a random place; any set should be possible.",
    (
        "torch.randperm(n, generator=generator)",
        "torch.arange(n).roll(int(torch.randint(n, (1,), generator=generator)))",
    ),
)
ignores_generator = change(
    "The generator is ignored: the numbers come from the global one.", ("n, generator=generator)", "n)")
)
seeds_global = change(
    "Without a generator, each call gives the same split.",
    ("    order =", "    if generator is None:\n        torch.manual_seed(42)\n    order ="),
)
overlapping = change(
    "A sample is in both sets; they should have none in common.",
    ("order[num_val:]", "order[max(num_val - 1, 0) :]"),
)
any_share = change(
    "It accepts a share outside 0 to 1; a ValueError is asked for.", ("not 0 <= val_ratio <= 1", "False")
)


@mistake("Each sample is put into val by a coin of its own, so the size of val is random.")
def coins(n: int, val_ratio: float, generator: torch.Generator | None = None) -> tuple[Tensor, Tensor]:
    if not 0 <= val_ratio <= 1:
        raise ValueError(f"val_ratio must be from 0 to 1, not {val_ratio}")
    validated = torch.rand(n, generator=generator) < val_ratio
    return (~validated).nonzero().squeeze(1), validated.nonzero().squeeze(1)


@mistake("The indices are drawn with replacement, so some come twice and others never.")
def with_replacement(
    n: int, val_ratio: float, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor]:
    if not 0 <= val_ratio <= 1:
        raise ValueError(f"val_ratio must be from 0 to 1, not {val_ratio}")
    order = torch.randint(n, (n,), generator=generator)
    num_val = round(n * val_ratio)
    return order[num_val:], order[:num_val]
