"""The scores of a class for spreadsheets and programs: scores.csv, scores.json and changes.csv."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from autograder.lesson.registry import Lesson
from autograder.report.graded import SubmissionRow

if TYPE_CHECKING:  # because it imports nbgrader
    from autograder.gradebook.records import ScoreChange

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def scores_csv(lesson: Lesson, rows: Sequence[SubmissionRow]) -> str:
    """Return a CSV text with one line for each submission.

    The columns are the student, the score that counts, its parts, each function's points, and the note. The
    score is tests + by_hand - penalty, but at least 0.
    """
    text = io.StringIO()
    # The writer ends lines with "\r\n", so it quotes a cell with "\r" or "\n".
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
    """Return the same data as JSON. The functions' points are those of the tests."""
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
    # json rather than msgspec, because it can write folder names that are not UTF-8.
    return f"{json.dumps({'lesson': lesson.name, 'students': students}, indent=2)}\n"


def changes_csv(changes: Iterable[tuple[Lesson, ScoreChange]]) -> str:
    """Return a CSV text with one line for each function whose automatic score changed."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["lesson", "student", "function", "before", "after"])
    for lesson, change in changes:
        before, after = round(change.before, 6), round(change.after, 6)
        writer.writerow([lesson.name, defused(change.student), change.function, before, after])
    return text.getvalue()


def defused(text: str) -> str:
    """Return the text in a form that no spreadsheet reads as a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _figures(row: SubmissionRow) -> dict[str, float]:
    """Return the score and its parts, rounded, because 0.1 + 0.2 is slightly more than 0.3 as a float."""
    return {
        "score": round(row.score, 6),
        "max_score": row.max_score,
        "percent": round(100 * row.score / row.max_score, 2),
        "tests": row.parts.tests,
        "by_hand": row.parts.by_hand,
        "penalty": row.parts.penalty,
    }
