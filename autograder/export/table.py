"""The scores of the whole course as one table for a spreadsheet."""

from __future__ import annotations

import csv
import io

from autograder.common.text import plain
from autograder.gradebook.scores import ClassScores
from autograder.report.score_files import defused


def scores_table(scores: ClassScores) -> str:
    """Return a CSV text with one row for each student.

    The columns are id, last_name, first_name, one for each lesson, and total. The maximum is part of the
    column's name, as in "02_softmax_classifier (20)". So the table has one header row and can be sorted. A
    cell is empty if the gradebook has no submission, which counts as 0 in the total.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    lessons = [f"{name} ({plain(points)})" for name, points in scores.points.items()]
    total = f"total ({plain(sum(scores.points.values()))})"
    writer.writerow(["id", "last_name", "first_name", *lessons, total])
    for student in scores.students:
        earned = [scores.earned[lesson].get(student.id) for lesson in scores.points]
        writer.writerow(
            [
                *map(defused, (student.id, student.last_name, student.first_name)),
                *("" if points is None else plain(points) for points in earned),
                plain(scores.total(student.id)),
            ]
        )
    return text.getvalue()
