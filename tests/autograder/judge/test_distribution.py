"""Random values are compared by their distribution."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch

from autograder.judge.plan import Verdict

Comparing = Callable[..., Verdict | None]
ONE = {"x": torch.ones(1)}


def noise(lesson: Any, x: torch.Tensor, seed: int, spread: float) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed + len(lesson.__doc__ or ""))
    total: torch.Tensor = lesson.double(x).sum()
    return torch.randn(4000, generator=generator) * spread * total / 2


class TestDistribution:
    @pytest.mark.parametrize("seed", range(20))
    def test_another_draw_from_the_same_passes(self, comparing: Comparing, seed: int) -> None:
        right = '"""Seventeen letters."""\ndef double(x): return 2 * x'
        assert (
            comparing(right, lambda compare: compare.distribution(noise, **ONE, seed=seed, spread=1.5))
            is None
        )

    @pytest.mark.parametrize("factor", ["1.5", "2.5", "-0.5"])
    def test_another_spread_is_seen(self, comparing: Comparing, factor: str) -> None:
        wrong = f"def double(x): return {factor} * x"
        verdict = comparing(wrong, lambda compare: compare.distribution(noise, **ONE, seed=3, spread=1.0))
        assert verdict is not None
        assert "not distributed as they should be" in verdict.message

    def test_another_shape_is_told_as_such(self, comparing: Comparing) -> None:
        wrong = "def double(x): return (2 * x)[:1]"
        verdict = comparing(wrong, lambda compare: compare.distribution(plain, x=torch.ones(5)))
        assert verdict is not None
        assert "shape" in verdict.message


def plain(lesson: Any, x: torch.Tensor) -> torch.Tensor:
    doubled: torch.Tensor = lesson.double(x)
    return doubled
