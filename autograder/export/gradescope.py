"""Results as Gradescope's results.json. Students see it, so it contains only what they may read.

`python -m autograder.export.gradescope REPORT` prints it for a report in JSON. The autograder that runs at
Gradescope uses this command.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

import msgspec

from autograder.errors import AutograderError, GraderError
from autograder.export import Visibility
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Feedback
from autograder.report.feedback import WORDS
from autograder.results import FunctionResult, Report, Status, TestResult

_SCORE_DECIMALS = 4  # in a test's share of the points


class GradescopeTest(msgspec.Struct, frozen=True):
    """One test on all devices, with its share of the function's points."""

    __test__ = False  # not a test class for pytest

    name: str
    score: float
    max_score: float
    status: Literal["passed", "failed"]
    output: str
    visibility: Visibility
    name_format: Literal["text"] = "text"  # never HTML, because messages may quote the student's text
    output_format: Literal["text"] = "text"


class GradescopeResults(msgspec.Struct, frozen=True):
    """The content of results.json. `score` counts, even if the tests' rounded shares have another sum."""

    score: float
    output: str
    visibility: Visibility
    tests: list[GradescopeTest]
    output_format: Literal["text"] = "text"
    stdout_visibility: Literal["hidden"] = "hidden"

    def to_json(self) -> bytes:
        return msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n"


def results_of(
    report: Report, feedback: Feedback, visibility: Visibility = Visibility.VISIBLE
) -> GradescopeResults:
    """Return the part of `report` that students may read.

    Raises:
        GraderError: the report is not final, so the student would lose points without a fault.
    """
    if not report.is_final:
        raise GraderError(
            f"The grader failed on a test of this submission to {report.lesson}. Grade it again first."
        )
    tests = [test for function in report.functions for test in _tests(function, feedback, visibility)]
    absent = dict.fromkeys(
        test.device
        for function in report.functions
        for test in function.tests
        if test.status is Status.SKIPPED
    )
    skipped = f"Not tested on {' and '.join(absent)}, which the grading machine lacks. No point was lost."
    return GradescopeResults(report.score, skipped if absent else "", visibility, tests)


def _tests(function: FunctionResult, feedback: Feedback, visibility: Visibility) -> list[GradescopeTest]:
    counted = [test for test in function.tests if test.status.counts]
    groups: dict[str, list[TestResult]] = {}
    for test in counted:
        groups.setdefault(test.name, []).append(test)
    share = function.max_score / max(1, len(counted))
    tests = []
    for name, group in groups.items():
        passed = sum(test.status is Status.PASSED for test in group)
        tests.append(
            GradescopeTest(
                name=f"{function.name}: {group[0].title or name}",
                score=round(share * passed, _SCORE_DECIMALS),
                max_score=round(share * len(group), _SCORE_DECIMALS),
                status="passed" if passed == len(group) else "failed",
                output=_output(group, feedback),
                visibility=visibility,
            )
        )
    return tests


def _output(group: list[TestResult], feedback: Feedback) -> str:
    """Return the outcome on each device. Devices with the same outcome share a paragraph."""
    devices: dict[tuple[str, ...], list[str]] = {}
    for test in group:
        devices.setdefault((WORDS[test.status], *test.message_and_diagnosis(feedback.detail)), []).append(
            test.device
        )
    paragraphs = []
    for (words, *texts), places in devices.items():
        paragraphs.append("\n".join([f"{words} on {' and '.join(places)}.", *filter(None, texts)]))
    return "\n\n".join(paragraphs)


def main(arguments: list[str]) -> None:
    """Print results.json for the report in the file `arguments[0]`.

    On an error, print it and exit with status 1.
    """
    try:
        report = Report.from_json(Path(arguments[0]).read_bytes())
        visibility = Visibility(arguments[1]) if len(arguments) > 1 else Visibility.VISIBLE
        results = results_of(report, Kit.find().registry.feedback, visibility)
    except AutograderError as error:
        sys.exit(f"autograder: {error}")
    sys.stdout.buffer.write(results.to_json())


if __name__ == "__main__":
    main(sys.argv[1:])
