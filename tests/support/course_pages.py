"""Results of four lessons, and the pages of a course that are made of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from pathlib import Path

from autograder.gradebook.scores import FinalScore
from autograder.lesson.registry import Feedback, Function, Lesson
from autograder.report.folder import write_course, write_reports
from autograder.report.graded import GradedSubmission, with_finals
from autograder.results import FunctionResult, Report, Status, TestResult

LESSONS = [
    Lesson(name, title, (Function("alpha", 6), Function("beta", 4)))
    for name, title in [
        ("01_one", "One & all"),
        ("02_two", "Two"),
        ("03_three", "Three"),
        ("04_four", "Four"),
    ]
]
SEED = 918273645
HINTS = {"alpha": ["Hint for alpha."], "beta": []}
SECRET = "got 3.14159 for the input 2.71828"
VOID = {"meta", "br", "wbr"}


def function(name: str, points: float, share: float, status: Status = Status.FAILED) -> FunctionResult:
    """Ten tests, of which `share` pass; the diagnosis stands at the last one only."""
    passed = round(10 * share)
    tests = [TestResult(f"test_{i}", "cpu", Status.PASSED, f"Part {i}.") for i in range(passed)]
    for i in range(passed, 10):
        diagnosis = "It drops the `dim`." if i == 9 else None
        tests.append(TestResult(f"test_{i}", "cpu", status, f"Part {i}.", SECRET, diagnosis))
    return FunctionResult.of(name, points, tests)


def graded(lesson: Lesson, student: str, share: float | None, name: str = "") -> GradedSubmission:
    """A student with a share of the points of both functions; None: nothing was handed in."""
    functions = [
        function("alpha", 6, share or 0.0, Status.FAILED if share is not None else Status.ERROR),
        function("beta", 4, share or 0.0),
    ]
    report = Report.of(lesson.name, SEED, functions)
    note = "" if share is not None else "Nothing was handed in."
    return GradedSubmission(student, name, report, note, handed_in=share is not None)


def unfinished(lesson: Lesson, student: str) -> GradedSubmission:
    functions = [function("alpha", 6, 0.5, Status.INFRA_ERROR), function("beta", 4, 1.0)]
    return GradedSubmission(student, "", Report.of(lesson.name, SEED, functions))


def write(
    reports: Path,
    *classes: Sequence[GradedSubmission],
    feedback: Feedback | None = None,
    finals: Mapping[str, Mapping[str, FinalScore]] | None = None,
) -> str:
    """The course report as HTML, of a class for each lesson in turn."""
    policy, known = feedback or Feedback(), finals or {}
    for lesson, submissions in zip(LESSONS, classes, strict=False):
        final = with_finals(submissions, known.get(lesson.name, {}))
        write_reports(reports / lesson.name, lesson, policy, final, HINTS)
    return write_course(reports, LESSONS, policy, known).read_text("utf-8")


class Page(HTMLParser):
    """The tags, links, ids and text of a page whose tags are balanced."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.labels: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = dict(attrs)
        self.links += [given[key] or "" for key in ("href", "src") if key in given]
        self.ids += [given["id"] or ""] if "id" in given else []
        self.labels += (given.get("aria-labelledby") or "").split()
        if tag == "th":
            assert given.get("scope") in ("row", "col")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


LATE = FinalScore(5.0, 0.0, 1.5, "Handed in 2 days 3 hours after the due date: 3 days begun.")
