"""Likely causes of a wrong tensor, found from its difference from the right one."""

from __future__ import annotations

import torch

_MIN_FACTOR_DEVIATION = 1e-3  # a factor closer to 1 shows no cause


def kind_of_difference(got: torch.Tensor, target: torch.Tensor, bound: float) -> str | None:
    """Return a sentence on how `got` is related to `target`; None if in no known way.

    Args:
        got: the wrong tensor, of any shape.
        target: the right tensor, of the same shape.
        bound: the largest absolute difference that rounding explains.
    """
    if not got.is_floating_point() or got.numel() < 2:
        return None
    ours, theirs = got.double(), target.double()
    if not bool(torch.isfinite(ours).all() & torch.isfinite(theirs).all()):
        return None

    def close(x: torch.Tensor, y: torch.Tensor) -> bool:
        return bool(((x - y).abs() <= bound * 4).all())

    if close(ours, theirs):  # so is every tensor that is nearly the same in another order
        return None
    if ours.dim() == 2 and ours.shape[0] == ours.shape[1] and close(ours.T, theirs):
        return "It is the transpose of the right result."
    if close(-ours, theirs):
        return "Its sign is reversed."
    factor = _common_factor(ours, theirs, bound)
    if factor is not None and abs(factor - 1) > _MIN_FACTOR_DEVIATION:
        return f"It is {factor:.4g} times the right result."
    shift = (ours - theirs).mean()
    if abs(float(shift)) > bound * 4 and close(ours - shift, theirs):
        return f"It is off by the constant {float(shift):.4g}."
    if ours.dim() >= 1 and len(ours) > 1 and close(*(_sorted_rows(x) for x in (ours, theirs))):
        return "It has the right entries along the first dimension in another order."
    return None


def _common_factor(got: torch.Tensor, target: torch.Tensor, bound: float) -> float | None:
    norm = float((target * target).sum())
    if norm == 0.0:
        return None
    factor = float((got * target).sum()) / norm
    if factor == 0.0 or not bool(((got - factor * target).abs() <= bound * 4 * max(1.0, abs(factor))).all()):
        return None
    return factor


def _sorted_rows(x: torch.Tensor) -> torch.Tensor:
    """Return the slices along the first dimension as rows, ordered by weighted sums of their elements.

    So two tensors with the same slices in different orders become equal.
    """
    flat = x.reshape(len(x), -1)
    weights = torch.arange(1, flat.shape[1] + 1, dtype=flat.dtype)
    return flat[(flat * weights).sum(1).argsort()]
