"""A test whether two sets of random values come from the same distribution."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch

from autograder.candidate.wire import Run, TensorNode, decode_tensor
from autograder.judge.difference import difference
from autograder.judge.tolerance import Inputs

FALSE_ALARM_PROBABILITY = 1e-6  # that a right function fails


def other_distribution(
    got: Run, expected: Run, measure: Run | None, inputs: Inputs, named: Callable[[str], str] = str
) -> str | None:
    """Return how the distribution of `got`'s values differs from that of `expected`; None if it doesn't.

    This is the two-sample Kolmogorov-Smirnov test. It takes the largest distance between the empirical
    distribution functions of n and m values. With probability at most a, here `FALSE_ALARM_PROBABILITY`,
    that exceeds sqrt(-log(a / 2) / 2 * (n + m) / (n m)). For 4000 values each the bound is 0.06.
    """
    ours, theirs = got.value, expected.value
    if not isinstance(ours, TensorNode) or not isinstance(theirs, TensorNode):
        return difference(got, expected, None, inputs, named)
    if ours == theirs:  # a right function often draws the same numbers
        return None
    if (ours.shape, ours.dtype, ours.device) != (theirs.shape, theirs.dtype, theirs.device):
        return difference(got, expected, None, inputs, named)
    x, y = (decode_tensor(node).double().flatten().sort().values for node in (ours, theirs))
    if bool(torch.isnan(x).any()) and not bool(torch.isnan(y).any()):
        return "The values contain NaN."
    values = torch.cat([x, y])
    shares = [torch.searchsorted(z, values, right=True) / len(z) for z in (x, y)]
    distance = float((shares[0] - shares[1]).abs().max())
    bound = math.sqrt(-math.log(FALSE_ALARM_PROBABILITY / 2) / 2 * (len(x) + len(y)) / (len(x) * len(y)))
    if distance <= bound:
        return None
    means, spreads = ([f"{float(f(z)):.3g}" for z in (x, y)] for f in (torch.mean, torch.std))
    return (
        f"The values are not distributed as they should be: mean {means[0]} and standard deviation "
        f"{spreads[0]}, where about {means[1]} and {spreads[1]} are expected."
    )
