"""Wrong versions of `dead_fraction` that students write."""

from torch import Tensor

from autograder.judge import change, mistake

for_one_sample = change(
    "A unit counts as dead if it is 0 for one sample. It is dead if it is 0 for all.",
    (".all(dim=0)", ".any(dim=0)"),
)
share_of_zeros = change(
    "It is the share of all zeros. Count the units that are 0 for every sample.",
    ("(activations == 0).all(dim=0)", "(activations == 0).flatten()"),
)
of_samples = change(
    "It counts samples without any active unit. Reduce over the samples, which are dim 0.",
    (".all(dim=0)", ".all(dim=1)"),
)
alive = change(
    "It is the share of units that are alive.",
    ("dead.sum()", "(~dead).sum()"),
)
divides_by_samples = change(
    "The count is divided by the number of samples, not of units.",
    ("len(dead)", "len(activations)"),
)
divides_by_entries = change(
    "The count is divided by the number of all activations, N times H.",
    ("len(dead)", "activations.numel()"),
)
counts = change(
    "It is the number of dead units; divide it by the number of units.",
    ("dead.sum().item() / len(dead)", "float(dead.sum().item())"),
)
in_percent = change(
    "The result is in percent, but if all units are dead it should be 1.0, not 100.",
    ("dead.sum().item() /", "100 * dead.sum().item() /"),
)
returns_tensor = change(
    "It returns a tensor, not a Python float.",
    ("dead.sum().item()", "dead.sum()"),
)
first_sample = change(
    "It looks at the first sample alone.",
    ("(activations == 0).all(dim=0)", "activations[0] == 0"),
)
threshold = change(
    "Tiny activations count as 0. Only exact zeros are dead.",
    ("activations == 0", "activations < 1e-6"),
)
low_mean = change(
    "It compares the mean with a threshold. A unit that is rarely active is alive.",
    ("(activations == 0).all(dim=0)", "activations.mean(dim=0) < 0.01"),
)
zero_mean = change(
    "It compares the mean with 0, but the mean of tiny activations is rounded to 0.",
    ("(activations == 0).all(dim=0)", "activations.mean(dim=0) == 0"),
)
zero_norm = change(
    "It squares the activations, but the squares of tiny ones are rounded to 0.",
    ("(activations == 0).all(dim=0)", "activations.square().sum(dim=0) == 0"),
)
by_median = change(
    "A unit counts as dead if it is 0 for half of the samples. It must be 0 for all of them.",
    ("(activations == 0).all(dim=0)", "activations.median(dim=0).values == 0"),
)
averages_in_half = change(
    "The mean is taken in the dtype of the activations, so float16 gives a share of three digits.",
    ("dead.sum().item() / len(dead)", "dead.to(activations.dtype).mean().item()"),
)
integer_division = change(
    "The share is rounded down to 0 or 1 by an integer division.",
    ("dead.sum().item() / len(dead)", "float(dead.sum().item() // len(dead))"),
)


@mistake("A Python loop goes over the units; one reduction takes all of them.")
def loops_over_units(activations: Tensor) -> float:
    dead = [not bool(column.any()) for column in activations.unbind(dim=1)]
    return sum(dead) / len(dead)
