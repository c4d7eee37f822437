"""Values as plain data for a JSON file: tensors, numbers, texts, and lists and tuples of them."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

_MAX_NUMBERS = 256  # of a stored tensor; a visible check has numbers that a student can work out by hand
_MAX_INTEGER = 2**53  # larger ones are not exact in every reader of JSON
_SIGNIFICANT_DIGITS = 6  # fewer than float32 has, so that most machines write the same; enough for `agree`
_DTYPES = {
    str(dtype).removeprefix("torch."): dtype
    for dtype in (
        *(torch.float16, torch.bfloat16, torch.float32, torch.float64),
        *(torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64, torch.bool),
    )
}


def to_plain(value: object) -> Any:
    """Return the value as plain data. Raise `ValueError` if it is of another type, or too large."""
    match value:
        case Tensor():
            return _plain_tensor(value)
        case None | bool() | str():
            return value
        case int() if abs(value) <= _MAX_INTEGER:
            return value
        case float():
            return _rounded(value) if math.isfinite(value) else {"float": str(value)}
        case list() if type(value) is list:
            return [to_plain(item) for item in value]
        case tuple() if type(value) is tuple:
            return {"tuple": [to_plain(item) for item in value]}
        case _:
            raise ValueError(f"{type(value).__name__} has no plain form")


def from_plain(data: Any) -> object:
    """Return the value that `to_plain` was given. Raise `ValueError` if the data is malformed."""
    match data:
        case None | bool() | str() | int() | float():
            return data
        case {"float": str(text)}:
            return float(text)
        case list():
            return [from_plain(item) for item in data]
        case {"tuple": list(items)}:
            return tuple(from_plain(item) for item in items)
        case {"tensor": str(name), "shape": list(shape), "numbers": list(numbers)} if name in _DTYPES:
            return _tensor(numbers, shape, _DTYPES[name])
        case _:
            raise ValueError("not the plain form of a value")


def _plain_tensor(x: Tensor) -> dict[str, Any]:
    name = str(x.dtype).removeprefix("torch.")
    if name not in _DTYPES or x.layout is not torch.strided or x.device.type != "cpu":
        raise ValueError("a tensor of an unusual kind has no plain form")
    if x.numel() > _MAX_NUMBERS:
        raise ValueError("a large tensor has no plain form")
    return {
        "tensor": name,
        "shape": list(x.shape),
        "numbers": [_plain_number(number) for number in x.detach().flatten().tolist()],
    }


def _plain_number(number: float) -> float | str:
    """Return a tensor's number. Its dtype is known, so that a whole number needs no point."""
    if type(number) is not float:
        return number
    if not math.isfinite(number):
        return str(number)
    rounded = _rounded(number)
    return int(rounded) if rounded.is_integer() and abs(rounded) <= _MAX_INTEGER else rounded


def _rounded(number: float) -> float:
    return float(f"{number:.{_SIGNIFICANT_DIGITS}g}")


def _tensor(numbers: list[Any], shape: list[Any], dtype: torch.dtype) -> Tensor:
    try:
        plain = [float(number) if isinstance(number, str) else number for number in numbers]
        return torch.tensor(plain, dtype=dtype).reshape(shape)
    except (TypeError, RuntimeError, OverflowError) as error:
        raise ValueError(f"not a tensor of {dtype}: {error}") from error
