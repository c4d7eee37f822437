"""How far a right result may differ from the reference."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import torch

_MAX_ROUNDINGS = 16  # successive rounded operations on an element; no exercise has a longer chain
# Another right method may have this many times the reference's error. In float64 the reference's own error is
# unknown, so more times what its error in float32 leads to expect.
_MAX_TIMES_REFERENCE_ERROR = 8
_MAX_TIMES_EXPECTED_ERROR = 32  # in float64


class Inputs(NamedTuple):
    """The size and scale of a test's inputs, for the tolerance."""

    size: int  # the number of elements of the largest
    scale: float  # the largest finite magnitude


def measure(inputs: Iterable[torch.Tensor]) -> Inputs:
    """Return the size and scale of tensors of any shape, at least 1 and 0."""
    size, scale = 1, 0.0
    for x in inputs:
        size = max(size, x.numel())
        if x.is_floating_point() and x.numel():
            scale = max(scale, float(x.abs().masked_fill(~x.isfinite(), 0.0).max()))
    return Inputs(size, scale)


def tolerance(expected: torch.Tensor, measure: torch.Tensor | None, inputs: Inputs) -> float:
    """Return the largest absolute difference from the exact value that rounding explains.

    A right result with another order of operations has three kinds of error:

    - Units in the last place of intermediate values. Their scale is the largest result or the largest
      input, whichever is larger. For example, p - 1 near 0 is as inexact as 1, and x - logsumexp(x) as x.
    - Rounding in sums. It grows like the square root of the number of terms, at most the inputs' elements.
    - The amplification of both by the problem's conditioning. It is measured as the difference of the
      reference's results in float32 and float64, which is the reference's error in float32. The error in
      float64 is smaller by the ratio of the two dtypes' epsilons.

    In float32 the bound is generous, so that other right methods pass. No wrong result passes because of
    that. A wrong method is just as wrong in float64, where the bound is nine digits tighter. An overflow in
    float32 exceeds any bound.

    Args:
        expected: the reference's result in the dtype that is graded, of any shape.
        measure: the reference's result from the same inputs in the other precision, if there is one.
        inputs: the size and scale of the inputs.
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
        times = _MAX_TIMES_REFERENCE_ERROR if finer == 1.0 else _MAX_TIMES_EXPECTED_ERROR
        bound += times * finer * (float(error.max()) if error.numel() else 0.0)
    return float(max(bound, limits.tiny))


def _is_inexact(x: torch.Tensor) -> bool:
    return x.is_floating_point() or x.is_complex()
