"""The content of the class report about all submissions together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import fmean, median, quantiles

import msgspec

from autograder.lesson.registry import Lesson
from autograder.report.graded import GradedSubmission, SubmissionRow
from autograder.results import Isolation, Status, TestResult

HISTOGRAM_BINS = 10  # each a tenth of the points
MAX_LISTED_TESTS = 10  # in the list of the most often failed ones


class FunctionMean(msgspec.Struct, frozen=True):
    """A function's mean over the class, in points and as a share between 0 and 1."""

    name: str
    score: float
    max_score: float
    share: float


class FailedTest(msgspec.Struct, frozen=True):
    """One test and how many students failed it on at least one device."""

    function: str
    title: str
    students: int
    diagnosis: str  # the most frequent one; empty if there is none


class WrongHelper(msgspec.Struct, frozen=True):
    """A function that fails its own tests where other functions use it, over all students."""

    function: str
    students: int
    users: list[str]  # the functions with tests that fail and use it
    passed: int  # tests that pass with a right one and count as passed; a student's, on all devices, is one


class Summary(msgspec.Struct, frozen=True):
    """The statistics of a class; scores in points.

    Submissions on which the grader failed (`waiting`) are in no mean and no bin. A student without a
    submission counts with 0 points, but not among those who failed a test.
    """

    students: int
    handed_in: int
    waiting: int
    mean: float | None
    median: float | None
    quartiles: tuple[float, float] | None  # lower and upper
    points: float
    bins: list[int]
    functions: list[FunctionMean]
    failures: list[FailedTest]
    wrong_helpers: list[WrongHelper]
    seeds: dict[int, list[str]]
    isolated: bool  # whether each submission ran in a sandbox


def summarize(
    lesson: Lesson, submissions: Sequence[GradedSubmission], rows: Sequence[SubmissionRow]
) -> Summary:
    final = [row for row in rows if row.is_final]
    scores = [row.score for row in final]
    return Summary(
        students=len(rows),
        handed_in=sum(submission.handed_in for submission in submissions),
        waiting=len(rows) - len(final),
        mean=fmean(scores) if scores else None,
        median=median(scores) if scores else None,
        quartiles=_quartiles(scores),
        points=lesson.points,
        bins=_bins(final),
        functions=_function_means(lesson, final),
        failures=_failures(submissions),
        wrong_helpers=_wrong_helpers(lesson, submissions),
        seeds=_seeds(submissions),
        isolated=all(submission.report.isolation is not Isolation.NONE for submission in submissions),
    )


def _quartiles(scores: Sequence[float]) -> tuple[float, float] | None:
    if len(scores) < 2:
        return (scores[0], scores[0]) if scores else None
    lower, _, upper = quantiles(scores, n=4, method="inclusive")
    return lower, upper


def _bins(rows: Sequence[SubmissionRow]) -> list[int]:
    """Return the number of scores in each tenth. Full points are in the last tenth."""
    # Rounded first, because a share such as 0.7 may be slightly less as a float.
    counts = Counter(min(int(round(row.share * HISTOGRAM_BINS, 6)), HISTOGRAM_BINS - 1) for row in rows)
    return [counts[i] for i in range(HISTOGRAM_BINS)]


def _function_means(lesson: Lesson, rows: Sequence[SubmissionRow]) -> list[FunctionMean]:
    means = []
    for i, function in enumerate(lesson.functions):
        cells = [row.cells[i] for row in rows]
        if cells:
            share = fmean(cell.score / cell.max_score for cell in cells)
            means.append(FunctionMean(function.name, share * function.points, function.points, share))
    return means


def _failures(submissions: Sequence[GradedSubmission]) -> list[FailedTest]:
    """Return the most often failed tests, most students first, then in the order of the lesson."""
    failed: dict[tuple[str, str], list[tuple[str, TestResult]]] = {}
    for graded in submissions:
        if not graded.handed_in:
            continue
        for function in graded.report.functions:
            for test in function.tests:
                failing = failed.setdefault((function.name, test.name), [])  # passed tests too, for the order
                if test.status.counts and test.status is not Status.PASSED:
                    failing.append((graded.student, test))
    failures = [_failure(function, failing) for (function, _), failing in failed.items() if failing]
    return sorted(failures, key=lambda failure: -failure.students)[:MAX_LISTED_TESTS]


def _failure(function: str, failing: Sequence[tuple[str, TestResult]]) -> FailedTest:
    """Return one test with the number of students who failed it. A student counts once for all devices."""
    test = failing[0][1]
    given = dict.fromkeys((student, test.diagnosis) for student, test in failing if test.diagnosis)
    commonest = Counter(diagnosis for _, diagnosis in given).most_common(1)
    return FailedTest(
        function=function,
        title=test.title or test.name,
        students=len({student for student, _ in failing}),
        diagnosis=commonest[0][0] or "" if commonest else "",
    )


def _wrong_helpers(lesson: Lesson, submissions: Sequence[GradedSubmission]) -> list[WrongHelper]:
    """Return the functions at fault in follow-ups: most students first, then in the lesson's order."""
    uses = [
        (helper, graded.student, function.name, test)
        for graded in submissions
        for function in graded.report.functions
        for test in function.tests
        for helper in (test.follow_up.helpers if test.follow_up else ())
    ]
    wrong = []
    for function in lesson.functions:
        own = [use[1:] for use in uses if use[0] == function.name]
        students = {student for student, _, _ in own}
        users = dict.fromkeys(user for _, user, _ in own)
        passed = {(student, user, test.name) for student, user, test in own if test.status is Status.PASSED}
        if own:
            wrong.append(WrongHelper(function.name, len(students), list(users), len(passed)))
    return sorted(wrong, key=lambda helper: -helper.students)


def _seeds(submissions: Sequence[GradedSubmission]) -> dict[int, list[str]]:
    """Return each seed and the students graded with it."""
    seeds: dict[int, list[str]] = {}
    for graded in submissions:
        seeds.setdefault(graded.report.seed, []).append(graded.student)
    return seeds
