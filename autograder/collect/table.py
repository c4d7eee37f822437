"""The output of `autograder collect` and nbgrader's zip_collect about a collection."""

from __future__ import annotations

from rich.markup import escape
from rich.table import Table

from autograder.collect.collection import Collection
from autograder.common.console import out
from autograder.lesson.registry import Lesson


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
        out.print(f"Not matched to any student (moved to {collection.aside}):", markup=False, style="bold")
        for row in collection.unmatched:
            out.print(f"  {row.origin}  {row.remark}", markup=False)
    missing = ", ".join(collection.missing)
    out.print(f"Handed in nothing ({len(collection.missing)}): {missing or 'nobody'}", markup=False)
