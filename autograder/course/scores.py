"""The scores of a class as the gradebook has them. Plain data, without nbgrader."""

from __future__ import annotations

import msgspec

from autograder.course.roster import Student


class ClassScores(msgspec.Struct, frozen=True):
    """Who is in the course, which lessons it has, and who earned what.

    `points` has the maximum of each lesson, `earned` the points by lesson and then by student: automatic or
    manual ones plus extra credit, less the late penalty. Who has no submission recorded has no entry.
    """

    students: list[Student]
    points: dict[str, float]
    earned: dict[str, dict[str, float]]

    def total(self, student: str) -> float:
        """The sum over the lessons; one without a score adds nothing."""
        return sum(scores.get(student, 0.0) for scores in self.earned.values())
