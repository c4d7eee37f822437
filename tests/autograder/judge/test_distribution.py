"""Random values are compared by their distribution."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch

from autograder.candidate.wire import Run, encode
from autograder.judge.distribution import other_distribution
from autograder.judge.plan import Verdict
from autograder.judge.tolerance import Inputs

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

    @pytest.mark.parametrize("factor", ["1.5", "3.0", "-0.5"])
    def test_another_spread_is_seen(self, comparing: Comparing, factor: str) -> None:
        wrong = f"def double(x): return {factor} * x"
        verdict = comparing(wrong, lambda compare: compare.distribution(noise, **ONE, seed=3, spread=1.0))
        assert verdict is not None
        assert "not distributed as they should be" in verdict.message

    def test_another_spread_under_another_default_dtype_is_seen(self, comparing: Comparing) -> None:
        wrong = "def double(x):\n    return 2 * x if torch.get_default_dtype() is torch.float32 else 3 * x"
        verdict = comparing(
            f"import torch\n{wrong}",
            lambda compare: compare.distribution(noise, **ONE, seed=3, spread=1.0),
        )
        assert verdict is not None
        assert "With float64 as PyTorch's default dtype: " in verdict.message

    def test_another_shape_is_told_as_such(self, comparing: Comparing) -> None:
        wrong = "def double(x): return (2 * x)[:1]"
        verdict = comparing(wrong, lambda compare: compare.distribution(plain, x=torch.ones(5)))
        assert verdict is not None
        assert "shape" in verdict.message


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda x: x + 3, "their mean is 3.0"),
        (lambda x: 2 * x, "their standard deviation is 2, where about 1"),
        (lambda x: x.where(x > 0, 0.0), "% of them are 0, where about 0.0% are expected"),
        (lambda x: x.clamp(-0.5, 0.5), "they lie between -0.5 and 0.5"),
        (
            lambda x: x.sign().index_fill(0, torch.arange(5), 4.0).index_fill(0, torch.arange(5, 10), -4.0),
            "the shape is another",
        ),
    ],
)
def test_the_statistic_that_is_off_is_named(
    wrong: Callable[[torch.Tensor], torch.Tensor], words: str
) -> None:
    right = torch.randn(4000, generator=torch.Generator().manual_seed(1))
    other = torch.randn(4000, generator=torch.Generator().manual_seed(2))
    got, expected = Run(value=encode(wrong(other))), Run(value=encode(right))
    assert words in str(other_distribution(got, expected, None, Inputs(1, 0.0)))


class TestDependence:
    @staticmethod
    def told(
        change: Callable[[torch.Tensor], torch.Tensor], shape: tuple[int, int] = (400, 10)
    ) -> str | None:
        right, other = (torch.randn(*shape, generator=torch.Generator().manual_seed(seed)) for seed in (1, 2))
        got, expected = Run(value=encode(change(other))), Run(value=encode(right))
        return other_distribution(got, expected, None, Inputs(1, 0.0))

    def test_independent_numbers_pass(self) -> None:
        assert self.told(lambda x: x) is None
        assert self.told(lambda x: x[:, torch.randperm(10)]) is None

    def test_a_repeated_column_or_row_is_told(self) -> None:
        assert "Columns 2 and 7 depend on each other" in str(
            self.told(lambda x: x.index_copy(1, torch.tensor([7]), x[:, 2:3]))
        )
        assert "Rows 0 and 3 depend on each other" in str(
            self.told(lambda x: x.index_copy(0, torch.tensor([3]), -x[:1]), (10, 400))
        )


def plain(lesson: Any, x: torch.Tensor) -> torch.Tensor:
    doubled: torch.Tensor = lesson.double(x)
    return doubled
