"""The marks for hidden tests and known mistakes, which authors write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import pytest

from autograder.lesson.mistakes import ReferenceChange

T = TypeVar("T", bound=Callable[..., Any])


def graded(function: str) -> pytest.MarkDecorator:
    """Return the mark of a test that earns points for `function`. Students read the test's docstring.

    Write it as a decorator of a test, or as `pytestmark = graded(...)` for all tests of a file.
    """
    return pytest.mark.graded(function)


def mistake(sentence: str, *, hidden: bool = False) -> Callable[[T], T]:
    """Return a decorator for a wrong version of a lesson's function (or class) that students often write.

    Args:
        sentence: the sentence for a student whose result equals this version's.
        hidden: whether it is told only at grading, because its sentence or wrong values give something away.
    """

    def mark(wrong: T) -> T:
        wrong.__mistake__ = sentence, hidden  # type: ignore[attr-defined]
        return wrong

    return mark


def change(sentence: str, *edits: tuple[str, str], hidden: bool = False) -> ReferenceChange:
    """Return a known mistake as a change to the reference's text; for the top level of a mistake file.

    Args:
        sentence: the sentence for a student whose result equals this version's.
        edits: pairs (old, new), applied one after the other. Each replaces every `old` in the reference's
            function (or class) by `new`. `old` must occur.
        hidden: whether it is told only at grading, because its sentence or wrong values give something away.
    """
    return ReferenceChange(sentence, edits, hidden)
