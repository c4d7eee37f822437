"""Scores and results elsewhere: a table, Canvas's gradebook, Gradescope, JUnit XML."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from kit_root import ROOT
from nbgrader.api import Gradebook

from autograder.cli.app import main
from autograder.common.files import write_files
from autograder.errors import CourseError, GraderError
from autograder.export import Visibility
from autograder.export.canvas import CanvasGradebook, Filling
from autograder.export.gradescope import results_of
from autograder.export.junit import junit
from autograder.export.sheet import Sheet
from autograder.export.table import scores_table
from autograder.gradebook.course import Course
from autograder.gradebook.roster import Student
from autograder.gradebook.scores import ClassScores, FinalScore
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Feedback, Function, Lesson
from autograder.packaging.gradescope_autograder import autograder_zip
from autograder.report.graded import GradedSubmission
from autograder.report.store import read_results, result_texts
from autograder.results import FunctionResult, Isolation, Report, Status, TestResult

REGISTRY = """\
lessons:
  - name: 02_softmax
    title: Softmax
    functions:
      - {name: softmax, points: 3}
      - {name: cross_entropy, points: 4.5}
  - name: 03_lstm
    title: LSTM cells
    functions:
      - {name: lstm_cell, points: 2}
  - name: 04_gan
    title: GAN
    functions:
      - {name: g_loss, points: 2}
"""
ROSTER = (
    "id,first_name,last_name,email\nada,Ada,Lovelace,ada@example.org\nalan,Alan,Turing,\n"
    "=1+1,Mal,@SUM(A1),\ngrace,Grace,Hopper,Grace.Hopper@navy.mil\n"
)


def result(
    status: Status = Status.PASSED,
    name: str = "test_rows",
    device: str = "cpu",
    message: str = "",
    diagnosis: str | None = None,
) -> TestResult:
    return TestResult(name, device, status, f"Sentence of {name}.", message, diagnosis)


def report(softmax: list[TestResult], cross_entropy: list[TestResult] | None = None) -> Report:
    functions = [
        FunctionResult.of("softmax", 3.0, softmax),
        FunctionResult.of("cross_entropy", 4.5, [result()] if cross_entropy is None else cross_entropy),
    ]
    return Report.of("02_softmax", 918273, functions)


def store(course: Course, student: str, one: Report) -> None:
    """Leave the report where grading leaves it."""
    folder = course.root / "reports" / one.lesson / "results"
    folder.mkdir(parents=True, exist_ok=True)
    others = read_results(course.root / "reports", course.kit.registry.lesson(one.lesson), [student])
    everyone = sorted([*others, GradedSubmission(student, student, one)], key=lambda each: each.student)
    for name, text in result_texts(everyone, {each.student: each.student for each in everyone}).items():
        (folder / name).write_text(text)


WRONG = result(Status.FAILED, message="Off by <b>1</b>.\x1b[31m", diagnosis="It is over dim 0.")
HALF = [result(), WRONG]


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    root = tmp_path_factory.mktemp("kit")
    (root / "grading.yml").write_text(REGISTRY)
    kit = Kit(root)
    for lesson in kit.registry.lessons:
        kit.assignment(lesson).mkdir(parents=True)
    return kit


@pytest.fixture(scope="module")
def pristine(kit: Kit, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with two of the three lessons and scores of ada and alan on the first."""
    base = tmp_path_factory.mktemp("courses")
    (base / "roster.csv").write_text(ROSTER)
    course = Course.create(base / "course", kit, kit.registry.lessons[:2], base / "roster.csv")
    lesson = kit.registry.lessons[0]
    course.record(lesson, {"ada": report([result()]), "alan": report(HALF), "=1+1": report([WRONG])})
    store(course, "ada", report([result()]))
    store(course, "alan", report(HALF))
    with Gradebook(f"sqlite:///{base / 'course' / 'gradebook.db'}", course_id="") as book:
        (ada,) = book.find_submission(lesson.name, "ada").notebooks
        ada.late_submission_penalty = 1.5
        manual = next(grade for grade in ada.grades if grade.name == "softmax")
        manual.manual_score, manual.extra_credit = 2.2, 0.1
        (late,) = book.find_submission(lesson.name, "=1+1").notebooks
        late.late_submission_penalty = 100
        book.db.commit()
    return base / "course"


@pytest.fixture
def course(pristine: Path, kit: Kit, tmp_path: Path) -> Course:
    shutil.copytree(pristine, tmp_path / "course")
    return Course.open(tmp_path / "course", kit)


@pytest.fixture
def command(
    course: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Runs `autograder export --course ...`: its status, what it printed, and its complaints."""
    monkeypatch.setenv("AUTOGRADER_KIT", str(course.kit.root))

    def run(*arguments: object, here: bool = True) -> tuple[int, str, str]:
        place = ("--course", str(course.root)) if here else ()
        with pytest.raises(SystemExit) as end:
            main(["export", *map(str, arguments), *place])
        printed = capsys.readouterr()
        assert isinstance(end.value.code, int)
        return end.value.code, printed.out, printed.err

    return run


Command = Callable[..., tuple[int, str, str]]


class TestScores:
    def test_automatic_manual_and_extra_points_less_the_penalty_and_never_below_zero(
        self, course: Course
    ) -> None:
        scores = course.scores()
        assert scores.points == {"02_softmax": 7.5, "03_lstm": 2.0}
        assert scores.earned["02_softmax"] == pytest.approx(
            {"ada": 2.2 + 0.1 + 4.5 - 1.5, "alan": 6.0, "=1+1": 0.0}
        )
        assert scores.earned["03_lstm"] == {}

    def test_they_are_those_that_nbgrader_exports(self, course: Course) -> None:
        arguments = [sys.executable, "-m", "nbgrader", "export"]
        done = subprocess.run(arguments, cwd=course.root, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        with (course.root / "grades.csv").open(newline="") as file:
            exported = {
                row["student_id"]: float(row["score"])
                for row in csv.DictReader(file)
                if row["assignment"] == "02_softmax" and row["timestamp"] != "never"
            }
        earned = course.scores().earned["02_softmax"]
        assert exported == pytest.approx({**earned, "grace": 0.0})

    def test_a_lesson_that_was_never_added_is_named(self, course: Course) -> None:
        with pytest.raises(CourseError, match="lacks the lesson 04_gan: add it by `autograder init"):
            course.scores(course.kit.registry.lessons)


class TestTable:
    def test_a_row_a_student_with_defused_text_and_exact_numbers(self, command: Command) -> None:
        status, printed, _ = command("--format", "csv")
        assert status == 0
        assert list(csv.reader(io.StringIO(printed))) == [
            ["id", "last_name", "first_name", "02_softmax (7.5)", "03_lstm (2)", "total (9.5)"],
            ["'=1+1", "'@SUM(A1)", "Mal", "0", "", "0"],
            ["grace", "Hopper", "Grace", "", "", "0"],
            ["ada", "Lovelace", "Ada", "5.3", "", "5.3"],
            ["alan", "Turing", "Alan", "6", "", "6"],
        ]

    def test_a_file_and_some_lessons(self, command: Command, tmp_path: Path) -> None:
        target = tmp_path / "new" / "scores.csv"
        status, printed, _ = command("03", "--format", "csv", "--output", target)
        assert (status, printed) == (0, f"Wrote {target}.\n")
        assert target.read_text("utf-8").splitlines()[0] == "id,last_name,first_name,03_lstm (2),total (2)"
        assert [path.name for path in target.parent.iterdir()] == ["scores.csv"]

    def test_sums_of_tenths_show_no_rounding_error(self) -> None:
        scores = ClassScores(
            [Student("ada")],
            {"a": 1, "b": 1},
            {"a": {"ada": FinalScore(0.1)}, "b": {"ada": FinalScore(0.2)}},
        )
        assert scores_table(scores).splitlines()[1] == "ada,,,0.1,0.2,0.3"


class TestFiles:
    def test_all_or_none(self, tmp_path: Path) -> None:
        (tmp_path / "old").write_text("old")
        (tmp_path / "file").write_text("")
        with pytest.raises(CourseError, match=r"can't be written .*nothing was changed"):
            write_files({tmp_path / "old": b"new", tmp_path / "file" / "below": b"new"})
        assert (tmp_path / "old").read_text() == "old"
        assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "old"]

    def test_a_folder_is_no_file(self, tmp_path: Path) -> None:
        with pytest.raises(CourseError, match="is a folder: name a file"):
            write_files({tmp_path: b""})
        assert tmp_path.is_dir()


class TestSheet:
    @pytest.mark.parametrize(
        "text",
        [
            "",
            "a",
            "a,b\n",
            "\ufeffa,b\r\n1,2\r\n",
            'a,"b ""x"", c"\n"two\r\nlines",\n',
            "a;b;c\n1,5;2;\n",
            "a,b\r\rc,d\n\n\r\n,",
            'a,b"c,"d"\n',
            "é,日本\n\x00,\x1b\n",
        ],
    )
    def test_reading_and_writing_keeps_every_byte(self, tmp_path: Path, text: str) -> None:
        path = tmp_path / "sheet.csv"
        path.write_bytes(text.encode())
        assert Sheet(path).to_bytes() == text.encode()

    def test_cells_are_those_of_the_csv_module(self, tmp_path: Path) -> None:
        path = tmp_path / "sheet.csv"
        text = 'Student,ID\r\n"Lovelace, Ada",1\r\n"say ""hi""\nthere",\r\n,2'
        path.write_bytes(text.encode())
        assert Sheet(path).rows == list(csv.reader(io.StringIO(text, newline="")))

    def test_a_changed_cell_keeps_its_quotes_and_gets_them_where_needed(self, tmp_path: Path) -> None:
        path = tmp_path / "sheet.csv"
        path.write_bytes(b'a,b\n"1",2\n')
        sheet = Sheet(path)
        sheet.change(1, 0, "3")
        sheet.change(1, 1, 'x,"y"')
        assert sheet.to_bytes() == b'a,b\n"3","x,""y"""\n'
        assert sheet.rows[1] == ["3", 'x,"y"']

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b'a,b\n"x,1\n', "line 2: a quotation mark is opened and never closed"),
            (b'a,b\n"x\ny"z,1\n', "line 3: text follows a closing quotation mark"),
            (b"a,\xff\n", r"not UTF-8 text \(byte 2\)"),
            (None, "can't be read: No such file"),
        ],
    )
    def test_faults_are_told_with_their_place(
        self, tmp_path: Path, content: bytes | None, words: str
    ) -> None:
        path = tmp_path / "sheet.csv"
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(CourseError, match=words):
            Sheet(path)


STUDENTS = [
    Student("ada", "Ada", "Lovelace", "ada@example.org"),
    Student("alan", "Alan", "Turing"),
    Student("grace", "Grace", "Hopper", "Grace.Hopper@navy.mil"),
]
SOFTMAX = Lesson(name="02_softmax", title="Softmax", functions=(Function("softmax", 7.5),))
EXPORT = (
    '\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Notes,"Quiz, intro (11)",Softmax (12),Softmax 2 (13),'
    "Softmax Current Score,Final Score\r\n"
    ",,,,,,,Manual Posting,,,\r\n"
    "    Points Possible,,,,,,10.00,7.50,3.00,(read only),(read only)\r\n"
    '"Lovelace, Ada",501,S1,ADA,"Mon and ""Tue""",,9.00,,1.00,9.0,8\r\n'
    '"Turing, Alan",502,S2,alan,Mon,x,,"4.00",,,\r\n'
    '"Hopper, Grace",503,S3,grace.hopper@navy.mil,Mon,,,EX,,,\r\n'
    '"Noether, Emmy",504,S4,emmy,Mon,,,1.00,,,\r\n'
    '"Student, Test",599,,0a1b2c,Mon,,,,,,\r\n'
)


def canvas(
    folder: Path,
    text: str = EXPORT,
    scores: dict[str, float] | None = None,
    column: str | None = None,
    match_by: str | None = None,
    lesson: Lesson = SOFTMAX,
    students: list[Student] = STUDENTS,
) -> Filling:
    path = folder / "export.csv"
    path.write_bytes(text.encode())
    points = {"ada": 5.3, "alan": 4.0, "grace": 2.0} if scores is None else scores
    return CanvasGradebook(path).fill(students, [(lesson, 7.5, points)], column, match_by)


class TestCanvas:
    def test_only_cells_with_another_score_change(self, tmp_path: Path) -> None:
        filling = canvas(tmp_path)
        expected = EXPORT.replace("9.00,,1.00", "9.00,5.3,1.00")
        assert filling.content.decode() == expected
        (column,) = filling.columns
        assert column.header == "Softmax (12)"
        assert [(one.student, one.name, one.old, one.new) for one in column.changes] == [
            ("ada", "Lovelace, Ada", "", "5.3")
        ]
        assert column.unchanged == 1
        assert column.left == [("Hopper, Grace (grace)", "EX")]
        assert column.warning == ""
        assert filling.matched_by == "SIS Login ID"
        assert filling.unknown_rows == ["Noether, Emmy"]
        assert filling.unknown_students == []

    def test_a_cell_in_quotes_stays_in_quotes(self, tmp_path: Path) -> None:
        filling = canvas(tmp_path, scores={"alan": 6.125})
        assert filling.content.decode() == EXPORT.replace('"4.00"', '"6.12"')

    def test_filling_twice_changes_nothing_more(self, tmp_path: Path) -> None:
        once = canvas(tmp_path).content.decode()
        again = canvas(tmp_path, once)
        assert again.content.decode() == once
        assert again.columns[0].changes == []
        assert again.columns[0].unchanged == 2

    def test_students_without_a_score_and_those_whom_canvas_lacks_are_told(self, tmp_path: Path) -> None:
        students = [*STUDENTS, Student("kurt", "Kurt", "Gödel")]
        filling = canvas(tmp_path, scores={"ada": 1.0}, students=students)
        assert filling.columns[0].ungraded == ["Turing, Alan (alan)", "Hopper, Grace (grace)"]
        assert filling.unknown_students == ["Gödel, Kurt (kurt)"]

    def test_a_student_who_was_not_assigned_the_work_is_left(self, tmp_path: Path) -> None:
        filling = canvas(tmp_path, EXPORT.replace("9.00,,1.00", "9.00,N/A,1.00"))
        assert filling.columns[0].left == [("Lovelace, Ada (ada)", "N/A"), ("Hopper, Grace (grace)", "EX")]
        assert filling.columns[0].changes == []

    def test_semicolons_decimal_commas_bare_line_feeds_and_no_last_one(self, tmp_path: Path) -> None:
        text = (
            "LastName;FirstName;ID;SIS Login ID;Section;Softmax (12)\n"
            "    Points Possible;;;;;7,50\nLovelace;Ada;1;ada;Mo;1,00\nTuring;Alan;2;alan;Mo;4,00"
        )
        filling = canvas(tmp_path, text)
        assert filling.content.decode() == text.replace("1,00", "5,3")
        assert filling.columns[0].changes[0].name == "Lovelace, Ada"
        assert filling.columns[0].unchanged == 1

    def test_other_points_in_canvas_are_a_warning(self, tmp_path: Path) -> None:
        filling = canvas(tmp_path, EXPORT.replace("7.50", "100.00"))
        assert filling.columns[0].warning == (
            "Canvas gives 100.00 points for it and the gradebook 7.5; scores are not scaled."
        )

    @pytest.mark.parametrize("name", ["Softmax 2 (13)", "softmax 2"])
    def test_a_named_column(self, tmp_path: Path, name: str) -> None:
        filling = canvas(tmp_path, column=name)
        assert filling.columns[0].header == "Softmax 2 (13)"
        assert "9.00,,5.3" in filling.content.decode()

    @pytest.mark.parametrize("title", ["softmax", "02_softmax", "02 Softmax", "Homework 2: Softmax!"])
    def test_a_column_is_found_by_the_title_or_name_of_the_lesson(self, tmp_path: Path, title: str) -> None:
        text = EXPORT.replace("Softmax (12)", f"{title} (12)").replace("Softmax 2 (13)", "Essay (13)")
        assert canvas(tmp_path, text).columns[0].header == f"{title} (12)"

    @pytest.mark.parametrize(
        ("changes", "column", "words"),
        [
            ({"Softmax (12)": "A Softmax (12)"}, None, "'A Softmax .12.', 'Softmax 2 .13.' may each be"),
            (
                {"Softmax": "Essay"},
                None,
                "no column is that of 02_softmax .Softmax.; there is 'Notes', 'Quiz,",
            ),
            ({}, "Essay", "no column is called 'Essay'; there is"),
            ({}, "Final Score", "no column is called 'Final Score'"),
            ({}, "SIS User ID", "no column is called 'SIS User ID'"),
            ({",7.50,": ",(read only),"}, "Softmax (12)", "no column is called 'Softmax .12.'"),
        ],
    )
    def test_a_column_in_doubt_is_an_error_that_names_what_there_is(
        self, tmp_path: Path, changes: dict[str, str], column: str | None, words: str
    ) -> None:
        text = EXPORT
        for old, new in changes.items():
            text = text.replace(old, new)
        with pytest.raises(CourseError, match=words):
            canvas(tmp_path, text, column=column)

    def test_one_column_is_not_filled_for_two_lessons(self, tmp_path: Path) -> None:
        path = tmp_path / "export.csv"
        path.write_bytes(EXPORT.encode())
        with pytest.raises(CourseError, match="would be filled for 02_softmax and for 02_softmax"):
            CanvasGradebook(path).fill(STUDENTS, [(SOFTMAX, 7.5, {}), (SOFTMAX, 7.5, {})])

    def test_the_column_that_knows_most_students_says_who_a_row_is(self, tmp_path: Path) -> None:
        text = (
            EXPORT.replace("ADA", "u1").replace(",alan,", ",u2,").replace("S1", "ada").replace("S2", "alan")
        )
        filling = canvas(tmp_path, text)
        assert filling.matched_by == "SIS User ID"
        assert filling.unknown_rows == ["Hopper, Grace", "Noether, Emmy"]
        filling = canvas(tmp_path, text, match_by="sis login id")
        assert filling.matched_by == "SIS Login ID"
        assert filling.unknown_rows == ["Lovelace, Ada", "Turing, Alan", "Noether, Emmy"]

    def test_numbers_of_canvas_are_not_mixed_with_ids_of_the_school(self, tmp_path: Path) -> None:
        """A row unknown by its login isn't taken for the student whose id is Canvas's number of it."""
        filling = canvas(tmp_path, scores={"504": 7.0}, students=[*STUDENTS, Student("504")])
        assert filling.unknown_rows == ["Noether, Emmy"]
        assert filling.content.decode() == EXPORT

    @pytest.mark.parametrize(
        ("students", "match_by", "words"),
        [
            ([Student("ADA "), Student("Ada")], None, "row 4: Lovelace, Ada may be any of"),
            ([Student("a", email="ada@x"), Student("b", email="ADA@x")], None, "may be any of"),
            ([Student("ada")], "Matriculation", "has no column 'Matriculation'.*it has 'Student', 'ID'"),
            ([Student("x")], None, "No row of .* is of a student of this course"),
            ([Student("mon")], "Section", "the rows 5 and 6 and 7 and 8 are all of mon by Section"),
        ],
    )
    def test_a_student_in_doubt_is_an_error(
        self, tmp_path: Path, students: list[Student], match_by: str | None, words: str
    ) -> None:
        students = [Student(one.id.strip(), email=one.email) for one in students]
        text = EXPORT.replace("ADA", "ada@X") if students[0].email else EXPORT.replace("ADA", "aDa")
        with pytest.raises(CourseError, match=words):
            canvas(tmp_path, text, match_by=match_by, students=students)

    def test_the_very_id_wins_over_another_case(self, tmp_path: Path) -> None:
        filling = canvas(tmp_path, scores={"ADA": 1.0, "ada": 2.0}, students=[Student("ADA"), Student("ada")])
        assert [one.new for one in filling.columns[0].changes] == ["1"]

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("", "no gradebook that Canvas exported"),
            ("id,score\nada,1\n", "no gradebook that Canvas exported"),
            ("Student,ID,Section,Softmax\nAda,1\n", "row 2: it has 2 cells and the first row has 4"),
        ],
    )
    def test_another_file_is_refused(self, tmp_path: Path, text: str, words: str) -> None:
        with pytest.raises(CourseError, match=words):
            canvas(tmp_path, text)


class TestCanvasCommand:
    @pytest.fixture
    def exported(self, tmp_path: Path) -> Path:
        path = tmp_path / "grades.csv"
        path.write_bytes(EXPORT.encode())
        return path

    def test_shows_first_and_writes_on_demand_only(
        self, command: Command, exported: Path, course: Course
    ) -> None:
        target = exported.with_name("grades-graded.csv")
        status, printed, _ = command("02", "--format", "canvas", "--canvas", exported)
        assert status == 0
        assert "Softmax (12), from 02_softmax" in printed
        assert "Lovelace, Ada (ada): nothing -> 5.3" in printed
        assert "Turing, Alan (alan): 4.00 -> 6" in printed
        assert "In Canvas and not in the course, left as they are: Noether, Emmy." in printed
        assert "In the course and not in Canvas: @SUM(A1), Mal (=1+1)." in printed
        assert f"Nothing was written; --write writes {target}." in printed
        assert not target.exists()
        status, printed, _ = command("02", "--format", "canvas", "--canvas", exported, "--write")
        assert status == 0
        expected = EXPORT.replace("9.00,,1.00", "9.00,5.3,1.00").replace('"4.00"', '"6"')
        assert target.read_bytes().decode() == expected
        assert exported.read_bytes().decode() == EXPORT

    @pytest.mark.parametrize(("answer", "written"), [(True, True), (False, False)])
    def test_asks_at_a_terminal(
        self, command: Command, exported: Path, monkeypatch: pytest.MonkeyPatch, answer: bool, written: bool
    ) -> None:
        asked = []
        monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda self: True})())
        monkeypatch.setattr("typer.confirm", lambda text: asked.append(text) or answer)
        target = exported.with_name("grades-graded.csv")
        assert command("02", "--format", "canvas", "--canvas", exported)[0] == 0
        assert asked == [f"Write {target}?"]
        assert target.exists() is written

    def test_the_input_is_never_overwritten(self, command: Command, exported: Path) -> None:
        link = exported.with_name("link.csv")
        link.hardlink_to(exported)
        for target in (exported, link):
            arguments = ("02", "--format", "canvas", "--canvas", exported, "--write", "--output", target)
            status, _, said = command(*arguments)
            assert status == 2
            assert "is the file that is read" in said
        assert exported.read_bytes().decode() == EXPORT

    def test_names_can_not_steer_the_terminal(self, command: Command, exported: Path) -> None:
        exported.write_bytes(EXPORT.replace("Noether", "\x1b[2JNo[bold]").encode())
        _, printed, _ = command("02", "--format", "canvas", "--canvas", exported)
        assert "\x1b" not in printed
        assert r"\x1b[2JNo[bold], Emmy" in printed


class TestResultsJson:
    def test_what_gradescope_specifies(self) -> None:
        both = [
            result(),
            result(device="simgpu"),
            result(Status.FAILED, "test_dim", message="No.", diagnosis="Dim 0."),
            result(Status.FAILED, "test_dim", "simgpu", message="No.", diagnosis="Dim 0."),
            result(Status.SKIPPED, "test_dim", "cuda"),
        ]
        given = json.loads(results_of(report(both), Feedback(), Visibility.AFTER_DUE_DATE).to_json())
        assert given["score"] == 6.0
        assert given["output"] == "Not tested on cuda, which the grading machine lacks. No point was lost."
        assert given["visibility"] == "after_due_date"
        assert given["stdout_visibility"] == "hidden"
        assert given["output_format"] == "text"
        assert given["tests"][1] == {
            "name": "softmax: Sentence of test_dim.",
            "score": 0.0,
            "max_score": 1.5,
            "status": "failed",
            "output": "Failed on cpu and simgpu.\nNo.\nDim 0.",
            "visibility": "after_due_date",
            "name_format": "text",
            "output_format": "text",
        }
        assert [(one["score"], one["max_score"], one["status"]) for one in given["tests"]] == [
            (1.5, 1.5, "passed"),
            (0.0, 1.5, "failed"),
            (4.5, 4.5, "passed"),
        ]

    def test_devices_that_differ_are_told_apart(self) -> None:
        tests = [result(), result(Status.ERROR, device="simgpu", message="On another device.")]
        (first, _) = results_of(report(tests), Feedback()).tests
        assert (first.score, first.max_score, first.status) == (1.5, 3.0, "failed")
        assert first.output == "Passed on cpu.\n\nRaised an error on simgpu.\nOn another device."

    @pytest.mark.parametrize(
        ("detail", "there", "absent"),
        [
            ("title", [], ["Off by", "dim 0"]),
            ("message", ["Off by"], ["dim 0"]),
            ("diagnosis", ["dim 0"], []),
        ],
    )
    def test_only_what_the_student_may_read(self, detail: Any, there: list[str], absent: list[str]) -> None:
        text = results_of(report(HALF), Feedback(detail=detail)).to_json().decode()
        assert "918273" not in text
        assert all(words in text for words in there)
        assert not any(words in text for words in absent)

    def test_a_report_that_is_not_final_costs_nobody_a_point(self) -> None:
        with pytest.raises(GraderError, match="grade it again first"):
            results_of(report([result(Status.INFRA_ERROR)]), Feedback())

    def test_a_file_a_student(self, command: Command, course: Course) -> None:
        store(course, "é x", report([result()]))
        store(course, "late", report([result(Status.INFRA_ERROR)]))
        status, printed, said = command("02", "--format", "gradescope")
        assert status == 1
        folder = course.root / "export" / "gradescope"
        assert printed == f"{folder} holds results.json for submissions: 3.\n"
        assert "Left out, for the grader failed on them: late (02_softmax)" in said
        names = sorted(path.parent.name for path in folder.glob("02_softmax/*/results.json"))
        assert names[:2] == ["ada", "alan"]
        assert re.fullmatch(r"x-[0-9a-f]{16}", names[2])
        assert json.loads((folder / "02_softmax" / "alan" / "results.json").read_text())["score"] == 6.0


# Elements with their attributes (True: required) and children, by Jenkins's junit-10.xsd.
JUNIT: dict[str, tuple[dict[str, bool], set[str]]] = {
    "testsuites": (
        dict.fromkeys(("name", "time", "tests", "failures", "disabled", "errors"), False),
        {"testsuite"},
    ),
    "testsuite": (
        {"name": True, "tests": True}
        | dict.fromkeys(("failures", "errors", "time", "disabled", "skipped", "timestamp", "id"), False),
        {"properties", "testcase", "system-out", "system-err"},
    ),
    "properties": ({}, {"property"}),
    "property": ({"name": True, "value": True}, set()),
    "testcase": (
        {"name": True, "classname": False, "assertions": False, "time": False, "status": False},
        {"skipped", "error", "failure", "system-out", "system-err"},
    ),
    "failure": ({"type": False, "message": False}, set()),
    "error": ({"type": False, "message": False}, set()),
    "skipped": ({"type": False, "message": False}, set()),
}


def check_junit(element: ElementTree.Element) -> None:
    attributes, children = JUNIT[element.tag]
    assert set(element.attrib) <= set(attributes)
    assert {name for name, needed in attributes.items() if needed} <= set(element.attrib)
    if element.tag == "testcase":
        assert len(element) <= 1
    for count, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
        if count in element.attrib:
            assert int(element.attrib[count]) == len(list(element.iter(tag)))
    if "skipped" in element.attrib:
        assert int(element.attrib["skipped"]) == len(list(element.iter("skipped")))
    for child in element:
        assert child.tag in children
        check_junit(child)


class TestJUnit:
    def test_the_outcome_of_each_test(self) -> None:
        tests = [result(), result(device="simgpu"), result(Status.SKIPPED, device="cuda")]
        rest = [result(Status.INFRA_ERROR, "test_b", message="Judge ended."), WRONG]
        root = ElementTree.fromstring(junit([("ada", report(tests, rest)), ("alan", report(HALF))]))
        check_junit(root)
        assert root.attrib == {"name": "autograder", "tests": "8", "failures": "2", "errors": "1"}
        suite = root[0]
        assert suite.attrib == {
            "name": "02_softmax.ada",
            "tests": "5",
            "failures": "1",
            "errors": "1",
            "skipped": "1",
        }
        assert {one.attrib["name"]: one.attrib["value"] for one in suite[0]} == {
            "student": "ada",
            "score": "3.0",
            "max_score": "7.5",
        }
        cases = [
            (case.attrib["classname"], case.attrib["name"], [child.tag for child in case])
            for case in suite.iter("testcase")
        ]
        assert cases == [
            ("02_softmax.softmax", "test_rows[cpu]", []),
            ("02_softmax.softmax", "test_rows[simgpu]", []),
            ("02_softmax.softmax", "test_rows[cuda]", ["skipped"]),
            ("02_softmax.cross_entropy", "test_b[cpu]", ["error"]),
            ("02_softmax.cross_entropy", "test_rows[cpu]", ["failure"]),
        ]
        (failure,) = suite.iter("failure")
        assert failure.attrib == {"type": "failed", "message": "Off by <b>1</b>.\ufffd[31m"}
        assert failure.text == "Sentence of test_rows.\nOff by <b>1</b>.\ufffd[31m\nIt is over dim 0."

    @pytest.mark.parametrize("status", [status for status in Status if status.counts])
    def test_each_fault_of_the_student_is_a_failure(self, status: Status) -> None:
        root = ElementTree.fromstring(junit([("ada", report([result(status)]))]))
        assert len(list(root.iter("failure"))) == (status is not Status.PASSED)

    def test_the_command_and_text_that_xml_can_not_hold(self, command: Command, course: Course) -> None:
        store(course, '"<&>', report([result(Status.FAILED, message="\x00\x01]]>&\ufffe")]))
        status, printed, _ = command("--format", "junit")
        assert status == 0
        root = ElementTree.fromstring(printed)
        check_junit(root)
        assert [suite.attrib["name"] for suite in root] == [
            '02_softmax."<&>',
            "02_softmax.ada",
            "02_softmax.alan",
        ]
        (failure,) = root[0].iter("failure")
        assert failure.attrib["message"] == "\ufffd\ufffd]]>&\ufffd"


class TestArguments:
    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["--format", "csv", "--canvas", "x.csv"], "--canvas means nothing here"),
            (["--format", "junit", "--write"], "--write means nothing here"),
            (["--format", "canvas", "--visibility", "hidden"], "--visibility means nothing here"),
            (["--format", "gradescope", "--isolation", "none"], "--isolation means nothing here"),
            (["--format", "gradescope", "--autograder", "x.zip"], "--course means nothing here"),
            (["--format", "canvas"], "with --canvas FILE"),
            (["--format", "canvas", "--canvas", "x.csv"], "Name the lessons whose scores go to Canvas"),
            (
                ["02", "03", "--format", "canvas", "--canvas", "x", "--column", "y"],
                "--column names the column",
            ),
            (["03", "--format", "junit"], "has no results of 03_lstm: run `autograder grade 03_lstm"),
            (["04", "--format", "csv"], "lacks the lesson 04_gan"),
            (["05", "--format", "csv"], "'05' is not a lesson of this course"),
        ],
    )
    def test_what_can_not_be_done_is_one_sentence(
        self, command: Command, arguments: list[str], words: str
    ) -> None:
        status, printed, said = command(*arguments)
        assert (status, printed) == (2, "")
        assert words in said
        assert len(said.splitlines()) == 1

    def test_no_course(self, command: Command) -> None:
        status, _, said = command("--format", "csv", here=False)
        assert status == 2
        assert "Say which course to export, with --course DIR" in said

    def test_no_results(self, command: Command, course: Course) -> None:
        shutil.rmtree(course.root / "reports")
        status, _, said = command("--format", "gradescope")
        assert status == 2
        assert "has no results yet" in said


@pytest.fixture(scope="module")
def container(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Gradescope's /autograder with the zip for lesson 02 and its reference as submission."""
    kit = Kit(ROOT)
    lesson = kit.registry.lesson("02")
    root = tmp_path_factory.mktemp("autograder")
    with zipfile.ZipFile(io.BytesIO(autograder_zip(kit, lesson, seed=7))) as archive:
        for entry in archive.infolist():
            path = Path(archive.extract(entry, root / "source"))
            path.chmod(entry.external_attr >> 16 & 0o777)
    submission = root / "submission" / "softmax_classifier.py"
    submission.parent.mkdir()
    text = (kit.solution(lesson) / "softmax_classifier.py").read_text("utf-8")
    submission.write_text(text.replace("def accuracy(", "def accuracies("))
    return root


def run_autograder(root: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [root / "source" / "run_autograder"],
        env={
            **os.environ,
            "AUTOGRADER_ROOT": str(root),
            "AUTOGRADER_PYTHON": sys.executable,
            "PYTHONPATH": str(root / "source" / "kit"),
            **environment,
        },
        cwd=root,
        capture_output=True,
        text=True,
        timeout=300,
    )


class TestAutograder:
    def test_the_zip_has_what_gradescope_needs_and_one_lesson_alone(self, container: Path) -> None:
        source = container / "source"
        for name in ("setup.sh", "run_autograder"):
            assert os.access(source / name, os.X_OK)
            assert subprocess.run(["bash", "-n", source / name]).returncode == 0
        assert (source / "settings.sh").read_text().splitlines() == [
            "lesson=02_softmax_classifier",
            "seed=7",
            "isolation=bubblewrap",
            "visibility=visible",
        ]
        lessons = {path.name for path in (source / "kit" / "solutions").iterdir()}
        assert lessons == {path.name for path in (source / "kit" / "tests" / "lessons").iterdir()}
        assert lessons == {"02_softmax_classifier"}
        assert not list(source.rglob("__pycache__"))
        assert not (source / "kit" / "assignments").exists()

    def test_equal_input_gives_an_equal_zip(self) -> None:
        kit = Kit(ROOT)
        lesson = kit.registry.lesson("02")
        assert autograder_zip(kit, lesson, 1) == autograder_zip(kit, lesson, 1)
        assert autograder_zip(kit, lesson, 1) != autograder_zip(kit, lesson, 2)

    @pytest.mark.usefixtures("needs_sandbox")
    def test_it_grades_in_the_sandbox(self, container: Path) -> None:
        done = run_autograder(container)
        assert done.returncode == 0, done.stdout
        assert done.stderr == ""
        assert "Graded under isolation: bubblewrap." in done.stdout
        given = json.loads((container / "results" / "results.json").read_text("utf-8"))
        assert given["score"] == 19  # all but the one point for accuracy, which the submission lacks
        failed = {test["name"].split(":")[0] for test in given["tests"] if test["status"] == "failed"}
        assert failed == {"accuracy"}
        assert sum(test["score"] for test in given["tests"]) == pytest.approx(given["score"], abs=0.05)
        assert sum(test["max_score"] for test in given["tests"]) == pytest.approx(20, abs=0.05)
        assert sorted(path.name for path in (container / "results").iterdir()) == ["results.json"]

    def test_without_a_sandbox_nothing_is_graded(
        self, container: Path, tmp_path: Path, broken_bubblewrap: Path
    ) -> None:
        root = tmp_path / "autograder"
        shutil.copytree(container, root)
        (root / "results").mkdir(exist_ok=True)
        (root / "results" / "results.json").write_text("{}")
        done = run_autograder(root, PATH=f"{broken_bubblewrap}{os.pathsep}{os.environ['PATH']}")
        assert done.returncode == 1
        assert "NOT GRADED: this container gives no sandbox" in done.stdout
        assert list((root / "results").iterdir()) == []

    def test_without_a_sandbox_it_grades_where_that_was_chosen(
        self, tmp_path: Path, broken_bubblewrap: Path, make_kit: Callable[..., Kit], right: bytes
    ) -> None:
        kit = make_kit(tmp_path / "kit")
        content = autograder_zip(kit, kit.registry.lesson("01"), 7, Isolation.NONE, Visibility.HIDDEN)
        root = tmp_path / "autograder"
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            archive.extractall(root / "source")
        (root / "source" / "run_autograder").chmod(0o755)
        (root / "submission").mkdir()
        (root / "submission" / "tiny.py").write_bytes(right)
        done = run_autograder(root, PATH=f"{broken_bubblewrap}{os.pathsep}{os.environ['PATH']}")
        assert done.returncode == 0, done.stdout
        assert "NO SANDBOX: this submission runs with all rights" in done.stdout
        given = json.loads((root / "results" / "results.json").read_text("utf-8"))
        assert given["score"] == 5
        assert given["visibility"] == "hidden"

    def test_the_command(self, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AUTOGRADER_KIT", str(ROOT))
        target = tmp_path / "autograder.zip"
        arguments = ("--format", "gradescope", "--autograder", target)
        status, printed, _ = command("02", *arguments, here=False)
        assert status == 0
        assert "give it to nobody" in printed
        with zipfile.ZipFile(target) as archive:
            assert archive.testzip() is None
            assert {"setup.sh", "run_autograder", "README.md", "kit/grading.yml"} <= set(archive.namelist())
        status, _, said = command(*arguments, here=False)
        assert status == 2
        assert "is for one lesson: name it" in said
