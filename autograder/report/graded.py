"""A graded submission, and its row in the class report and in scores.csv."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

import msgspec

from autograder.gradebook.scores import FinalScore
from autograder.lesson.registry import Function, Lesson
from autograder.results import FunctionResult, Report, Status, TestResult

TROUBLES = {
    Status.FORBIDDEN: "Used a forbidden call",
    Status.TIMEOUT: "Timed out",
    Status.MEMORY: "Ran out of memory",
    Status.CRASHED: "Crashed",
}


class GradedSubmission(msgspec.Struct, frozen=True):
    """One student's graded submission.

    `name` is for display. `note` is one sentence that student and instructor see. `final` is the gradebook's
    score, if there is one.
    """

    student: str
    name: str
    report: Report
    note: str = ""
    handed_in: bool = True
    final: FinalScore | None = None

    @property
    def score(self) -> float:
        """Return the points that count: the gradebook's, or else those of the tests."""
        return self.final.points if self.final else self.report.score

    @property
    def account(self) -> str:
        """Return sentences that explain the score; empty if it is just the points of the report's tests."""
        if self.final is None:
            return ""
        other = abs(self.final.tests - self.report.score) > 0.005
        points = f"{self.report.score:g} points"
        stale = f"These results give {points} for the tests, but the gradebook has a later grading."
        return " ".join(filter(None, (self.final.account, stale if other else "")))


def with_finals(
    graded: Sequence[GradedSubmission], finals: Mapping[str, FinalScore]
) -> list[GradedSubmission]:
    """Return the submissions with the gradebook's scores. One that must be graded again gets none."""
    return [
        msgspec.structs.replace(submission, final=finals.get(submission.student))
        if submission.report.is_final
        else submission
        for submission in graded
    ]


class Mark(StrEnum):
    """The result of a function, as the shape beside its points."""

    FULL = "full"
    PART = "part"
    NONE = "none"
    AGAIN = "again"  # the grader failed; grade again
    ABSENT = "absent"  # no test of it counts


class Cell(msgspec.Struct, frozen=True):
    """One function of one submission."""

    name: str
    score: float
    max_score: float
    mark: Mark


class SubmissionRow(msgspec.Struct, frozen=True):
    """One submission's row in the class report. `share` is between 0 and 1, even with extra credit."""

    student: str
    name: str
    score: float
    max_score: float
    share: float
    cells: list[Cell]
    notes: list[str]
    is_final: bool
    parts: FinalScore  # the parts of the score
    account: str  # sentences that explain the score, or empty


def row_of(lesson: Lesson, graded: GradedSubmission) -> SubmissionRow:
    report = graded.report
    results = {result.name: result for result in report.functions}
    max_score = report.max_score or lesson.points
    return SubmissionRow(
        student=graded.student,
        name=graded.name,
        score=graded.score,
        max_score=max_score,
        share=min(1.0, graded.score / max_score),
        cells=[cell_of(function, results.get(function.name)) for function in lesson.functions],
        notes=_notes(graded),
        is_final=report.is_final,
        parts=graded.final or FinalScore(report.score),
        account=graded.account,
    )


def cell_of(function: Function, result: FunctionResult | None) -> Cell:
    """Return the cell of a function. A function without a result has 0 points and no test that counts."""
    if result is None:
        return Cell(function.name, 0.0, function.points, Mark.ABSENT)
    return Cell(function.name, result.score, result.max_score, mark_of(result.tests))


def mark_of(tests: Iterable[TestResult]) -> Mark:
    statuses = {test.status for test in tests}
    counted = {status for status in statuses if status.counts}
    if Status.INFRA_ERROR in statuses:
        return Mark.AGAIN
    if not counted:
        return Mark.ABSENT
    if Status.PASSED not in counted:
        return Mark.NONE
    return Mark.PART if len(counted) > 1 else Mark.FULL


def _notes(graded: GradedSubmission) -> list[str]:
    """Return notes for the instructor about a submission, one sentence each."""
    notes = [graded.note] if graded.note else []
    for status, words in TROUBLES.items():
        if failing := _functions(graded.report, status):
            notes.append(f"{words} in {', '.join(failing)}.")
    if failing := _functions(graded.report, Status.INFRA_ERROR):
        reason = next(iter(failing.values())) or "no reason was given"
        notes.append(f"The grader failed in {', '.join(failing)} ({reason}): grade this submission again.")
    if not notes and not any(function.tests for function in graded.report.functions):
        notes.append("Not graded: no test ran.")
    return notes


def _functions(report: Report, status: Status) -> dict[str, str]:
    """Return the functions with a test of this `status`, each with the message of the last such test."""
    return {
        function.name: test.message.rstrip(".")
        for function in report.functions
        for test in function.tests
        if test.status is status
    }
