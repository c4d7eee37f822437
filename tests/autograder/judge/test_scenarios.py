"""Scenarios that many lessons need."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn

from autograder.judge.plan import Verdict
from autograder.judge.scenarios import anatomy, refusal, repetition

Comparing = Callable[..., Verdict | None]


class TestPieces:
    def test_a_refusal(self) -> None:
        assert refusal(ValueError, "ten", int, "ten") == "ValueError that names ten"
        assert refusal(ValueError, "six", int, "ten") == "ValueError that doesn't name six"
        assert refusal(ValueError, "", int, "ten") == "ValueError"
        assert refusal(ValueError, "ten", int, "10") == "no exception"
        with pytest.raises(TypeError):
            refusal(ValueError, "ten", int, None)

    def test_a_repetition(self) -> None:
        right = repetition(lambda generator: torch.rand(5, generator=generator), 3)
        assert all(right.values())
        assert not repetition(lambda generator: torch.ones(5), 3)["another for another seed"]
        assert not repetition(lambda generator: torch.rand(5), 3)["the same for the same seed"]

    def test_an_anatomy(self) -> None:
        found = anatomy(nn.BatchNorm1d(3))
        assert found["parameters"] == {"weight": [3], "bias": [3]}
        assert found["buffers"] == {"running_mean": [3], "running_var": [3], "num_batches_tracked": []}
        assert found["state after a round trip"]

    def test_they_travel(self, comparing: Comparing) -> None:
        right = "def double(x):\n    return x + x"
        assert comparing(right, lambda compare: compare.on("plain")(refusing, x=torch.ones(2))) is None


def refusing(lesson: Any, x: torch.Tensor) -> Any:
    return {"value": lesson.double(x), "refusal": refusal(TypeError, "NoneType", lesson.double, None)}
