"""The part of a report that its student may see: no seed, no other student, no internals of the grader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from autograder.lesson.registry import Feedback, Lesson
from autograder.report.graded import GradedSubmission, Mark, cell_of
from autograder.results import ARGUMENTS, FunctionResult, Status, TestResult

WORDS = {
    Status.PASSED: "Passed",
    Status.FAILED: "Failed",
    Status.FORBIDDEN: "Forbidden call",
    Status.ERROR: "Raised an error",
    Status.TIMEOUT: "Timed out",
    Status.MEMORY: "Out of memory",
    Status.CRASHED: "Crashed",
    Status.INFRA_ERROR: "Grader failed",
}
SHAPES = {Status.PASSED: "passed", Status.INFRA_ERROR: "again"}
ADVICE = {
    Status.TIMEOUT: "Look for an endless loop, and for loops that one operation on whole tensors replaces.",
    Status.MEMORY: "Look for a tensor that is larger than it need be, and for a list that only grows.",
    Status.CRASHED: "Run the visible checks on your machine to see where it stops.",
}
GRADER_FAILED = "The grader failed here, not your code. This test will be graded again."


class DeviceOutcome(msgspec.Struct, frozen=True):
    """The outcome of a test on the devices in `words`. "Passed" without a device means the CPU."""

    words: str
    shape: str
    message: str
    diagnosis: str

    @property
    def passed(self) -> bool:
        return self.shape == "passed"


class TestView(msgspec.Struct, frozen=True):
    """One test on all devices, or several that failed for one cause.

    `outcomes` is empty if it ran on none.
    """

    __test__ = False  # not a test class for pytest

    titles: list[str]
    outcomes: list[DeviceOutcome]

    @property
    def passed(self) -> bool:
        return all(outcome.passed for outcome in self.outcomes)


class FunctionView(msgspec.Struct, frozen=True):
    """One function: points, remarks, tests with the failed ones first, and hints if points were lost."""

    name: str
    score: float
    max_score: float
    mark: Mark
    remarks: list[str]  # why failed tests count as passed
    tests: list[TestView]
    hints: list[str]


def functions_of(
    lesson: Lesson, feedback: Feedback, graded: GradedSubmission, hints: Mapping[str, Sequence[str]]
) -> list[FunctionView]:
    """Return the lesson's functions in its order, with the details that `feedback` allows."""
    results = {result.name: result for result in graded.report.functions}
    views = []
    for function in lesson.functions:
        result = results.get(function.name)
        cell = cell_of(function, result)
        views.append(
            FunctionView(
                cell.name,
                cell.score,
                cell.max_score,
                cell.mark,
                result.remarks(feedback.detail) if result else [],
                _tests(result, feedback) if result else [],
                list(hints.get(function.name, ()))[: feedback.hints] if result and _is_hinted(result) else [],
            )
        )
    return views


def skipped_devices(graded: GradedSubmission) -> list[str]:
    """Return the devices on which a test did not run, each once."""
    tests = [test for function in graded.report.functions for test in function.tests]
    return list(dict.fromkeys(test.device for test in tests if test.status is Status.SKIPPED))


def _is_hinted(result: FunctionResult) -> bool:
    """Return whether the function's hints help: they are about how to compute the right result.

    They say nothing of a loop, a forbidden call, a limit, or a device that alone gives another result.
    """
    passed = {test.name for test in result.tests if test.status is Status.PASSED}
    return any(
        test.status in (Status.FAILED, Status.ERROR) and test.loop is not True and test.name not in passed
        for test in result.tests
    )


def _tests(result: FunctionResult, feedback: Feedback) -> list[TestView]:
    """Return the tests, the failed ones first. Those that failed for one cause are told of together."""
    by_name: dict[str, list[TestResult]] = {}
    for test in result.tests:
        by_name.setdefault(test.name, []).append(test)
    by_cause: dict[object, list[list[TestResult]]] = {}
    for name, tests in by_name.items():
        by_cause.setdefault(_cause(tests, feedback) or name, []).append(tests)
    views = [_view(alike, feedback) for alike in by_cause.values()]
    return sorted(views, key=lambda view: view.passed)


def _cause(tests: Sequence[TestResult], feedback: Feedback) -> tuple[tuple[str, ...], ...]:
    """Return what a test's failure has in common with others of the same cause; empty if nothing is told."""
    causes = []
    for test in tests:
        if test.status is not Status.SKIPPED:
            message, diagnosis = _detail(test, feedback)
            if not message and test.status is not Status.PASSED:
                return ()
            cause = (diagnosis,) if diagnosis else (test.status, message.partition(ARGUMENTS)[0])
            causes.append((test.device, *cause))
    return tuple(causes) if any(cause[-1] for cause in causes) else ()


def _view(alike: Sequence[Sequence[TestResult]], feedback: Feedback) -> TestView:
    titles = [tests[0].title or tests[0].name for tests in alike]
    outcomes = _outcomes(alike[0], feedback)
    if any([test.message for test in tests] != [test.message for test in alike[0]] for tests in alike):
        outcomes = [
            msgspec.structs.replace(outcome, message=f"In the first of these tests: {outcome.message}")
            if outcome.message
            else outcome
            for outcome in outcomes
        ]
    return TestView(titles, outcomes)


def _outcomes(tests: Sequence[TestResult], feedback: Feedback) -> list[DeviceOutcome]:
    """Return the outcomes. Devices with the same outcome share one."""
    devices: dict[tuple[Status, str, str], list[str]] = {}
    for test in tests:
        if test.status is not Status.SKIPPED:
            devices.setdefault((test.status, *_detail(test, feedback)), []).append(test.device)
    return [
        DeviceOutcome(
            WORDS[status] + _on_devices(places, alone=len(devices) == 1),
            SHAPES.get(status, "failed"),
            message,
            diagnosis,
        )
        for (status, message, diagnosis), places in devices.items()
    ]


def _detail(test: TestResult, feedback: Feedback) -> tuple[str, str]:
    """Return the message and the diagnosis that the student may read."""
    if test.status is Status.INFRA_ERROR:
        return GRADER_FAILED, ""
    if test.status is Status.PASSED:
        return "", ""  # the function's remarks say why it counts as passed
    message, diagnosis = test.message_and_diagnosis(feedback.detail)
    return " ".join(filter(None, (message, message and ADVICE.get(test.status)))), diagnosis


def _on_devices(devices: Sequence[str], alone: bool) -> str:
    return "" if alone and list(devices) == ["cpu"] else f" on {' and '.join(devices)}"
