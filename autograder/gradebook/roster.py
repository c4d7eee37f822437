"""The list of students: a CSV file with the columns id, first_name, last_name and email.

Spreadsheets separate the columns by commas, semicolons or tabs, depending on the country.
"""

from __future__ import annotations

import csv
from pathlib import Path

import msgspec

from autograder.errors import CourseError

MAX_FIELD_CHARACTERS = 128  # the width of nbgrader's columns, which PostgreSQL enforces
_SEPARATORS = ",;\t"
COLUMNS = ("id", "first_name", "last_name", "email")


class Student(msgspec.Struct, frozen=True):
    """One student. A field that the roster lacks is empty."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""


def read_roster(path: Path) -> list[Student]:
    """Return the students in `path`, in its order. Raise `CourseError`, with the line, if it is wrong."""
    students: dict[str, Student] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            heading = file.readline()
            file.seek(0)
            reader = csv.DictReader(file, delimiter=_separator(heading), strict=True)
            _check_columns(reader.fieldnames or [], path)
            for row in reader:
                if _is_blank(row):  # a spreadsheet keeps rows that were emptied
                    continue
                student = _student(row, f"{path}, line {reader.line_num}")
                if student.id in students:
                    raise CourseError(f"{path}, line {reader.line_num}: {student.id!r} is listed twice.")
                students[student.id] = student
    except OSError as error:
        raise CourseError(f"The roster {path} can't be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CourseError(
            f"The roster {path} is not UTF-8 text (byte {error.start}): save it as UTF-8."
        ) from error
    except csv.Error as error:
        raise CourseError(f"The roster {path} is not valid CSV: {error}.") from error
    return list(students.values())


def is_student_id(name: str) -> bool:
    """Return whether `name` can be a folder's name in submitted/ and a key in the gradebook."""
    return (
        name.isprintable()
        and name == name.strip() != ""
        and "/" not in name
        and name[0] != "."
        and len(name) <= MAX_FIELD_CHARACTERS
    )


def _separator(heading: str) -> str:
    return max(_SEPARATORS, key=heading.count)  # the comma, if there is none


def _is_blank(row: dict[str | None, object]) -> bool:
    """Return whether no cell of a row holds anything. Cells beyond the columns are in a list under None."""
    beyond = row.get(None)
    cells = [*row.values(), *(beyond if isinstance(beyond, list) else ())]
    return not any(cell.strip() for cell in cells if isinstance(cell, str))


def _check_columns(columns: object, path: Path) -> None:
    if not isinstance(columns, list) or "id" not in columns or not set(columns) <= set(COLUMNS):
        raise CourseError(
            f"{path}, line 1: the columns must be id and, if known, first_name, last_name, email,"
            " separated by commas, semicolons or tabs."
        )


def _student(row: dict[str | None, object], row_location: str) -> Student:
    if not all(isinstance(value, str) for value in row.values()):
        raise CourseError(f"{row_location}: the row has more or fewer fields than the first line.")
    fields = {str(column): str(value).strip() for column, value in row.items()}
    if not is_student_id(fields["id"]):
        raise CourseError(
            f"{row_location}: {fields['id']!r} can't be a student's id, because it must name a folder."
        )
    for column, value in fields.items():
        if len(value) > MAX_FIELD_CHARACTERS:
            raise CourseError(
                f"{row_location}: {column} has more than {MAX_FIELD_CHARACTERS} characters: shorten it."
            )
        if "," in value or not value.isprintable():
            # `nbgrader export` doesn't quote cells, so a comma would shift the scores by a column.
            raise CourseError(
                f"{row_location}: {column} holds a comma or a line break; nbgrader can't export it."
            )
    return Student(**fields)
