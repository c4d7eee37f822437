"""The class as a table, scores.csv and scores.json, and changes.csv: for spreadsheets and for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from autograder.lesson.registry import Lesson
from autograder.report.graded import SubmissionRow

if TYPE_CHECKING:  # it imports nbgrader
    from autograder.gradebook.records import ScoreChange

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def scores_csv(lesson: Lesson, rows: Sequence[SubmissionRow]) -> str:
    """Return one line a submission: who, the score that counts, its parts, a column a function, and the note.

    The score is tests + by_hand - penalty, and never below 0.
    """
    text = io.StringIO()
    # Ends lines by "\r\n", so that a cell with either of the two is quoted.
    writer = csv.writer(text)
    functions = [function.name for function in lesson.functions]
    numbers = ["score", "max_score", "percent", "tests", "by_hand", "penalty"]
    writer.writerow(["student", "name", *numbers, "penalty_reason", *functions, "note"])
    for row in rows:
        figures = _figures(row)
        who = [defused(row.student), defused(row.name)]
        points = [cell.score for cell in row.cells]
        note = defused(" ".join(row.notes))
        writer.writerow([*who, *(figures[name] for name in numbers), row.parts.reason, *points, note])
    return text.getvalue()


def scores_json(lesson: Lesson, rows: Sequence[SubmissionRow]) -> str:
    """Return the same as a JSON object; the points of the functions are those of the tests."""
    students = [
        {
            "student": row.student,
            "name": row.name,
            **_figures(row),
            "penalty_reason": row.parts.reason,
            "functions": {cell.name: cell.score for cell in row.cells},
            "notes": row.notes,
        }
        for row in rows
    ]
    # json rather than msgspec: it writes names that are not UTF-8, which folders can have.
    return f"{json.dumps({'lesson': lesson.name, 'students': students}, indent=2)}\n"


def changes_csv(changes: Iterable[tuple[Lesson, ScoreChange]]) -> str:
    """Return a line for each function whose points of the tests had another value before."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["lesson", "student", "function", "before", "after"])
    for lesson, change in changes:
        before, after = round(change.before, 6), round(change.after, 6)
        writer.writerow([lesson.name, defused(change.student), change.function, before, after])
    return text.getvalue()


def defused(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _figures(row: SubmissionRow) -> dict[str, float]:
    """Return the score and what it is made of. Rounded: 0.1 + 0.2 is a hair more than 0.3 as a float."""
    return {
        "score": round(row.score, 6),
        "max_score": row.max_score,
        "percent": round(100 * row.score / row.max_score, 2),
        "tests": row.parts.tests,
        "by_hand": row.parts.by_hand,
        "penalty": row.parts.penalty,
    }
