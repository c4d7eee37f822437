"""What the command line shows of reports: a table of scores, one report."""

from __future__ import annotations

from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table

from autograder.common.console import out
from autograder.lesson.registry import Lesson
from autograder.report.graded import GradedSubmission
from autograder.results import UNISOLATED, Isolation, Report


def score_table(lesson: Lesson, graded: Sequence[GradedSubmission]) -> Table:
    """Return the score of each student, where points were lost, and what more than the tests made it up."""
    table = Table(title=escape(f"{lesson.name}: {lesson.title}"), title_justify="left")
    table.add_column("student", no_wrap=True)
    table.add_column(f"of {lesson.points:g}", justify="right", no_wrap=True)
    table.add_column("lost points in")
    accounts = any(one.account for one in graded)
    if accounts:
        table.add_column("beyond the tests")
    for one in graded:
        score = f"{round(one.score, 2):g}" if one.report.is_final else "again"
        if not one.handed_in and not one.score:
            score = "-"
        table.add_row(escape(one.student), score, _lost(lesson, one), *[one.account] * accounts)
    return table


def _lost(lesson: Lesson, graded: GradedSubmission) -> str:
    if not graded.handed_in:
        return "handed in nothing"
    lost = [function.name for function in graded.report.functions if function.score < function.max_score]
    return "everything" if len(lost) == len(lesson.functions) else ", ".join(lost)


def show_report(report: Report) -> None:
    for function in report.functions:
        out.print(f"[bold]{function.name}[/]  {function.score:g} of {function.max_score:g}")
        for test in function.tests:
            device = "" if test.device == "cpu" else f" on {test.device}"
            out.print(f"  {test.status}{device}: {test.title}", markup=False)
            for line in filter(None, (test.remark, test.message, test.diagnosis)):
                out.print(f"      {line}", markup=False)
    out.print(f"[bold]{report.score:g} of {report.max_score:g}[/]   (seed {report.seed})")
    if report.isolation is Isolation.NONE:
        out.print(UNISOLATED)
