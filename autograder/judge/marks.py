"""What authors put above a hidden test and above a known mistake."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import pytest

from autograder.lesson.mistakes import ReferenceChange

T = TypeVar("T", bound=Callable[..., Any])


def graded(function: str) -> pytest.MarkDecorator:
    """Mark a test that earns points for `function`; its docstring is the sentence that students read."""
    return pytest.mark.graded(function)


def mistake(sentence: str) -> Callable[[T], T]:
    """Mark a wrong version of a lesson's function (or class) that students are known to write.

    Args:
        sentence: what a student whose result equals this version's is told.
    """

    def mark(wrong: T) -> T:
        wrong.__mistake__ = sentence  # type: ignore[attr-defined]
        return wrong

    return mark


def change(sentence: str, *edits: tuple[str, str]) -> ReferenceChange:
    """State a known mistake as a change to the reference's own text, at the top level of a mistake file.

    Args:
        sentence: what a student whose result equals this version's is told.
        edits: pairs of strings; every occurrence of the first in the reference's function (or class) is
            replaced by the second, one pair after the other. It must occur.
    """
    return ReferenceChange(sentence, edits)
