"""Results of one lesson, and the pages of a class that are made of them."""

from __future__ import annotations

import csv
import re
from html.parser import HTMLParser
from pathlib import Path

from msgspec import UNSET, UnsetType

from autograder.lesson.registry import Feedback, Function, Lesson
from autograder.report.folder import write_reports
from autograder.report.graded import GradedSubmission
from autograder.results import FollowUp, FunctionResult, Report, Status, TestResult

LESSON = Lesson(
    name="02_softmax_classifier",
    title="Softmax & co",
    functions=(Function("softmax", 3), Function("accuracy", 1)),
)
SEED = 918273645
HINTS = {
    "softmax": ["Subtract the maximum.", "Look at `dim`.", "Use `keepdim`."],
    "accuracy": ["Use argmax."],
}
VOID = {"meta", "br", "wbr"}


def outcome(
    status: Status = Status.PASSED,
    test: str = "test_rows",
    device: str = "cpu",
    message: str = "",
    diagnosis: str | None = None,
    follow_up: FollowUp | UnsetType = UNSET,
) -> TestResult:
    return TestResult(test, device, status, f"Sentence of {test}.", message, diagnosis, follow_up=follow_up)


def graded(
    student: str,
    softmax: list[TestResult] | None = None,
    accuracy: list[TestResult] | None = None,
    name: str = "",
    note: str = "",
    seed: int = SEED,
) -> GradedSubmission:
    passed = [outcome()]
    functions = [
        FunctionResult.of("softmax", 3.0, passed if softmax is None else softmax),
        FunctionResult.of("accuracy", 1.0, passed if accuracy is None else accuracy),
    ]
    return GradedSubmission(student, name, Report.of(LESSON.name, seed, functions), note)


FAILED = outcome(
    Status.FAILED, message="Shape (5, 1)\nnot (5, 3).", diagnosis="It equals softmax over `dim=0`."
)


def write(folder: Path, *submissions: GradedSubmission, feedback: Feedback | None = None) -> str:
    """The class report as text."""
    return write_reports(folder, LESSON, feedback or Feedback(), submissions, HINTS).read_text("utf-8")


def page(folder: Path, submission: GradedSubmission, feedback: Feedback | None = None) -> str:
    """The feedback page of the only submission as text."""
    write(folder, submission, feedback=feedback)
    (path,) = (folder / "students").iterdir()
    return path.read_text("utf-8")


def scores(folder: Path) -> list[dict[str, str]]:
    with (folder / "scores.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Reader(HTMLParser):
    """Collects tags, links and text, and refuses tags that are not balanced."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for key, value in attrs:
            assert value is not None or key == "open"
            if key in ("href", "src"):
                self.links.append(value or "")
            elif key == "id":
                self.ids.append(value or "")
            elif key == "aria-labelledby":
                self.targets += (value or "").split()
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.words))
