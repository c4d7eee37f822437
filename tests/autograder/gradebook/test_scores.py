"""The scores of a class, as nbgrader counts them."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest
from scored_course import copy_of

from autograder.errors import CourseError
from autograder.gradebook.course import Course


@pytest.fixture
def course(scored: Course, tmp_path: Path) -> Course:
    return copy_of(scored, tmp_path / "course")


class TestScores:
    def test_automatic_manual_and_extra_points_less_the_penalty_and_never_below_zero(
        self, course: Course
    ) -> None:
        scores = course.scores()
        assert scores.points == {"02_softmax": 7.5, "03_lstm": 2.0}
        assert scores.earned["02_softmax"] == pytest.approx(
            {"ada": 2.2 + 0.1 + 4.5 - 1.5, "alan": 6.0, "=1+1": 0.0}
        )
        assert scores.earned["03_lstm"] == {}

    def test_they_are_those_that_nbgrader_exports(self, course: Course) -> None:
        arguments = [sys.executable, "-m", "nbgrader", "export"]
        done = subprocess.run(arguments, cwd=course.root, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        with (course.root / "grades.csv").open(newline="") as file:
            exported = {
                row["student_id"]: float(row["score"])
                for row in csv.DictReader(file)
                if row["assignment"] == "02_softmax" and row["timestamp"] != "never"
            }
        earned = course.scores().earned["02_softmax"]
        assert exported == pytest.approx({**earned, "grace": 0.0})

    def test_a_lesson_that_was_never_added_is_named(self, course: Course) -> None:
        with pytest.raises(
            CourseError, match=r"does not have the lesson 04_gan\. Add it with `autograder init"
        ):
            course.scores(course.kit.registry.lessons)
