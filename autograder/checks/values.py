"""Values in checks: whether two values agree, where they differ, and how a sentence shows them."""

from __future__ import annotations

import math
import reprlib
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from autograder.checks.resemblance import kind_of_difference

_RELATIVE_TOLERANCE, _ABSOLUTE_TOLERANCE = 1e-4, 1e-6  # numbers worked by hand, against float32
_MAX_WRITTEN_ELEMENTS = 24  # a tensor with more elements is not written in full
_ATTRIBUTES = ("shape", "dtype", "device", "layout")


class Discrepancy(NamedTuple):
    """One place where two values differ, with both numbers."""

    where: str  # "" if the value is a single number
    expected: str
    got: str


def agree(got: object, expected: object) -> bool:
    """Return whether two values are alike, with numbers that are equal up to rounding."""
    return are_alike(got, expected) and not any(discrepancies(got, expected))


def are_alike(got: object, expected: object) -> bool:
    """Return whether two values have the same types and sizes; tensors also the same dtype and device."""
    if isinstance(expected, Tensor):
        return isinstance(got, Tensor) and not _unlike(got, expected)
    if isinstance(expected, list | tuple):
        pairs = _pairs(got, expected)
        return pairs is not None and all(are_alike(*pair) for pair in pairs)
    return type(got) is type(expected)


def discrepancies(got: object, expected: object, item: str = "") -> Iterator[Discrepancy]:
    """Yield the places where two values differ, from the first to the last. The values must be alike.

    Args:
        item: the name of the value inside a larger one, such as "item 1".
    """
    if isinstance(expected, Tensor):
        assert isinstance(got, Tensor)
        ours, theirs = got.detach(), expected.detach()
        for index in (~_close(ours, theirs)).nonzero().tolist():
            where = " at ".join(filter(None, [item, str(index) if index else ""]))
            yield Discrepancy(where, *(_number(x[tuple(index)].item()) for x in (theirs, ours)))
    elif isinstance(expected, list | tuple):
        for i, pair in enumerate(_pairs(got, expected) or []):
            yield from discrepancies(*pair, item=f"{item}, item {i}" if item else f"item {i}")
    elif not _is_same(got, expected):
        yield Discrepancy(item, _number(expected), _number(got))


def described(value: object, other: object) -> str:
    """Return a value as text, in full if it is short.

    The text names the type, shape, dtype or device if that of `other` differs.
    """
    if isinstance(value, Tensor) and isinstance(other, Tensor):
        return ": ".join(filter(None, [_unlike(value, other), _numbers(value)]))
    pairs = _pairs(value, other)
    if pairs is not None:
        return _bracketed(value, [described(*pair) for pair in pairs])
    if value is None or (type(value) is type(other) and not isinstance(value, list | tuple)):
        return _written(value)
    return f"{_described_type(value)}: {_written(value)}"


def likely_mistake(got: object, expected: object) -> str | None:
    """Return a sentence on the likely cause of the difference; None if there is none."""
    if got is None:
        return "A function that ends without `return` gives None."
    if isinstance(got, np.ndarray | np.generic):
        return "It is a NumPy value; a value of PyTorch or Python is asked for."
    if isinstance(got, Tensor) and isinstance(expected, Tensor):
        return _likely_of_tensors(got.detach(), expected.detach())
    pairs = _pairs(got, expected)
    if pairs is not None:
        return next((likely_mistake(*pair) for pair in pairs if not agree(*pair)), None)
    if isinstance(got, tuple) and any(agree(item, expected) for item in got):
        return "One of its items is right; only that one is asked for."
    return None


def _pairs(got: object, expected: object) -> list[tuple[object, object]] | None:
    """Return the pairs of items of two lists or two tuples of the same length; None for other values."""
    for sequence_type in (list, tuple):
        if (
            isinstance(got, sequence_type)
            and isinstance(expected, sequence_type)
            and len(got) == len(expected)
        ):
            return list(zip(got, expected, strict=True))
    return None


def _likely_of_tensors(got: Tensor, expected: Tensor) -> str | None:
    if not _is_readable(got) or got.is_complex() or got.device != expected.device:
        return None
    ours, theirs = got.double(), expected.double()
    if bool(ours.isnan().any() & ~theirs.isnan().any()):
        return "It contains NaN: the result of 0/0, inf/inf, inf - inf or the logarithm of a negative number."
    if bool(ours.isinf().any() & ~theirs.isinf().any()):
        return "It contains an infinity: the result of exp of a large number, log 0 or a division by 0."
    if got.shape == expected.shape:
        if got.dtype != expected.dtype:
            return "The numbers are right; only the dtype is wrong." if _has_numbers(ours, theirs) else None
        return kind_of_difference(
            ours, theirs, _ABSOLUTE_TOLERANCE + _RELATIVE_TOLERANCE * float(theirs.abs().max())
        )
    if got.dim() == 2 and min(got.shape) > 1 and _has_numbers(ours.T, theirs) and not _is_constant(ours):
        return "It is the transpose of the right result."
    if got.numel() == expected.numel() and _has_numbers(ours.reshape(expected.shape), theirs):
        return "The numbers are right; only the shape is wrong."
    return None


def _is_constant(x: Tensor) -> bool:
    return bool((x == x.flatten()[0]).all())


def _has_numbers(got: Tensor, expected: Tensor) -> bool:
    return got.shape == expected.shape and bool(_close(got, expected).all())


def _close(got: Tensor, expected: Tensor) -> Tensor:
    if not expected.is_floating_point():
        return got == expected
    return torch.isclose(
        got.double(), expected.double(), _RELATIVE_TOLERANCE, _ABSOLUTE_TOLERANCE, equal_nan=True
    )


def _is_same(got: object, expected: object) -> bool:
    if isinstance(got, float) and isinstance(expected, float):
        return math.isclose(got, expected, rel_tol=_RELATIVE_TOLERANCE, abs_tol=_ABSOLUTE_TOLERANCE)
    return got == expected


def _unlike(x: Tensor, other: Tensor) -> str:
    """Return the attributes of `x` that differ from `other`'s, such as "shape [2, 1], float64"."""
    descriptions = {
        "shape": f"shape {list(x.shape)}",
        "dtype": str(x.dtype).removeprefix("torch."),
        "device": f"on {x.device}",
        "layout": str(x.layout).removeprefix("torch."),
    }
    return ", ".join(descriptions[name] for name in _ATTRIBUTES if getattr(x, name) != getattr(other, name))


def _described_type(value: object) -> str:
    if isinstance(value, np.ndarray):
        return "a NumPy array"
    name = "tensor" if isinstance(value, Tensor) else type(value).__name__
    count = f" of {len(value)}" if isinstance(value, list | tuple) else ""
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}{count}"


def _is_readable(x: Tensor) -> bool:
    """Return whether a tensor has data that can be read: it is dense and not on the device "meta"."""
    return x.device.type != "meta" and x.layout is torch.strided


def _numbers(x: Tensor) -> str:
    if not _is_readable(x):
        return ""
    if x.numel() <= _MAX_WRITTEN_ELEMENTS:
        return _written(x.detach().tolist())
    first = ", ".join(_number(value) for value in x.detach().flatten()[:8].tolist())
    return f"{first} and {x.numel() - 8} more"


def _written(value: object) -> str:
    if isinstance(value, Tensor):
        return _numbers(value)
    if isinstance(value, list | tuple) and len(value) <= _MAX_WRITTEN_ELEMENTS:
        return _bracketed(value, [_written(item) for item in value])
    return _number(value)


def _bracketed(value: object, items: list[str]) -> str:
    return f"[{', '.join(items)}]" if isinstance(value, list) else f"({', '.join(items)})"


def _number(value: object) -> str:
    return f"{value:.6g}" if type(value) is float else " ".join(reprlib.repr(value).split())
