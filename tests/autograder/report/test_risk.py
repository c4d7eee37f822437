"""Which students are named as at risk."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from course_pages import LESSONS, Page, graded, unfinished, write

from autograder.lesson.registry import Lesson
from autograder.report.risk import risks


class Result(msgspec.Struct):
    lesson: Lesson
    share: float
    handed_in: bool = True


def course_of(*shares: float | None) -> list[Result]:
    return [
        Result(lesson, share or 0.0, share is not None)
        for lesson, share in zip(LESSONS, shares, strict=False)
    ]


class TestRisk:
    @pytest.mark.parametrize(
        ("shares", "reasons"),
        [
            ((), []),
            ((None,), []),
            ((0.0,), []),
            ((None, None), ["Handed in nothing to One & all and Two."]),
            ((None, None, 0.5), []),
            ((0.2, None), ["Less than half of the points in One & all (20%) and Two (nothing handed in)."]),
            ((0.499, 0.4999999), ["Less than half of the points in One & all (49%) and Two (49%)."]),
            ((0.5, 0.2), []),
            ((0.2, 0.4, 0.5), []),
            ((1.0, 0.1), []),
            ((0.9, 0.7, 0.5), ["Three (50%), after a mean of 80% in the lessons before."]),
            ((0.9, 0.7, 0.501), []),
            ((0.1, 0.1, 0.7), []),
            ((0.5, 0.6, None), ["Three (nothing handed in), after a mean of 55% in the lessons before."]),
            (
                (0.9, 0.9, 0.3, 0.2),
                [
                    "Less than half of the points in Three (30%) and Four (20%).",
                    "Four (20%), after a mean of 70% in the lessons before.",
                ],
            ),
        ],
    )
    def test_rule(self, shares: tuple[float | None, ...], reasons: list[str]) -> None:
        assert risks(course_of(*shares)) == reasons

    def test_lessons_that_nobody_has_handed_in_or_that_wait_do_not_count(self, tmp_path: Path) -> None:
        one, two, three, four = LESSONS
        text = Page(
            write(
                tmp_path,
                [graded(one, "ada", 0.1)],
                [unfinished(two, "ada")],
                [graded(three, "ada", None)],
                [graded(four, "ada", None)],
            )
        ).text
        assert "No student matches the rule." in text
