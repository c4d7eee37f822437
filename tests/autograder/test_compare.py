"""`compare` and its helpers, on the tiny course and without a sandbox."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn

from autograder.judge.compare import Compare, Verdict
from autograder.judge.draw import Draw
from autograder.judge.scenarios import anatomy, refusal, repetition
from autograder.judge.session import Session
from autograder.kit import Kit
from autograder.results import Status
from autograder.sandbox.inline import Inline
from autograder.submission import Source

Comparing = Callable[[str], Compare]
LOOPING = """
import torch

def double(x):
    return torch.stack([2 * row for row in x])
"""
MISTAKE = """
from autograder.judge import mistake

@mistake("A Python loop goes over the rows.")
def loops(x):
    import torch
    return torch.stack([row + row for row in x])

@mistake("It equals the square of x.")
def squares(x):
    return x * x
"""


@pytest.fixture(scope="module")
def comparing(make_kit: Callable[..., Kit], tmp_path_factory: pytest.TempPathFactory) -> Comparing:
    """Makes `compare` for the function `double` of a submission's text."""
    kit = make_kit(tmp_path_factory.mktemp("comparing"), {"solutions/01_tiny/mistakes/double.py": MISTAKE})

    def make(text: str) -> Compare:
        session = Session(kit.root, lambda hidden: Inline())
        session.take(kit.registry.lesson("01"), Source(text.encode()), 5)
        return session.compare("double", ("01_tiny", "test_it", "cpu"))

    return make


def noise(lesson: Any, x: torch.Tensor, seed: int, spread: float) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed + len(lesson.__doc__ or ""))
    return torch.randn(4000, generator=generator) * spread * lesson.double(x).sum() / 2


class TestVectorised:
    def test_whole_tensors_pass(self, comparing: Comparing) -> None:
        draw = Draw(1, "t")
        comparing("def double(x): return 2 * x").vectorised("rows", lambda n: {"x": draw.normal(n, 3)})

    def test_a_loop_is_seen_and_diagnosed(self, comparing: Comparing) -> None:
        draw = Draw(1, "t")
        with pytest.raises(Verdict, match="a Python loop goes over the rows") as caught:
            comparing(LOOPING).vectorised("rows", lambda n: {"x": draw.normal(n, 3)})
        assert caught.value.status is Status.FAILED
        assert [suspect.name for suspect in caught.value.suspects] == ["loops"]

    def test_wrong_values_fail_without_a_loop_too(self, comparing: Comparing) -> None:
        draw = Draw(1, "t")
        with pytest.raises(Verdict, match="wrong") as caught:
            comparing("def double(x): return x * x").vectorised("rows", lambda n: {"x": draw.normal(n, 3)})
        assert [suspect.name for suspect in caught.value.suspects] == ["squares"]


class TestDistribution:
    @pytest.mark.parametrize("seed", range(20))
    def test_another_draw_from_the_same_passes(self, comparing: Comparing, seed: int) -> None:
        right = '"""Seventeen letters."""\ndef double(x): return 2 * x'
        comparing(right).distribution(noise, x=torch.ones(1), seed=seed, spread=1.5)

    @pytest.mark.parametrize("factor", ["1.5", "2.5", "-0.5"])
    def test_another_spread_is_seen(self, comparing: Comparing, factor: str) -> None:
        wrong = f"def double(x): return {factor} * x"
        with pytest.raises(Verdict, match="not distributed as they should be"):
            comparing(wrong).distribution(noise, x=torch.ones(1), seed=3, spread=1.0)

    def test_another_shape_is_told_as_such(self, comparing: Comparing) -> None:
        with pytest.raises(Verdict, match="shape"):
            comparing("def double(x): return (2 * x)[:1]").distribution(plain, x=torch.ones(5))


def plain(lesson: Any, x: torch.Tensor) -> torch.Tensor:
    doubled: torch.Tensor = lesson.double(x)
    return doubled


class TestPieces:
    def test_a_refusal(self) -> None:
        assert refusal(ValueError, "ten", int, "ten") == {
            "an exception": True,
            "its message names ten": True,
        }
        assert refusal(ValueError, "ten", int, "10") == {
            "an exception": False,
            "its message names ten": False,
        }
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
        comparing("def double(x):\n    return x + x").on("plain")(refusing, x=torch.ones(2))


def refusing(lesson: Any, x: torch.Tensor) -> Any:
    return {"value": lesson.double(x), "refusal": refusal(TypeError, "NoneType", lesson.double, None)}
