"""How far a right result may lie from the reference."""

from __future__ import annotations

import torch

_ROUNDINGS = 16  # operations in a row that each round once: no exercise has a longer chain per element
_REFERENCE_ERRORS = 8  # another right way may round this many times worse than the reference's way


def tolerance(expected: torch.Tensor, precise: torch.Tensor | None, size: int) -> float:
    """The largest absolute difference from `precise` (or `expected`) that rounding explains.

    A right result in another order of operations differs from the exact value by

    - some units in the last place of the values themselves, taken at the largest finite value of the
      tensor, since one element of a row is computed from the others (p - 1 near 0 is as inexact as 1);
    - rounding in sums, which grows like the square root of the number of terms: `size` bounds it;
    - whatever the problem's conditioning makes of that. It is measured rather than guessed: the
      reference's own error in this dtype against its float64 result. exp(1000 - 999.9) shows it.

    Args:
        expected: the reference's result in the dtype that is graded.
        precise: the reference's result from the same inputs in float64, where there is one.
        size: the number of elements of the largest input.
    """
    if not expected.is_floating_point() and not expected.is_complex():
        return 0.0
    limits = torch.finfo(expected.dtype)
    finite = expected[torch.isfinite(expected)].abs().double()
    scale = float(finite.max()) if finite.numel() else 0.0
    bound = limits.eps * scale * (_ROUNDINGS + 4 * size**0.5)
    if precise is not None and precise.shape == expected.shape:
        error = (expected.double() - precise.double()).abs()
        error = error[torch.isfinite(error)]
        bound += _REFERENCE_ERRORS * (float(error.max()) if error.numel() else 0.0)
    return float(max(bound, limits.tiny))
