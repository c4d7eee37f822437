"""The scores of a class in the gradebook, as plain data without nbgrader."""

from __future__ import annotations

import msgspec

from autograder.common.text import points
from autograder.gradebook.roster import Student


class FinalScore(msgspec.Struct, frozen=True):
    """The gradebook's score of one submission."""

    tests: float  # automatic points
    by_hand: float = 0.0  # change by manual points and extra credit, perhaps negative
    penalty: float = 0.0  # points lost for being late
    reason: str = ""  # why a late submission lost points, or none; a sentence

    @property
    def points(self) -> float:
        """Return the score that counts, as `nbgrader export` computes it."""
        return max(0.0, self.before - self.penalty)

    @property
    def before(self) -> float:
        """Return the score without the penalty."""
        return self.tests + self.by_hand

    @property
    def account(self) -> str:
        """Return sentences that explain the score; empty if it is just the tests' points."""
        if not (self.by_hand or self.penalty):
            return self.reason
        parts = [f"{points(self.tests)} points for the tests"]
        if self.by_hand:
            parts.append(f"{points(abs(self.by_hand))} {'more' if self.by_hand > 0 else 'less'} by hand")
        if self.penalty:
            parts.append(f"{points(self.penalty)} less for being late")
        return f"{', '.join(parts)}. {self.reason}".rstrip()


class ClassScores(msgspec.Struct, frozen=True):
    """The students of a course, its lessons and the students' scores.

    `points` has the maximum of each lesson. `finals` has the scores by lesson and then by student. A student
    without a recorded submission has no entry.
    """

    students: list[Student]
    points: dict[str, float]
    finals: dict[str, dict[str, FinalScore]]

    @property
    def earned(self) -> dict[str, dict[str, float]]:
        """Return the points that count, by lesson and then by student."""
        return {
            lesson: {student: final.points for student, final in finals.items()}
            for lesson, finals in self.finals.items()
        }

    def total(self, student: str) -> float:
        """Return the sum over the lessons. A lesson without a score adds 0."""
        return sum(scores[student].points for scores in self.finals.values() if student in scores)
