"""The first steps for a student: the functions that lost the most points over all lessons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from autograder.lesson.registry import Feedback, Lesson
from autograder.report.graded import GradedSubmission
from autograder.report.overview import Score, StudentLine
from autograder.results import FunctionResult, TestResult

MAX_STEPS = 5  # a short list to begin with


class NextStep(msgspec.Struct, frozen=True):
    """A function that lost points, with one of its failed tests.

    It has no message, because a message may quote a test's inputs. The lesson's feedback page has the message
    if grading.yml allows it.
    """

    lesson: Lesson
    function: str
    lost: float
    title: str
    diagnosis: str


def first_steps(
    graded: Mapping[Lesson, Sequence[GradedSubmission]], student: StudentLine, feedback: Feedback
) -> list[NextStep]:
    """Return the steps of `student`: most points first, then the latest lesson first."""
    steps = []
    for score in reversed([score for score in student.scores if score]):
        own = next(submission for submission in graded[score.lesson] if submission.student == student.student)
        steps += _steps(score, own, feedback)
    return sorted(steps, key=lambda step: -step.lost)[:MAX_STEPS]


def _steps(score: Score, graded: GradedSubmission, feedback: Feedback) -> list[NextStep]:
    if not score.handed_in:
        return []
    return [
        NextStep(
            score.lesson,
            function.name,
            lost,
            test.title or test.name,
            test.message_and_diagnosis(feedback.detail)[1],
        )
        for function in graded.report.functions
        if (test := _telling_test(function)) and (lost := round(function.max_score - function.score, 2)) > 0
    ]


def _telling_test(function: FunctionResult) -> TestResult | None:
    """Return the first failed test with a diagnosis, else the first failed test."""
    failed = function.lost
    return next((test for test in failed if test.diagnosis), failed[0] if failed else None)
