"""scores.csv: the class as a table for spreadsheets and gradebooks."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from autograder.registry import Lesson
from autograder.report.submissions import Row

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def scores_csv(lesson: Lesson, rows: Sequence[Row]) -> str:
    """One line a submission: student, name, score, max_score, percent, a column a function, note."""
    text = io.StringIO()
    # Ends lines by "\r\n", so that a cell with either of the two is quoted.
    writer = csv.writer(text)
    functions = [function.name for function in lesson.functions]
    writer.writerow(["student", "name", "score", "max_score", "percent", *functions, "note"])
    for row in rows:
        points = [row.score, row.max_score, round(100 * row.share, 2), *(cell.score for cell in row.cells)]
        writer.writerow([defused(row.student), defused(row.name), *points, defused(" ".join(row.notes))])
    return text.getvalue()


def defused(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
