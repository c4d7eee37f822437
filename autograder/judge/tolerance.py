"""How far a right result may lie from the reference."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import torch

_MAX_ROUNDINGS = 16  # operations in a row that each round once: no exercise has a longer chain per element
_MAX_TIMES_REFERENCE_ERROR = 8  # another right way may round this many times worse than the reference's way


class Inputs(NamedTuple):
    """What the tolerance needs to know of a test's inputs."""

    size: int  # the number of elements of the largest
    scale: float  # the largest finite magnitude


def measure(inputs: Iterable[torch.Tensor]) -> Inputs:
    size, scale = 1, 0.0
    for x in inputs:
        size = max(size, x.numel())
        if x.is_floating_point() and x.numel():
            scale = max(scale, float(x.abs().masked_fill(~x.isfinite(), 0.0).max()))
    return Inputs(size, scale)


def tolerance(expected: torch.Tensor, measure: torch.Tensor | None, inputs: Inputs) -> float:
    """The largest absolute difference from the exact value that rounding explains.

    A right result in another order of operations differs from the exact value by

    - some units in the last place of the values that it passes through. These are as large as the largest
      result (p - 1 near 0 is as inexact as 1) or the largest input (x - logsumexp(x) near 0 is as inexact
      as x), whichever is more;
    - rounding in sums, which grows like the square root of the number of terms, at most that of inputs;
    - whatever the problem's conditioning makes of that. It is measured rather than guessed: by how much
      the reference's results in float32 and float64 differ. That is its error in float32; in float64 the
      same conditioning makes an error smaller by the ratio of the two dtypes' roundings.

    In float32 this is generous, so that another right way passes. Nothing gets through by that: what is
    wrong in substance is as wrong in float64, where the same bound is nine digits tighter, and what
    overflows in float32 is off by more than any bound.

    Args:
        expected: the reference's result in the dtype that is graded.
        measure: the reference's result from the same inputs in the other precision, where there is one.
    """
    if not _is_inexact(expected):
        return 0.0
    limits = torch.finfo(expected.dtype)
    finite = expected[torch.isfinite(expected)].abs().double()
    scale = max(float(finite.max()) if finite.numel() else 0.0, inputs.scale)
    bound = limits.eps * scale * (_MAX_ROUNDINGS + 4 * inputs.size**0.5)
    if measure is not None and measure.shape == expected.shape and _is_inexact(measure):
        error = (expected - measure).abs().double()
        error = error[torch.isfinite(error)]
        finer = min(1.0, limits.eps / torch.finfo(measure.dtype).eps)
        bound += _MAX_TIMES_REFERENCE_ERROR * finer * (float(error.max()) if error.numel() else 0.0)
    return float(max(bound, limits.tiny))


def _is_inexact(x: torch.Tensor) -> bool:
    return x.is_floating_point() or x.is_complex()
