"""What the command line shows: progress, tables, reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from autograder.registry import Lesson
from autograder.results import UNISOLATED, Isolation, Report

if TYPE_CHECKING:
    from autograder.course.collection import Collection
    from autograder.report import Graded

out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A bar where someone watches; a log gets none of it."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, disable=not err.is_terminal) as bar:
        yield bar


def printable(text: str) -> str:
    """`text` without what a terminal obeys: a name comes from elsewhere."""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)


def score_table(lesson: Lesson, graded: Sequence[Graded]) -> Table:
    """The score of each student, where points were lost, and what more than the tests made it up."""
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


def _lost(lesson: Lesson, graded: Graded) -> str:
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
            for line in filter(None, (test.message, test.diagnosis)):
                out.print(f"      {line}", markup=False)
    out.print(f"[bold]{report.score:g} of {report.max_score:g}[/]   (seed {report.seed})")
    if report.isolation is Isolation.NONE:
        out.print(UNISOLATED)


def show_collection(lesson: Lesson, collection: Collection) -> None:
    table = Table(title=escape(f"{lesson.name}: {lesson.title}"), title_justify="left")
    timed = bool(collection.times)
    for column in ("student", "file", "from", *["handed in"] * timed, "remarks"):
        table.add_column(column, overflow="fold")
    for student, note in collection.notes.items():
        rows = [row for row in (*collection.taken, *collection.left) if row.student == student]
        for number, row in enumerate(rows):
            first = number == 0
            time = collection.times.get(student) if first else None
            when = [f"{time:%Y-%m-%d %H:%M:%S %Z}" if time else ""] * timed
            remark = " ".join(filter(None, (row.remark, note if first else "")))
            table.add_row(*map(escape, (student if first else "", row.file, row.origin, *when, remark)))
    out.print(table)
    for warning in collection.warnings:
        out.print(warning, markup=False, style="bold")
    if collection.unmatched:
        out.print(f"Of nobody known, put into {collection.aside}:", markup=False, style="bold")
        for row in collection.unmatched:
            out.print(f"  {row.origin}  {row.remark}", markup=False)
    missing = ", ".join(collection.missing)
    out.print(f"Handed in nothing ({len(collection.missing)}): {missing or 'nobody'}", markup=False)
