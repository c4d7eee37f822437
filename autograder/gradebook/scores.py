"""The scores of a class as the gradebook has them. Plain data, without nbgrader."""

from __future__ import annotations

import msgspec

from autograder.common.text import plain
from autograder.gradebook.roster import Student

_SCORE_DECIMALS = 2  # of points in a sentence


class FinalScore(msgspec.Struct, frozen=True):
    """What the gradebook has of a student's submission to a lesson."""

    tests: float  # the automatic points
    by_hand: float = 0.0  # what a person's points and extra credit add to these, or take
    penalty: float = 0.0  # for being late
    reason: str = ""  # for the penalty, or for none though it came late; a sentence

    @property
    def points(self) -> float:
        """The score that counts, as `nbgrader export` computes it."""
        return max(0.0, self.before - self.penalty)

    @property
    def before(self) -> float:
        """The score without the penalty."""
        return self.tests + self.by_hand

    @property
    def account(self) -> str:
        """How the score comes about, in sentences; empty where it is just what the tests gave."""
        if not (self.by_hand or self.penalty):
            return self.reason
        parts = [f"{plain(self.tests, _SCORE_DECIMALS)} points for the tests"]
        if self.by_hand:
            parts.append(
                f"{plain(abs(self.by_hand), _SCORE_DECIMALS)}"
                f" {'more' if self.by_hand > 0 else 'less'} by hand"
            )
        if self.penalty:
            parts.append(f"{plain(self.penalty, _SCORE_DECIMALS)} less for being late")
        return f"{', '.join(parts)}. {self.reason}".rstrip()


class ClassScores(msgspec.Struct, frozen=True):
    """Who is in the course, which lessons it has, and who earned what.

    `points` has the maximum of each lesson, `finals` the scores by lesson and then by student. Who has no
    submission recorded has no entry.
    """

    students: list[Student]
    points: dict[str, float]
    finals: dict[str, dict[str, FinalScore]]

    @property
    def earned(self) -> dict[str, dict[str, float]]:
        """The points that count, by lesson and then by student."""
        return {
            lesson: {student: final.points for student, final in finals.items()}
            for lesson, finals in self.finals.items()
        }

    def total(self, student: str) -> float:
        """Return the sum over the lessons; one without a score adds nothing."""
        return sum(scores[student].points for scores in self.finals.values() if student in scores)
