"""A comparison on the tiny course, without a sandbox."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.intake.source import Source
from autograder.judge.compare import Compare
from autograder.judge.plan import HiddenTest, Verdict
from autograder.judge.session import Session
from autograder.lesson.kit import Kit
from autograder.sandbox.inline import Inline

Comparing = Callable[..., Verdict | None]
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


@pytest.fixture(scope="session")
def comparing(make_kit: Callable[..., Kit], tmp_path_factory: pytest.TempPathFactory) -> Comparing:
    """Puts what a test asks of the function `double` to a submission's text."""
    kit = make_kit(tmp_path_factory.mktemp("comparing"), {"solutions/01_tiny/mistakes/double.py": MISTAKE})

    def verdict(text: str, test: Callable[[Compare], None], sandbox: type[Inline] = Inline) -> Verdict | None:
        session = Session(kit.root, lambda hidden: sandbox())
        session.seed = 5
        compare = session.record(HiddenTest("01_tiny", "double", "test_it", "cpu"))
        test(compare)
        session.take(kit.registry.lesson("01"), Source(text.encode()))
        (found,) = session.verdicts([compare.plan])
        return found

    return verdict
