"""Values as plain data: what comes back is what went in, and nothing else is read."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
import torch
from torch import tensor

from autograder.checks.plain import from_plain, to_plain
from autograder.checks.values import agree


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, False, 3, -2, 0.5, 3.0, math.inf, -math.inf, math.nan, "", "text", [], (), [1, (2.0,)]),
        *(tensor(1.5), tensor([]), tensor([[1.0, -2.0]]), torch.zeros(0, 3), tensor([math.nan, math.inf])),
        *(tensor([True, False]), tensor([2**40]), tensor([1.0], dtype=torch.float64)),
        *(torch.ones(2, dtype=dtype) for dtype in (torch.float16, torch.bfloat16, torch.uint8, torch.int32)),
        *(tensor([1e30, 1e-5, 123456.0]), torch.ones(2, 3).T, torch.ones(1, requires_grad=True)),
        (tensor(1.0), [None, "x"]),
    ],
    ids=lambda value: " ".join(repr(value).split())[:40],
)
def test_comes_back(value: object) -> None:
    again = from_plain(json.loads(json.dumps(to_plain(value), allow_nan=False)))
    assert type(again) is type(value)
    assert agree(again, value) or (isinstance(value, float) and math.isnan(value) and again != again)


@pytest.mark.parametrize(
    "value",
    [
        *(2**60, {}, {1}, b"", print, torch.Size([1]), np.float32(1), np.ones(2), torch.float32, 1j),
        *(torch.zeros(257), torch.ones(1, device="meta"), torch.ones(1).to_sparse()),
        *(torch.ones(1, dtype=torch.complex64), [1, {2}]),
    ],
    ids=lambda value: " ".join(repr(value).split())[:40],
)
def test_has_no_plain_form(value: object) -> None:
    with pytest.raises(ValueError, match="no plain form"):
        to_plain(value)


@pytest.mark.parametrize(
    "data",
    [
        *({}, {"tuple": 1}, {"float": "one"}, {"float": 1}, [{}], {"tensor": "float32"}),
        {"tensor": "Tensor", "shape": [1], "numbers": [1]},
        {"tensor": "float32", "shape": [2], "numbers": [1]},
        {"tensor": "float32", "shape": ["a"], "numbers": [1]},
        {"tensor": "float32", "shape": [1], "numbers": ["one"]},
        {"tensor": "float32", "shape": [1], "numbers": [None]},
        {"tensor": "int64", "shape": [1], "numbers": [2**70]},
        {"tensor": "uint8", "shape": [1], "numbers": ["nan"]},
    ],
    ids=str,
)
def test_malformed_data_is_refused(data: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - Python's own words for a float
        from_plain(data)
