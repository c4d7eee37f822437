"""What the command line shows of a graded class: one table, however many students and lessons there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.cells import cell_len
from rich.console import RenderableType
from rich.text import Text

from autograder.cli.tables import score_table
from autograder.common.text import plain, printable, shortened
from autograder.lesson.registry import Lesson
from autograder.report.graded import GradedSubmission, Mark
from autograder.report.overview import Overview, Score, StudentLine, overview

MAX_LISTED_STUDENTS = 25
MAX_LISTED_LINES = 20
_MAX_NAME_CHARACTERS = 24
_POINT_DIGITS = 2
_GAP = 2  # columns between two cells
_AGAIN, _NOTHING, _NOT_ONLY_TESTS = "again", "-", "*"

Column = list[str]  # two lines of head, then a cell a student


def class_scores(graded: Mapping[Lesson, Sequence[GradedSubmission]], width: int) -> Iterator[RenderableType]:
    """Yield the table of a class and what explains it.

    One lesson has a table that tells where points were lost. Several have one table together, a column each;
    columns that don't fit in the width go on below.

    Args:
        width: of the terminal, in characters.
    """
    course = overview(graded)
    students = listed_students(course.students)
    if len(graded) == 1:
        ((lesson, submissions),) = graded.items()
        submission_of = {submission.student: submission for submission in submissions}
        yield score_table(lesson, [submission_of[line.student] for line in students])
    else:
        yield from _blocks(_columns(course, students), width)
        yield from _explanations(course)
    if len(students) < len(course.students):
        yield Text(
            f"{len(students)} of {len(course.students)} students: first those to grade again, then the"
            " smallest shares of the points. The report below lists all."
        )


def listed_students(students: Sequence[StudentLine]) -> list[StudentLine]:
    """Return all students by id, or of a large class those who need attention.

    These are first those whom the grader failed, then those with the smallest share of the points. Who handed
    in nothing at all comes last: such rows say little.
    """
    if len(students) <= MAX_LISTED_STUDENTS:
        return list(students)
    return sorted(students, key=_attention)[:MAX_LISTED_STUDENTS]


def head(lines: Sequence[str], rest: str) -> Iterator[str]:
    """Yield the first lines, and how many more there are.

    Args:
        rest: where these are, as the end of a sentence.
    """
    yield from lines[:MAX_LISTED_LINES]
    if len(lines) > MAX_LISTED_LINES:
        yield f"... and {len(lines) - MAX_LISTED_LINES} more {rest}."


def _attention(line: StudentLine) -> tuple[bool, bool, float, str]:
    marks = {score.mark for score in line.scores if score}
    share = line.points / line.max_points if line.max_points else 1.0
    return Mark.AGAIN not in marks, marks <= {Mark.ABSENT}, share, line.student


def _columns(course: Overview, students: Sequence[StudentLine]) -> list[Column]:
    """Return the columns of the table: who, the total, and a lesson each."""
    names = [shortened(line.student, _MAX_NAME_CHARACTERS) for line in students]
    total = sum(line.lesson.points for line in course.lessons if line.begun)
    totals = [_points(line.points) for line in students]
    columns = [["student", "of", *names], ["total", _points(total), *totals]]
    for index, lesson_line in enumerate(course.lessons):
        lesson = lesson_line.lesson
        cells = [_points(lesson.points), *(_cell(line.scores[index]) for line in students)]
        if any(cell.endswith(_NOT_ONLY_TESTS) for cell in cells):  # digits stay below digits
            cells = [cell if cell.endswith(_NOT_ONLY_TESTS) else f"{cell} " for cell in cells]
        columns.append([lesson.name.partition("_")[0], *cells])
    return columns


def _cell(score: Score | None) -> str:
    if score is None:
        return ""
    if score.mark is Mark.AGAIN:
        return _AGAIN
    text = _NOTHING if score.mark is Mark.ABSENT else _points(score.points)
    return f"{text}{_NOT_ONLY_TESTS if score.account else ''}"


def _points(value: float) -> str:
    return plain(value, _POINT_DIGITS)


def _blocks(columns: Sequence[Column], width: int) -> Iterator[Text]:
    """Yield the lines of the table. Each block begins with the names and takes what fits beside them."""
    names, *others = columns
    widths = [max(map(cell_len, column)) + _GAP for column in columns]
    start = 0
    while start < len(others):
        room = width - widths[0]
        end = start
        while end < len(others) and (end == start or widths[end + 1] <= room):
            room -= widths[end + 1]
            end += 1
        if start:
            yield Text("")
        yield from _block(names, others[start:end], widths[0], widths[start + 1 : end + 1])
        start = end


def _block(
    names: Column, columns: Sequence[Column], name_width: int, widths: Sequence[int]
) -> Iterator[Text]:
    for number, cells in enumerate(zip(names, *columns, strict=True)):
        name, *others = cells
        line = name + " " * (name_width - _GAP - cell_len(name))
        line += "".join(
            " " * (width - cell_len(cell)) + cell for cell, width in zip(others, widths, strict=True)
        )
        yield Text(line.rstrip(), style="bold" if number < 2 else "")


def _explanations(course: Overview) -> Iterator[Text]:
    """Yield what the signs in the table mean, and how scores came about that not only tests made."""
    scores = [score for line in course.students for score in line.scores if score]
    marks = {score.mark for score in scores}
    if Mark.ABSENT in marks:
        yield Text(f"{_NOTHING}: nothing was handed in")
    if Mark.AGAIN in marks:
        yield Text(f"{_AGAIN}: the grader failed; run the command again")
    if course.accounted:
        yield Text(f"{_NOT_ONLY_TESTS}: not only the tests count:")
        accounts = [
            f"  {line.student}, {score.lesson.name.partition('_')[0]}: {score.account}"
            for line, score in course.accounted
        ]
        for account in head(accounts, "in the course report"):
            yield Text(printable(account))
