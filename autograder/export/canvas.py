"""Scores in a gradebook file that Canvas exported. Only the columns of our lessons change.

The form of the file is known from Canvas's own exporter and importer. The first columns are Student (or
LastName and FirstName), ID, SIS User ID, SIS Login ID and Section. Then each assignment has a column "Title
(number)". Totals that Canvas computes follow. There is a row "Manual Posting" or "Muted", a row "Points
Possible", and a row for each student. The test student is last. EX stands for an excused student, N/A for a
student without the assignment.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from autograder.common.text import plain
from autograder.errors import CourseError
from autograder.export.sheet import Sheet
from autograder.gradebook.roster import Student
from autograder.lesson.registry import Lesson

KEYS = (
    "SIS Login ID",
    "SIS User ID",
    "Email",
    "ID",
)  # columns that may identify a row's student, the likeliest first
_ABOUT = ("Student", "LastName", "FirstName", *KEYS, "Integration ID", "Root Account", "Section")
_COMPUTED = re.compile(r"(Current|Final) (Score|Points|Grade)|Override (Score|Grade|Status)")
_TITLE = re.compile(r"(.*?)\s*(?:\(\d+\))?", re.DOTALL)  # without the number that Canvas appends
_POSTING = re.compile(r"\s*(Muted|Manual Posting.*)?\s*", re.IGNORECASE | re.DOTALL)
_LEFT = ("EX", "N/A")
_SCORE_DECIMALS = 2  # as in Canvas


class CellChange(msgspec.Struct, frozen=True):
    """The change of one cell: its student, its old and its new text."""

    student: str
    name: str
    old: str
    new: str


class Column(msgspec.Struct, frozen=True):
    """The changes to the column of one lesson.

    `left` has the students whom Canvas marks as excused or not assigned, with Canvas's mark. `ungraded` has
    the students without a score in the gradebook. The cells of both stay as they are.
    """

    lesson: str
    header: str
    changes: list[CellChange]
    unchanged: int
    left: list[tuple[str, str]]
    ungraded: list[str]
    warning: str = ""


class Filling(msgspec.Struct, frozen=True):
    """The new file, and the facts that a person should see before it is written."""

    content: bytes
    matched_by: str
    columns: list[Column]
    unknown_rows: list[str]  # in Canvas, but not in the course
    unknown_students: list[str]  # in the course, but not in Canvas


class CanvasGradebook:
    """The gradebook in the file at `path`. The file itself is never changed.

    Raises:
        CourseError: the file can't be read, or it is not an export of Canvas.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._sheet = Sheet(path)
        rows = self._sheet.rows
        self._headers = [header.strip() for header in rows[0]] if rows else []
        if self._headers[:1] == ["Student"]:
            self._names = 1
        elif self._headers[:2] == ["LastName", "FirstName"]:
            self._names = 2
        else:
            self._names = 0
        if not self._names or "ID" not in self._headers or "Section" not in self._headers:
            raise CourseError(
                f"{path} is not a gradebook exported by Canvas: its first line must begin with Student and ID"
                " and contain Section."
            )
        # Canvas ignores a line of empty cells.
        rest = [number for number in range(1, len(rows)) if any(cell.strip() for cell in rows[number])]
        for number in rest:
            if len(rows[number]) != len(self._headers):
                raise CourseError(
                    f"{path}, row {number + 1}: it has {len(rows[number])} cells and the first row has"
                    f" {len(self._headers)}."
                )
        self._maxima = next((number for number in rest if "Points Possible" in rows[number][0]), None)
        self._students = [
            number
            for number in rest
            if number != self._maxima and not all(_POSTING.fullmatch(cell) for cell in rows[number])
        ]

    def fill(
        self,
        students: Sequence[Student],
        lessons: Sequence[tuple[Lesson, float, dict[str, float]]],
        column: str | None = None,
        match_by: str | None = None,
    ) -> Filling:
        """Put the scores into the columns of the lessons, and return the new file.

        Args:
            lessons: each with its maximum and the students' scores.
            column: the header of the column to fill, with or without its number. By default the lesson's
                title or name decides. Only with one lesson.
            match_by: the column that identifies a row's student, by ids or e-mail addresses. By default it is
                the column of `KEYS` with the most matches.

        Raises:
            CourseError: no column or several columns fit, a row fits two students, or a student two rows.
        """
        key, matches = self._match(students, match_by)
        columns: list[Column] = []
        taken: dict[int, str] = {}
        for lesson, maximum, scores in lessons:
            index = self._column(lesson) if column is None else self._column_named(column)
            if index in taken:
                raise CourseError(
                    f"{self._path}: {self._headers[index]!r} would be filled both for {taken[index]} and for"
                    f" {lesson.name}: export one lesson at a time, with --column."
                )
            taken[index] = lesson.name
            columns.append(self._fill_column(lesson, maximum, scores, index, matches))
        known = set(matches.values())
        return Filling(
            content=self._sheet.to_bytes(),
            matched_by=key,
            columns=columns,
            unknown_rows=[
                self._row_name(number)
                for number in self._students
                if number not in matches and not self._is_test_student(number)
            ],
            unknown_students=[_name(student) for student in students if student not in known],
        )

    def _fill_column(
        self,
        lesson: Lesson,
        maximum: float,
        scores: dict[str, float],
        index: int,
        matches: dict[int, Student],
    ) -> Column:
        changes, left, ungraded, unchanged = [], [], [], 0
        comma = self._writes_commas(index)
        for number, student in matches.items():
            old = self._sheet.rows[number][index].strip()
            if student.id not in scores:
                ungraded.append(_name(student))
            elif old.upper() in _LEFT:
                left.append((_name(student), old))
            elif _number(old) == round(scores[student.id], _SCORE_DECIMALS):
                unchanged += 1
            else:
                new = plain(scores[student.id], _SCORE_DECIMALS)
                self._sheet.change(number, index, new.replace(".", ",") if comma else new)
                changes.append(CellChange(student.id, self._row_name(number), old, new))
        return Column(
            lesson.name,
            self._headers[index],
            changes,
            unchanged,
            left,
            ungraded,
            self._warning(index, maximum),
        )

    def _match(self, students: Sequence[Student], match_by: str | None) -> tuple[str, dict[int, Student]]:
        present = [header for header in KEYS if header in self._headers]
        if match_by is not None:
            present = [header for header in self._headers if header.casefold() == match_by.strip().casefold()]
            if not present:
                raise CourseError(
                    f"{self._path} has no column {match_by!r} to match students by; it has"
                    f" {_listed(header for header in self._headers if header in _ABOUT)}."
                )
        matches_by_header = {
            header: self._matches(students, self._headers.index(header)) for header in present
        }
        # Of equal counts, the first one.
        key = max(matches_by_header, key=lambda header: len(matches_by_header[header]))
        if students and not matches_by_header[key]:
            raise CourseError(
                f"No row of {self._path} belongs to a student of this course: none of {_listed(present)}"
                " holds an id or an e-mail address that the gradebook knows. --match-by names another column."
            )
        matches: dict[int, Student] = {}
        for number, candidates in matches_by_header[key].items():
            if len(candidates) > 1:
                raise CourseError(
                    f"{self._path}, row {number + 1}: {self._row_name(number)} may be any of"
                    f" {_listed(map(_name, candidates))} by {key}: match by another column, with --match-by."
                )
            matches[number] = candidates[0]
        twice = [student for student, count in Counter(matches.values()).items() if count > 1]
        if twice:
            rows = " and ".join(str(number + 1) for number, student in matches.items() if student == twice[0])
            raise CourseError(
                f"{self._path}: the rows {rows} are all of {_name(twice[0])} by {key}: match by another"
                " column, with --match-by, or export the gradebook again."
            )
        return key, matches

    def _matches(self, students: Sequence[Student], column: int) -> dict[int, list[Student]]:
        """Return the possible students of each row: by the exact id, else by id or address in any case."""
        ids = {student.id: student for student in students}
        loose: dict[str, list[Student]] = {}
        for student in students:
            for name in {student.id.casefold(), student.email.strip().casefold()} - {""}:
                loose.setdefault(name, []).append(student)
        candidates_by_row = {}
        for number in self._students:
            name = self._sheet.rows[number][column].strip()
            if candidates := [ids[name]] if name in ids else loose.get(name.casefold(), []):
                candidates_by_row[number] = candidates
        return candidates_by_row

    def _assignments(self) -> list[int]:
        """Return the columns that may be filled."""
        maxima = self._sheet.rows[self._maxima] if self._maxima is not None else [""] * len(self._headers)
        return [
            index
            for index, header in enumerate(self._headers)
            if index > self._headers.index("Section")
            and header
            and not _COMPUTED.search(header)
            and "read only" not in maxima[index]
        ]

    def _column_named(self, name: str) -> int:
        indices = self._assignments()
        exact = [index for index in indices if self._headers[index] == name.strip()]
        wanted = name.strip().casefold()
        titled = [index for index in indices if _title(self._headers[index]).casefold() == wanted]
        return self._only(exact or titled, indices, f"is called {name!r}")

    def _column(self, lesson: Lesson) -> int:
        """Return the column whose title is the lesson's title or name, or else has it as a part."""
        indices = self._assignments()
        wanted = {_words(lesson.title), _words(lesson.name), _words(lesson.module)}
        titles = {index: _words(_title(self._headers[index])) for index in indices}
        whole = [index for index in indices if titles[index] in wanted]
        part = [index for index in indices if any(f" {words} " in f" {titles[index]} " for words in wanted)]
        return self._only(whole or part, indices, f"is that of {lesson.name} ({lesson.title})")

    def _only(self, fitting: Sequence[int], indices: Sequence[int], what: str) -> int:
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            raise CourseError(
                f"{self._path}: {_listed(self._headers[index] for index in fitting)} could each be the column"
                f" that {what}. Name one in full with --column."
            )
        there = _listed(self._headers[index] for index in indices) or "no assignment"
        raise CourseError(
            f"{self._path}: no column {what}; the columns are {there}. Name the one to fill with --column."
        )

    def _warning(self, index: int, maximum: float) -> str:
        if self._maxima is None:
            return ""
        cell = self._sheet.rows[self._maxima][index].strip()
        if _number(cell) in (None, round(maximum, _SCORE_DECIMALS)):
            return ""
        return f"Canvas gives {cell} points for it and the gradebook {plain(maximum)}; scores are not scaled."

    def _writes_commas(self, index: int) -> bool:
        """Return whether the column has decimal commas, which Canvas writes in some languages."""
        return any(
            re.fullmatch(r"-?\d+,\d+", self._sheet.rows[number][index].strip())
            for number in range(1, len(self._sheet.rows))
            if index < len(self._sheet.rows[number])
        )

    def _row_name(self, number: int) -> str:
        return ", ".join(filter(None, (cell.strip() for cell in self._sheet.rows[number][: self._names])))

    def _is_test_student(self, number: int) -> bool:
        return self._row_name(number).replace(" ", "").casefold() == "student,test"


def _title(header: str) -> str:
    match = _TITLE.fullmatch(header)
    return match[1] if match else header


def _words(text: str) -> str:
    """Return the words of a title, in lower case and with one space between them."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def _number(cell: str) -> float | None:
    text = cell.replace(",", ".")
    return (
        round(float(text), _SCORE_DECIMALS)
        if re.fullmatch(r"-?\d+(\.\d+)?|-?\.\d+", text, re.ASCII)
        else None
    )


def _name(student: Student) -> str:
    name = ", ".join(filter(None, (student.last_name, student.first_name)))
    return f"{name} ({student.id})" if name else student.id


def _listed(names: Iterable[str]) -> str:
    return ", ".join(repr(name) for name in names)
