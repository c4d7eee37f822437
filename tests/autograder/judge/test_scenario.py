"""A scenario becomes text that stands by itself."""

from __future__ import annotations

import math
from collections import OrderedDict
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from autograder.errors import CourseError
from autograder.judge.scenario import call, standalone

SCALE = 3
NAMES = ("a", "b")
TABLE = torch.ones(2)


def alone(scenario: Any) -> dict[str, Any]:
    """What running the scenario's text in an empty module leaves there."""
    namespace: dict[str, Any] = {}
    exec(standalone(scenario), namespace)
    return namespace


def helper(x: Any) -> Any:
    return deeper(x) + SCALE


def deeper(x: Any) -> Any:
    return math.floor(x) if x > 0 else helper(-x)


def with_helpers(lesson: Any, x: float) -> Any:
    return lesson.f(helper(x)), NAMES


def with_packages(lesson: Any, x: torch.Tensor) -> Any:
    layer = nn.Linear(2, 2)
    both = [F.relu(y) for y in (x, torch.zeros_like(x))]
    return OrderedDict(layer=layer.in_features, sum=both, array=np.ones(1).sum())


def with_a_table(lesson: Any) -> Any:
    return lesson.f(TABLE)


def with_an_inner_function(lesson: Any) -> Any:
    def inner() -> int:
        return SCALE

    return inner()


LESSON = SimpleNamespace(f=lambda x: x)


def test_helpers_and_constants_come_along() -> None:
    assert alone(with_helpers)["with_helpers"](LESSON, -2.5) == (8, NAMES)


def test_packages_are_imported() -> None:
    found = alone(with_packages)["with_packages"](LESSON, torch.ones(2))
    assert found["layer"] == 2


def test_a_name_that_only_an_inner_function_uses() -> None:
    assert alone(with_an_inner_function)["with_an_inner_function"](LESSON) == SCALE


def test_the_plainest_scenario() -> None:
    lesson = SimpleNamespace(f=lambda *args, **kwargs: (args, kwargs))
    run = alone(call)["call"]
    assert run(lesson, function_="f", positional_=1, x=1, y=2) == ((1,), {"y": 2})


def test_no_secret_of_the_test_travels() -> None:
    assert "TABLE" not in standalone(with_helpers)
    assert "def test_" not in standalone(with_helpers)


def test_what_cant_stand_by_itself_is_refused() -> None:
    with pytest.raises(CourseError, match=r"test_scenario\.py, line \d+: with_a_table is .* uses TABLE"):
        standalone(with_a_table)
    with pytest.raises(CourseError, match="must be a plain function"):
        standalone(lambda lesson: 1)

    def closure(lesson: Any) -> Any:
        return LESSON, test_helpers_and_constants_come_along, captured

    captured = 1
    with pytest.raises(CourseError, match="must be a plain function"):
        standalone(closure)
