"""Likely causes of a wrong tensor, found from its difference from the right one."""

from __future__ import annotations

from collections.abc import Iterator

import torch

_MIN_FACTOR_DEVIATION = 1e-3  # a factor closer to 1 shows no cause
_CLEAR = 20  # times the bound: a smaller error or spread may be anything


def kind_of_difference(got: torch.Tensor, target: torch.Tensor, bound: float) -> str | None:
    """Return a sentence on how `got` is related to `target`; None if in no known way, or in several.

    The sentence is true of all elements. Nothing is said of constant tensors, which are related in many ways.

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
    clear = _CLEAR * bound
    if min(float(x.max() - x.min()) for x in (ours, theirs)) <= clear:
        return None
    if float((ours - theirs).abs().max()) <= clear:  # nearly the same; so it is in another order
        return None
    sentences = list(_sentences(ours, theirs, bound))
    return sentences[0] if len(sentences) == 1 else None


def _sentences(ours: torch.Tensor, theirs: torch.Tensor, bound: float) -> Iterator[str]:
    def close(x: torch.Tensor, y: torch.Tensor) -> bool:
        return bool(((x - y).abs() <= bound * 4).all())

    is_turned = ours.dim() == 2 and ours.shape[0] == ours.shape[1] and close(ours.T, theirs)
    if is_turned:
        yield "It is the transpose of the right result."
    factor = _common_factor(ours, theirs, bound)
    if close(-ours, theirs):
        yield "Its sign is reversed."
    elif factor is not None and abs(factor - 1) > _MIN_FACTOR_DEVIATION:
        yield f"It is {factor:.4g} times the right result."
    shift = float((ours - theirs).mean())
    if abs(shift) > bound * 4 and close(ours - shift, theirs):
        yield f"It is off by the constant {shift:.4g}."
    if not is_turned and len(ours) > 1 and close(*(_sorted_rows(x) for x in (ours, theirs))):
        yield "It has the right entries along the first dimension in another order."


def _common_factor(got: torch.Tensor, target: torch.Tensor, bound: float) -> float | None:
    factor = float((got * target).sum()) / float((target * target).sum())
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
