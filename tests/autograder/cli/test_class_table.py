"""The table of a class in the terminal: one lesson, six, or a whole course of three hundred students."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from rich.cells import cell_len
from rich.console import Console

from autograder.classroom.grade import GradedLesson
from autograder.cli.class_table import MAX_LISTED_LINES, MAX_LISTED_STUDENTS, class_scores
from autograder.cli.grade import _show_changes, _show_where_to_look
from autograder.gradebook.course import Course
from autograder.gradebook.records import ScoreChange
from autograder.gradebook.scores import FinalScore
from autograder.lesson.registry import Function, Lesson
from autograder.report.graded import GradedSubmission
from autograder.results import FunctionResult, Report, Status, TestResult

LATE = FinalScore(7.0, penalty=2.0, reason="Handed in 2 days late.")
SIX = ("02", "06", "13", "15", "19", "26")


def lesson(number: str) -> Lesson:
    return Lesson(f"{number}_lesson", f"Lesson {number}", (Function("alpha", 6), Function("beta", 4.5)))


def submission(
    which: Lesson,
    student: str,
    passed: int | None,
    status: Status = Status.FAILED,
    final: FinalScore | None = None,
) -> GradedSubmission:
    """Return a submission that passes so many of three tests of each function; None: it was not handed in."""
    functions = []
    for function in which.functions:
        tests = [TestResult(f"test_{i}", "cpu", Status.PASSED, "It works.") for i in range(passed or 0)]
        tests += [TestResult(f"test_{i}", "cpu", status, "It works.") for i in range(passed or 0, 3)]
        functions.append(FunctionResult.of(function.name, function.points, tests))
    report = Report.of(which.name, 1, functions)
    return GradedSubmission(student, "", report, handed_in=passed is not None, final=final)


def lines(graded: Mapping[Lesson, Sequence[GradedSubmission]], width: int = 80) -> list[str]:
    """Return what is printed, without the spaces at the ends."""
    console = Console(file=io.StringIO(), width=width, soft_wrap=True)
    for part in class_scores(graded, width):
        console.print(part)
    return [line.rstrip() for line in cast(io.StringIO, console.file).getvalue().splitlines()]


def large_class(which: Lesson, final: FinalScore | None = None) -> list[GradedSubmission]:
    """Return 300 submissions: 200 right, 60 good, 30 weak, and 10 students who handed in nothing."""
    shares = [3] * 200 + [2] * 60 + [1] * 30 + [None] * 10
    return [submission(which, f"s{n:03}", passed, final=final) for n, passed in enumerate(shares)]


class TestOneLesson:
    def test_it_shows_where_points_were_lost(self) -> None:
        which = lesson("02")
        shown = lines({which: [submission(which, "ada", 3), submission(which, "bob", 1)]})
        assert shown[0].strip() == "02_lesson: Lesson 02"
        rows = [line.strip("│").split("│") for line in shown if line.startswith("│")]
        assert [[cell.strip() for cell in row] for row in rows] == [
            ["ada", "10.5", ""],
            ["bob", "3.5", "everything"],
        ]

    def test_a_large_class_shows_who_needs_attention(self) -> None:
        which = lesson("02")
        shown = lines({which: large_class(which)})
        names = [line.split()[1] for line in shown if line.startswith("│ s")]
        assert names == [f"s{n:03}" for n in range(260, 285)]
        assert shown[-1].startswith("25 of 300 students: first those to grade again, then")


class TestSixLessons:
    def test_they_are_one_table(self) -> None:
        graded = {
            which: [
                submission(which, "ada", 3),
                submission(which, "bob", None),
                submission(which, "chiara", 2, final=LATE if which.name == "06_lesson" else None),
                submission(
                    which, "dmitri", 1, Status.INFRA_ERROR if which.name == "26_lesson" else Status.FAILED
                ),
            ]
            for which in map(lesson, SIX)
        }
        assert lines(graded) == [
            "student  total    02     06    13    15    19     26",
            "of          63  10.5  10.5   10.5  10.5  10.5   10.5",
            "ada         63  10.5  10.5   10.5  10.5  10.5   10.5",
            "bob          0     -     -      -     -     -      -",
            "chiara      40     7     5*     7     7     7      7",
            "dmitri    17.5   3.5   3.5    3.5   3.5   3.5  again",
            "-: nothing was handed in",
            "again: the grader failed; run the command again",
            "*: not only the tests count:",
            "  chiara, 06: 7 points for the tests, 2 less for being late. Handed in 2 days late.",
        ]

    def test_signs_that_do_not_occur_are_not_explained(self) -> None:
        assert len(lines({which: [submission(which, "ada", 3)] for which in map(lesson, SIX)})) == 3

    def test_points_for_who_handed_in_nothing_are_shown(self) -> None:
        given = FinalScore(0.0, by_hand=4.0)
        first, second = lesson("02"), lesson("06")
        graded = {
            first: [submission(first, "ada", 3), submission(first, "eve", None, final=given)],
            second: [submission(second, "ada", 3), submission(second, "eve", 3)],
        }
        assert lines(graded)[3].split() == ["eve", "14.5", "4*", "10.5"]

    def test_a_lesson_that_nobody_began_is_in_no_total(self) -> None:
        first, second = lesson("02"), lesson("06")
        shown = lines({first: [submission(first, "ada", 3)], second: [submission(second, "ada", None)]})
        assert [line.split() for line in shown[1:3]] == [
            ["of", "10.5", "10.5", "10.5"],
            ["ada", "10.5", "10.5", "-"],
        ]

    def test_a_wide_or_long_name_leaves_the_columns_in_line(self) -> None:
        names = ["名" * 9, "x" * 200, "a\x1b[31mb"]
        graded = {which: [submission(which, name, 3) for name in names] for which in map(lesson, SIX)}
        table = lines(graded)
        assert {cell_len(line) for line in table[1:]} == {cell_len(table[1])}
        assert cell_len(table[1]) <= 80
        assert "\x1b" not in "".join(table)

    def test_many_accounts_are_cut_with_the_place_of_the_rest(self) -> None:
        graded = {which: large_class(which, final=LATE) for which in map(lesson, SIX)}
        told = [line for line in lines(graded) if line.startswith("  s")]
        assert len(told) == MAX_LISTED_LINES
        assert "... and 1780 more in the course report." in lines(graded)


LESSONS = tuple(lesson(f"{number:02}") for number in range(1, 29))


@pytest.fixture(scope="module")
def graded() -> dict[Lesson, list[GradedSubmission]]:
    """A large class in 28 lessons, in the last of which the grader failed on one student."""
    graded = {which: large_class(which) for which in LESSONS}
    graded[LESSONS[-1]][7] = submission(LESSONS[-1], "s007", 1, Status.INFRA_ERROR)
    return graded


class TestTwentyEightLessons:
    def test_each_block_lists_who_needs_attention(self, graded: dict[Lesson, list[GradedSubmission]]) -> None:
        shown = lines(graded)
        names = [line.split()[0] for line in shown if re.match(r"s\d", line)]
        rows = ["s007", *(f"s{n:03}" for n in range(260, 284))]
        assert len(rows) == MAX_LISTED_STUDENTS
        assert names == 3 * rows
        assert shown[-1].startswith("25 of 300 students: first those to grade again")

    @pytest.mark.parametrize(("width", "blocks"), [(1, 29), (40, 6), (80, 3), (120, 2), (300, 1)])
    def test_each_lesson_has_one_column_that_fits(
        self, graded: dict[Lesson, list[GradedSubmission]], width: int, blocks: int
    ) -> None:
        shown = lines(graded, width)
        heads = [line.split() for line in shown if line.startswith("student ")]
        assert [word for line in heads for word in line[1:]] == [
            "total",
            *(which.name[:2] for which in LESSONS),
        ]
        assert len(heads) == blocks
        table = shown[: shown.index("-: nothing was handed in")]
        assert max(map(cell_len, table)) <= max(width, len("student  total"))


class TestWhatFollows:
    @pytest.mark.parametrize(("count", "cut"), [(1, 0), (20, 0), (21, 1), (300, 280)])
    def test_changes_are_printed_and_kept(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], count: int, cut: int
    ) -> None:
        (tmp_path / "reports").mkdir()
        changes = [ScoreChange(f"s{n:03}", "alpha", 0.5, 0.1 + 0.2) for n in range(count)]
        graded = [GradedLesson(lesson("02"), [], tmp_path, changes[:5])]
        graded.append(GradedLesson(lesson("06"), [], tmp_path, changes[5:]))
        _show_changes(course_at(tmp_path), graded)
        printed = capsys.readouterr().out.splitlines()
        path = tmp_path / "reports" / "changes.csv"
        assert printed[0] == "Changed: s000, alpha: 0.5 before, 0.3 now"
        assert printed[count - cut :] == ([f"... and {cut} more in {path}."] if cut else [])
        rows = list(csv.DictReader(io.StringIO(path.read_text())))
        assert [row["student"] for row in rows] == [change.student for change in changes]
        assert rows[0] == {
            "lesson": "02_lesson",
            "student": "s000",
            "function": "alpha",
            "before": "0.5",
            "after": "0.3",
        }
        assert count < 6 or rows[5]["lesson"] == "06_lesson"

    def test_without_changes_the_file_stays(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """It tells of the last grading that changed something."""
        _show_changes(course_at(tmp_path), [GradedLesson(lesson("02"), [], tmp_path, [])])
        assert capsys.readouterr().out == ""
        assert list(tmp_path.iterdir()) == []

    def test_three_lines_say_where_to_look(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        page = tmp_path / "reports" / "02_lesson" / "index.html"
        first, second = (GradedLesson(lesson(number), [], page, []) for number in ("02", "06"))
        _show_where_to_look(course_at(tmp_path), [first, second])
        assert capsys.readouterr().out.splitlines() == [
            f"Course report (start here): {tmp_path}/reports/index.html",
            f"Feedback, a page a student: {tmp_path}/reports/students",
            f"Gradebook, for Formgrader:  {tmp_path}/gradebook.db",
        ]
        _show_where_to_look(course_at(tmp_path), [first])
        assert capsys.readouterr().out.splitlines() == [
            f"Class report (start here):  {page}",
            f"Feedback, a page a student: {page.parent}/students",
            f"Gradebook, for Formgrader:  {tmp_path}/gradebook.db",
        ]


def course_at(folder: Path) -> Course:
    return cast(Course, SimpleNamespace(root=folder, gradebook=str(folder / "gradebook.db")))
