"""A test whether two sets of random values come from the same distribution."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch

from autograder.candidate.wire import Run, TensorNode, decode_tensor
from autograder.judge.difference import difference
from autograder.judge.tolerance import Inputs

FALSE_ALARM_PROBABILITY = 1e-6  # that a right function fails
_CLEAR = 6  # standard errors
_MIN_SAMPLES, _MAX_SLICES = 200, 500  # of a correlation, and how many slices are correlated


def other_distribution(
    got: Run, expected: Run, measure: Run | None, inputs: Inputs, named: Callable[[str], str] = str
) -> str | None:
    """Return how the distribution of `got`'s values differs from that of `expected`; None if it doesn't.

    This is the two-sample Kolmogorov-Smirnov test. It takes the largest distance between the empirical
    distribution functions of n and m values. With probability at most a, here `FALSE_ALARM_PROBABILITY`,
    that exceeds sqrt(-log(a / 2) / 2 * (n + m) / (n m)). For 4000 values each the bound is 0.06.

    Slices of a matrix that depend on each other fail too, if the reference's don't.
    """
    ours, theirs = got.value, expected.value
    if not isinstance(ours, TensorNode) or not isinstance(theirs, TensorNode):
        return difference(got, expected, None, inputs, named)
    if ours == theirs:  # a right function often draws the same numbers
        return None
    if (ours.shape, ours.dtype, ours.device) != (theirs.shape, theirs.dtype, theirs.device):
        return difference(got, expected, None, inputs, named)
    mine, right = (decode_tensor(node).double() for node in (ours, theirs))
    x, y = (z.flatten().sort().values for z in (mine, right))
    if bool(torch.isnan(x).any()) and not bool(torch.isnan(y).any()):
        return "The values contain NaN."
    values = torch.cat([x, y])
    shares = [torch.searchsorted(z, values, right=True) / len(z) for z in (x, y)]
    distance = float((shares[0] - shares[1]).abs().max())
    bound = math.sqrt(-math.log(FALSE_ALARM_PROBABILITY / 2) / 2 * (len(x) + len(y)) / (len(x) * len(y)))
    if distance > bound:
        return f"The values are not distributed as they should be: {_statistic(x, y, bound)}."
    return _dependence(mine, right)


def _statistic(x: torch.Tensor, y: torch.Tensor, bound: float) -> str:
    """Return in words which statistic of the values x differs from that of the right values y.

    Args:
        x, y: sorted vectors.
        bound: the largest difference of two shares that chance explains.
    """
    zeros = [float((z == 0).double().mean()) for z in (x, y)]
    if abs(zeros[0] - zeros[1]) > bound:
        return f"{zeros[0]:.1%} of them are 0, where about {zeros[1]:.1%} are expected"
    said = []
    means, spreads = [float(z.mean()) for z in (x, y)], [float(z.std()) for z in (x, y)]
    error = math.sqrt(sum(float(z.var()) / len(z) for z in (x, y)))
    if abs(means[0] - means[1]) > _CLEAR * error:
        said.append(f"their mean is {means[0]:.3g}, where about {means[1]:.3g} is expected")
    errors = [float(((z - z.mean()) ** 2).std()) / math.sqrt(len(z)) for z in (x, y)]  # of the variances
    if abs(spreads[0] ** 2 - spreads[1] ** 2) > _CLEAR * math.hypot(*errors):
        said.append(f"their standard deviation is {spreads[0]:.3g}, where about {spreads[1]:.3g} is expected")
    outside = float(((x < y[0]) | (x > y[-1])).double().mean())
    missing = float(((y < x[0]) | (y > x[-1])).double().mean())
    if outside > bound or missing > bound:
        said.append(
            f"they lie between {float(x[0]):.3g} and {float(x[-1]):.3g}, where about {float(y[0]):.3g} to "
            f"{float(y[-1]):.3g} is expected"
        )
    return " and ".join(said) or "mean, standard deviation and range are right, but the shape is another"


def _dependence(x: torch.Tensor, y: torch.Tensor) -> str | None:
    """Return a sentence if rows or columns of the matrix x are correlated, but those of y are not."""
    if x.dim() != 2:
        return None
    for name, ours, theirs in (("columns", x.T, y.T), ("rows", x, y)):
        slices, samples = ours.shape
        if not 2 <= slices <= _MAX_SLICES or samples < _MIN_SAMPLES:
            continue
        # A union bound over all pairs of the normal approximation's tail, exp(-z^2 / 2).
        bound = math.sqrt(2 * math.log(slices * (slices - 1) / FALSE_ALARM_PROBABILITY) / samples)
        found, right = _correlations(ours), _correlations(theirs)
        if float(found.max()) > bound >= float(right.max()):
            first, second = divmod(int(found.argmax()), slices)
            size = float(found.max())
            return (
                f"{name.capitalize()} {first} and {second} depend on each other: the size of their "
                f"correlation is {size:.2g}. Draw all numbers independently."
            )
    return None


def _correlations(slices: torch.Tensor) -> torch.Tensor:
    """Return the size of the correlation of each pair of rows, 0 for a row with itself. [k,n] -> [k,k]"""
    centred = slices - slices.mean(1, keepdim=True)
    lengths = centred.square().sum(1, keepdim=True).sqrt()
    unit = centred / lengths.clamp_min(torch.finfo(centred.dtype).tiny)
    return (unit @ unit.T).abs().fill_diagonal_(0.0)
