"""The course folder: what autograder writes is what nbgrader's own commands show."""

from __future__ import annotations

import csv
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.utils import determine_grade
from traitlets.config import Config

from autograder.classroom.grade import strangers
from autograder.errors import CourseError, GraderError
from autograder.gradebook import notebooks
from autograder.gradebook.course import Course
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson
from autograder.results import FunctionResult, Report, Status, TestResult

REGISTRY = """\
lessons:
  - name: 02_softmax
    title: Softmax
    functions:
      - {name: softmax, points: 3}
      - {name: cross_entropy, points: 4.5}
  - name: 03_lstm
    title: LSTM
    functions:
      - {name: lstm_cell, points: 2}
"""
ROSTER = "id,first_name,last_name,email\nada,Ada,Lovelace,ada@example.org\nalan,Alan,,\n"
STATES = {True: Status.PASSED, False: Status.FAILED}


def make_kit(root: Path, registry: str = REGISTRY) -> Kit:
    root.mkdir(exist_ok=True)
    (root / "grading.yml").write_text(registry)
    kit = Kit(root)
    for lesson in kit.registry.lessons:
        folder = kit.assignment(lesson)
        folder.mkdir(parents=True, exist_ok=True)
        nbformat.write(nbformat.v4.new_notebook(), folder / f"{lesson.module}.ipynb")
        (folder / f"{lesson.module}.py").write_text("raise NotImplementedError\n")
    return kit


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    return make_kit(tmp_path_factory.mktemp("kit"))


@pytest.fixture(scope="module")
def lesson(kit: Kit) -> Lesson:
    return kit.registry.lesson("02")


@pytest.fixture(scope="module")
def pristine(kit: Kit, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh course, made as where the virtual environment is not activated: without alembic on PATH."""
    base = tmp_path_factory.mktemp("courses")
    roster = base / "roster.csv"
    roster.write_text(ROSTER)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", "/usr/bin:/bin")
        Course.create(base / "deep learning", kit, kit.registry.lessons, roster)
        assert os.environ["PATH"] == "/usr/bin:/bin"
    return base / "deep learning"


@pytest.fixture
def course(pristine: Path, kit: Kit, tmp_path: Path) -> Course:
    shutil.copytree(pristine, tmp_path / "course")
    return Course.open(tmp_path / "course", kit)


def hand_in(course: Course, student: str, at: float = 1_700_000_000) -> Path:
    folder = course.root / "submitted" / student / "02_softmax"
    folder.mkdir(parents=True)
    (folder / "softmax.py").write_text("raise SystemExit\n")
    os.utime(folder / "softmax.py", (at, at))
    return folder


def report(softmax: float = 3.0, cross_entropy: float = 2.25, message: str = "") -> Report:
    def function(name: str, score: float, points: float) -> FunctionResult:
        status = STATES[score == points]
        test = TestResult("test_it", "cpu", status, f"The {name} of a batch is right.", message, "It is off.")
        return FunctionResult(name, score, points, [test])

    functions = [function("softmax", softmax, 3.0), function("cross_entropy", cross_entropy, 4.5)]
    return Report.of("02_softmax", 7, functions)


def nbgrader(course: Course, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "nbgrader", *arguments]
    return subprocess.run(command, cwd=course.root, capture_output=True, text=True, timeout=120)


def rows(course: Course, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(course.root / "gradebook.db")) as database, database:
        return database.execute(query).fetchall()


def grades(course: Course) -> dict[tuple[object, ...], tuple[object, ...]]:
    found = rows(
        course,
        "SELECT student_id, base_cell.name, auto_score, manual_score, extra_credit, needs_manual_grade"
        " FROM grade JOIN base_cell ON base_cell.id = cell_id"
        " JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id"
        " JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id",
    )
    return {row[:2]: row[2:] for row in found}


def state(root: Path) -> dict[str, object]:
    """Every path under `root`, with the contents of the files; of a database, what it holds."""

    def contents(path: Path) -> object:
        if path.suffix != ".db":
            return path.read_bytes() if path.is_file() else None
        with closing(sqlite3.connect(path)) as database:
            return list(database.iterdump())

    return {str(path.relative_to(root)): contents(path) for path in sorted(root.rglob("*"))}


class TestCreate:
    def test_nbgrader_knows_the_lessons_and_the_students(self, course: Course) -> None:
        with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}", course_id="") as book:
            assert [(item.name, item.max_score) for item in book.assignments] == [
                ("02_softmax", 7.5),
                ("03_lstm", 2.0),
            ]
            assert {(cell.name, cell.max_score) for cell in book.assignments[0].notebooks[0].grade_cells} == {
                ("softmax", 3.0),
                ("cross_entropy", 4.5),
            }
            assert book.find_student("ada").email == "ada@example.org"
        assert rows(course, "SELECT id FROM course") == [("deep_learning",)]

    def test_the_master_notebook_is_locked_and_has_no_kernel_that_exists(self, course: Course) -> None:
        notebook = nbformat.read(course.root / "source" / "02_softmax" / "softmax.ipynb", as_version=4)
        nbformat.validate(notebook)
        cells = [cell.metadata.nbgrader for cell in notebook.cells if "nbgrader" in cell.metadata]
        assert [(cell.grade_id, cell.points, cell.grade, cell.solution, cell.locked) for cell in cells] == [
            ("softmax", 3.0, True, False, True),
            ("cross_entropy", 4.5, True, False, True),
        ]
        assert notebook.metadata.kernelspec.name == "autograder"

    def test_creating_again_changes_nothing(self, course: Course, kit: Kit, tmp_path: Path) -> None:
        hand_in(course, "ada")
        course.record(kit.registry.lesson("02"), {"ada": report()})
        roster = tmp_path / "roster.csv"
        roster.write_text(ROSTER)
        before = state(course.root)
        Course.create(course.root, kit, kit.registry.lessons, roster)
        assert state(course.root) == before

    def test_creating_again_adds_what_is_missing(self, course: Course, tmp_path: Path) -> None:
        larger = make_kit(tmp_path / "kit", f"{REGISTRY}      - {{name: lstm, points: 5}}\n")
        roster = tmp_path / "roster.csv"
        roster.write_text("id,last_name\nalan,Turing\ngrace,Hopper\n")
        (course.root / "source" / "02_softmax" / "softmax.ipynb").unlink()
        again = Course.create(course.root, larger, larger.registry.lessons, roster)
        assert [again.display_name(student) for student in again.students()] == [
            "Ada Lovelace",
            "Alan Turing",
            "Hopper",
        ]
        again.check_writable(*larger.registry.lessons)
        assert (course.root / "source" / "02_softmax" / "softmax.ipynb").is_file()

    def test_a_lesson_without_submissions_follows_the_registry(self, course: Course, tmp_path: Path) -> None:
        renamed = make_kit(tmp_path / "kit", REGISTRY.replace("cross_entropy", "log_softmax"))
        Course.create(course.root, renamed, renamed.registry.lessons, None)
        Course.open(course.root, renamed).check_writable(*renamed.registry.lessons)
        assert rows(course, "SELECT name FROM source_cell ORDER BY name") == [
            ("log_softmax",),
            ("lstm_cell",),
            ("softmax",),
        ]

    def test_an_empty_folder_becomes_a_course(self, kit: Kit, tmp_path: Path) -> None:
        root = tmp_path / "empty"
        root.mkdir()
        assert Course.create(root, kit, kit.registry.lessons[:1], None).students() == []

    def test_a_folder_with_other_files_is_refused(self, kit: Kit, tmp_path: Path) -> None:
        (tmp_path / "thesis.tex").touch()
        with pytest.raises(CourseError, match="holds files and is no course"):
            Course.create(tmp_path, kit, kit.registry.lessons, None)
        with pytest.raises(CourseError, match="is a file"):
            Course.create(tmp_path / "thesis.tex", kit, kit.registry.lessons, None)
        assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]

    def test_nothing_is_left_where_the_gradebook_can_not_be_made(
        self, kit: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: object) -> None:
            raise CourseError("No lesson today.")

        monkeypatch.setattr("autograder.gradebook.records.add_lesson", refuse)
        with pytest.raises(CourseError, match="No lesson today"):
            Course.create(tmp_path / "deep" / "course", kit, kit.registry.lessons, None)
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("", "line 1: the columns must be id"),
            ("id;last_name\nada;Lovelace\n", "line 1: the columns must be id"),
            ("id,shoe_size\nada,38\n", "line 1: the columns must be id"),
            ("id,last_name\nada\n", "line 2: the row has more or fewer fields"),
            ("id,last_name\nada,Lovelace,x\n", "line 2: the row has more or fewer fields"),
            ("id\nada\nada\n", "line 3: 'ada' is listed twice"),
            ("id\n../ada\n", "line 2: '../ada' can't be a student's id"),
            ('id,last_name\nada,"King, Countess"\n', "line 2: last_name holds a comma"),
            ('id\n"ada\n', "is not valid CSV"),
        ],
    )
    def test_a_faulty_roster_is_told_with_its_line(
        self, kit: Kit, tmp_path: Path, text: str, sentence: str
    ) -> None:
        roster = tmp_path / "roster.csv"
        roster.write_text(text)
        with pytest.raises(CourseError, match=sentence):
            Course.create(tmp_path / "course", kit, kit.registry.lessons, roster)
        assert not (tmp_path / "course").exists()

    def test_a_missing_roster_is_told(self, kit: Kit, tmp_path: Path) -> None:
        with pytest.raises(CourseError, match="can't be read: No such file"):
            Course.create(tmp_path / "course", kit, kit.registry.lessons, tmp_path / "roster.csv")


class TestOpen:
    def test_a_folder_that_is_no_course_is_told(self, kit: Kit, tmp_path: Path) -> None:
        for root in (tmp_path, tmp_path / "nowhere"):
            with pytest.raises(CourseError, match=r"is no course, .* make one by `autograder init"):
                Course.open(root, kit)

    def test_students_are_those_of_the_gradebook_and_of_the_folders(
        self, course: Course, lesson: Lesson
    ) -> None:
        folder = hand_in(course, "grace")
        (course.root / "submitted" / ".ipynb_checkpoints").mkdir()
        (course.root / "submitted" / "notes.txt").touch()
        assert course.students() == ["ada", "alan", "grace"]
        assert [course.display_name(name) for name in course.students()] == ["Ada Lovelace", "Alan", "grace"]
        assert course.submission("grace", lesson) == folder
        assert course.submission("ada", lesson) is None

    def test_a_folder_that_can_not_be_a_student_is_told(self, course: Course) -> None:
        (course.root / "submitted" / "ada\n").mkdir()
        with pytest.raises(CourseError, match="rename the folder"):
            course.students()

    def test_nbgrader_is_imported_only_where_it_is_needed(self) -> None:
        heavy = {"nbgrader", "nbformat", "sqlalchemy", "torch"}
        code = f"import sys, autograder.course; print({heavy} & sys.modules.keys())"
        command = [sys.executable, "-c", code]
        assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "set()\n"


class TestLessons:
    def test_the_courses_own_in_the_kits_order(self, kit: Kit, tmp_path: Path) -> None:
        later, first = kit.registry.lessons[1], kit.registry.lessons[0]
        course = Course.create(tmp_path / "new", kit, [later], None)
        assert course.lessons() == [later]
        Course.create(tmp_path / "new", kit, [first], None)
        assert course.lessons() == [first, later]

    def test_whoever_gets_more_time_and_is_nobody_is_told(self, course: Course, tmp_path: Path) -> None:
        late = "late: {loss_per_day: 0.1, extensions: [{student: ada, days: 1}, {student: adda, days: 1}]}\n"
        kit = make_kit(tmp_path / "kit", late + REGISTRY)
        assert strangers(Course.open(course.root, kit)) == ["adda"]
        assert strangers(course) == []


class TestCheckWritable:
    def test_a_sound_course_stays_as_it_is(self, course: Course, kit: Kit) -> None:
        course.check_writable()
        before = state(course.root)
        course.check_writable(*kit.registry.lessons)
        assert state(course.root) == before

    @pytest.mark.parametrize("name", ["autograded", "submitted"])
    def test_a_file_in_the_place_of_a_folder_is_told(self, course: Course, name: str) -> None:
        shutil.rmtree(course.root / name, ignore_errors=True)
        (course.root / name).touch()
        with pytest.raises(CourseError, match="is a file where nbgrader needs a folder"):
            course.check_writable()

    def test_a_folder_in_the_place_of_the_gradebook_is_told(self, course: Course) -> None:
        (course.root / "gradebook.db").unlink()
        (course.root / "gradebook.db").mkdir()
        with pytest.raises(CourseError, match=r"gradebook\.db is a folder"):
            course.check_writable()

    @pytest.mark.parametrize(
        ("offset", "data", "sentence"),
        [
            (0, b"not a database at all", "is damaged or no database"),
            (8192, bytes(range(256)) * 64, "is damaged or no database"),
            (18, b"\x03", "can't be written"),  # a format that SQLite reads and does not write
        ],
    )
    def test_a_damaged_gradebook_is_told(
        self, course: Course, offset: int, data: bytes, sentence: str
    ) -> None:
        with (course.root / "gradebook.db").open("r+b") as file:
            file.seek(offset)
            file.write(data)
        with pytest.raises(CourseError, match=sentence):
            course.check_writable()

    def test_a_database_of_something_else_is_told(self, course: Course, kit: Kit) -> None:
        (course.root / "gradebook.db").write_bytes(b"")
        with pytest.raises(CourseError, match="nbgrader db upgrade"):
            course.check_writable()
        with pytest.raises(CourseError, match="nbgrader db upgrade"):
            Course.create(course.root, kit, kit.registry.lessons, None)

    def test_a_lesson_that_the_course_lacks_is_told(self, course: Course, tmp_path: Path) -> None:
        larger = make_kit(tmp_path / "kit", REGISTRY.replace("03_lstm", "04_gru"))
        with pytest.raises(CourseError, match=r"does not hold the lesson 04_gru: add it by `autograder init"):
            course.check_writable(larger.registry.lesson("04"))

    def test_changed_points_are_told(self, course: Course, tmp_path: Path) -> None:
        changed = make_kit(tmp_path / "kit", REGISTRY.replace("4.5", "5")).registry.lesson("02")
        with pytest.raises(CourseError, match="other functions or points"):
            course.check_writable(changed)


@pytest.fixture
def locked(course: Course, monkeypatch: pytest.MonkeyPatch) -> Iterator[Course]:
    monkeypatch.setattr("autograder.gradebook.database.LOCK_TIMEOUT_SECONDS", 0.05)
    other = sqlite3.connect(course.root / "gradebook.db", isolation_level=None)
    with closing(other):
        other.execute("BEGIN IMMEDIATE")
        yield course


class TestRecord:
    def test_nbgrader_exports_the_scores(self, course: Course, lesson: Lesson) -> None:
        for student in ("ada", "grace"):
            (hand_in(course, student) / "timestamp.txt").write_text("2023-11-14 22:13:20 UTC\n")
        course.record(lesson, {"ada": report(), "grace": report(0.0, 4.5)})
        done = nbgrader(course, "export", "--to=grades.csv")
        assert done.returncode == 0, done.stderr
        with (course.root / "grades.csv").open(newline="") as file:
            table = {
                row["student_id"]: row for row in csv.DictReader(file) if row["assignment"] == lesson.name
            }
        assert {student: (row["score"], row["max_score"]) for student, row in table.items()} == {
            "ada": ("5.25", "7.5"),
            "alan": ("0.0", "7.5"),
            "grace": ("4.5", "7.5"),
        }
        assert table["ada"]["last_name"] == "Lovelace"
        assert table["ada"]["timestamp"] == "2023-11-14 22:13:20"

    def test_nbgrader_shows_the_feedback_and_renews_it(self, course: Course, lesson: Lesson) -> None:
        hand_in(course, "ada")
        page = course.root / "feedback" / "ada" / "02_softmax" / "softmax.html"
        for message in ("shape (2, 3), not (3, 2)", "<script>alert(1)</script>"):
            course.record(lesson, {"ada": report(message=message)})
            done = nbgrader(course, "generate_feedback", lesson.name)
            assert done.returncode == 0, done.stderr
            text = page.read_text()
            assert "✗ The cross_entropy of a batch is right. [cpu, failed]" in text
            assert "✓ The softmax of a batch is right. [cpu]" in text
            assert "(Score: 5.25 / 7.5)" in text
            assert (message in text) == ("<" not in message)

    # nbgrader itself asks for the time in a way that newer Pythons call outdated.
    @pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning")
    def test_formgrader_shows_the_submissions_as_graded(self, course: Course, lesson: Lesson) -> None:
        for student in ("ada", "grace"):
            (hand_in(course, student) / "timestamp.txt").write_text("2023-11-14 22:13:20 UTC\n")
        course.record(lesson, {"ada": report(), "grace": report(0.0, 0.0)})
        config = Config()
        config.CourseDirectory.root = str(course.root)
        config.CourseDirectory.course_id = "deep_learning"
        config.Exchange.root = str(course.root / "exchange")
        formgrader = NbGraderAPI(config=config)
        assert formgrader.get_autograded_students(lesson.name) == {"ada", "grace"}
        shown = {item["student"]: item for item in formgrader.get_submissions(lesson.name)}
        assert {student: (item["score"], item["autograded"]) for student, item in shown.items()} == {
            "ada": (5.25, True),
            "grace": (0.0, True),
        }
        assert not any(item["needs_manual_grade"] for item in shown.values())
        pages = formgrader.get_notebook_submissions(lesson.name, "softmax")
        assert {page["student"]: page["failed_tests"] for page in pages} == {"ada": True, "grace": True}

    def test_nbgrader_reads_the_same_score_from_the_outputs(self, course: Course, lesson: Lesson) -> None:
        course.record(lesson, {"ada": report(float("nan"), 99.0), "alan": report(-1.0)})
        assert grades(course)["ada", "softmax"][0] == 0.0
        for student in ("ada", "alan"):
            path = course.root / "autograded" / student / "02_softmax" / "softmax.ipynb"
            notebook = nbformat.read(path, as_version=4)
            nbformat.validate(notebook)
            for cell in notebook.cells[1:]:
                name = cell.metadata.nbgrader.grade_id
                assert determine_grade(cell)[0] == grades(course)[student, name][0]
        assert grades(course)["ada", "cross_entropy"][0] == 4.5

    def test_a_missing_result_gives_no_point(self, course: Course, lesson: Lesson) -> None:
        partial = Report.of(lesson.name, 7, report().functions[:1])
        course.record(lesson, {"ada": partial})
        assert grades(course)["ada", "cross_entropy"][0] == 0.0
        path = course.root / "autograded" / "ada" / "02_softmax" / "softmax.ipynb"
        outputs = nbformat.read(path, as_version=4).cells[2].outputs
        assert [output.output_type for output in outputs] == ["error"]

    def test_what_a_human_gave_survives(self, course: Course, lesson: Lesson) -> None:
        hand_in(course, "ada")
        course.record(lesson, {"ada": report()})
        with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}", course_id="") as book:
            grade = book.find_grade("softmax", "softmax", lesson.name, "ada")
            grade.manual_score, grade.extra_credit = 1.5, 0.25
            book.db.commit()
        course.record(lesson, {"ada": report(0.0, 4.5)})
        assert grades(course) == {
            ("ada", "softmax"): (0.0, 1.5, 0.25, 0),
            ("ada", "cross_entropy"): (4.5, None, None, 0),
        }

    def test_a_report_that_is_not_final_is_left_out(self, course: Course, lesson: Lesson) -> None:
        fault = TestResult("test_it", "cpu", Status.INFRA_ERROR, "The rows sum to one.")
        unfinished = Report.of(lesson.name, 7, [FunctionResult.of("softmax", 3.0, [fault])])
        course.record(lesson, {"ada": unfinished, "alan": report()})
        assert {student for student, _ in grades(course)} == {"alan"}
        assert not (course.root / "autograded" / "ada").exists()

    def test_a_report_to_another_lesson_is_refused(self, course: Course, kit: Kit) -> None:
        with pytest.raises(GraderError, match="ada's report is on 02_softmax, not on 03_lstm"):
            course.record(kit.registry.lesson("03"), {"ada": report()})

    def test_the_feedback_policy_holds(self, course: Course, lesson: Lesson, tmp_path: Path) -> None:
        page = course.root / "autograded" / "ada" / "02_softmax" / "softmax.ipynb"
        shown = {}
        for detail in ("title", "message", "diagnosis"):
            kit = make_kit(tmp_path / "kit", f"feedback: {{detail: {detail}}}\n{REGISTRY}")
            Course.open(course.root, kit).record(lesson, {"ada": report(message="It came as (2, 3).")})
            shown[detail] = ["It came as" in page.read_text(), "It is off." in page.read_text()]
        assert shown == {"title": [False, False], "message": [True, False], "diagnosis": [True, True]}

    def test_devices_on_which_a_test_went_alike_share_a_line(self, lesson: Lesson) -> None:
        wrong = [TestResult("a", device, Status.FAILED, "A.", "It is 2.") for device in ("cpu", "simgpu")]
        mixed = [
            TestResult("b", "cpu", Status.PASSED, "B."),
            TestResult("b", "simgpu", Status.ERROR, "B.", "It raises."),
        ]
        skipped = [TestResult(name, "cuda", Status.SKIPPED, name, "there is none") for name in "abc"]
        tests = [*wrong, skipped[0], *mixed, skipped[1]]
        functions = [FunctionResult.of("softmax", 3, tests), FunctionResult.of("cross_entropy", 4.5, skipped)]
        notebook = notebooks.graded(lesson, Report.of(lesson.name, 1, functions), "message")
        said = [cell.outputs[0].text.splitlines() for cell in notebook.cells[1:]]
        assert said[0] == [
            "✗ A. [cpu and simgpu, failed]",
            "    It is 2.",
            "✓ B. [cpu]",
            "✗ B. [simgpu, error]",
            "    It raises.",
        ]
        assert said[1][0] == "- a [cuda, skipped]"

    def test_signs_that_utf8_or_a_terminal_chokes_on_are_spelt_out(
        self, course: Course, lesson: Lesson
    ) -> None:
        course.record(lesson, {"ada": report(0.0, message="\ud800 and \x1b[2J")})
        path = course.root / "autograded" / "ada" / "02_softmax" / "softmax.ipynb"
        assert r"    \ud800 and \x1b[2J" in nbformat.read(path, as_version=4).cells[1].outputs[0].text

    def test_a_function_added_after_grading_is_told(
        self, course: Course, lesson: Lesson, tmp_path: Path
    ) -> None:
        course.record(lesson, {"ada": report()})
        changed = make_kit(tmp_path / "kit", REGISTRY.replace("cross_entropy", "log_softmax"))
        before = state(course.root)
        sentence = "grading.yml adds log_softmax and drops cross_entropy in 02_softmax, .* 1 submissions"
        with pytest.raises(CourseError, match=sentence):
            course.record(changed.registry.lesson("02"), {"ada": report()})
        with pytest.raises(CourseError, match=sentence):
            Course.create(course.root, changed, changed.registry.lessons, None)
        assert state(course.root) == before

    def test_a_locked_gradebook_leaves_everything_as_it_was(self, locked: Course, lesson: Lesson) -> None:
        hand_in(locked, "ada")
        before = state(locked.root)
        for attempt in (locked.check_writable, lambda: locked.record(lesson, {"ada": report()})):
            with pytest.raises(CourseError, match="is in use by another program"):
                attempt()
        after = state(locked.root)
        assert after.pop("autograded", None) is None  # the empty folder that check_writable makes
        assert after == before

    def test_a_file_that_can_not_be_written_leaves_everything_as_it_was(
        self, course: Course, lesson: Lesson
    ) -> None:
        (course.root / "autograded").mkdir()
        (course.root / "autograded" / "grace").touch()
        before = state(course.root)
        with pytest.raises(CourseError, match=r"grace.* can't be written .*; nothing was changed"):
            course.record(lesson, {"ada": report(), "grace": report()})
        assert state(course.root) == before

    def test_a_class_is_recorded_quickly(self, course: Course, tmp_path: Path) -> None:
        functions = "".join(f"      - {{name: f{i}, points: 2}}\n" for i in range(8))
        large = make_kit(
            tmp_path / "kit", f"lessons:\n  - name: 05_rnn\n    title: RNN\n    functions:\n{functions}"
        )
        lesson = large.registry.lesson("05")
        Course.create(course.root, large, [lesson], None)
        tests = [TestResult(f"t{i}", "cpu", Status.PASSED, "It is right.") for i in range(12)]
        results = [FunctionResult.of(function.name, function.points, tests) for function in lesson.functions]
        start = time.perf_counter()
        course.record(lesson, {f"s{i}": Report.of(lesson.name, 7, results) for i in range(100)})
        assert time.perf_counter() - start < 10
        assert len(grades(course)) == 800

    def test_stock_autograding_gives_no_points(self, course: Course, lesson: Lesson) -> None:
        folder = hand_in(course, "ada")
        shutil.copy(course.root / "source" / "02_softmax" / "softmax.ipynb", folder)
        text = (folder / "softmax.ipynb").read_text().replace('"name": "autograder"', '"name": "python3"')
        (folder / "softmax.ipynb").write_text(text)
        (course.root / "nbgrader_config.py").write_text("get_config().CourseDirectory.course_id = 'stock'\n")
        done = nbgrader(course, "autograde", lesson.name)
        assert done.returncode != 0
        assert "No such kernel named autograder" in done.stderr
        assert [row[0] for row in grades(course).values()] == [None, None]


class TestTimestamp:
    @pytest.mark.parametrize(
        ("text", "recorded"),
        [
            ("2024-02-29 12:00:00.250000 UTC", "2024-02-29 12:00:00.250000"),
            ("2024-02-29 12:00:00 EST\n", "2024-02-29 17:00:00.000000"),
            ("2024-02-29T12:00:00", "2024-02-29 12:00:00.000000"),
            ("2023-02-29 12:00:00 UTC", "2023-11-14 22:13:20.000000"),
            ("", "2023-11-14 22:13:20.000000"),
            ("yesterday", "2023-11-14 22:13:20.000000"),
        ],
    )
    def test_the_stated_time_counts_where_it_is_one(
        self, course: Course, lesson: Lesson, text: str, recorded: str
    ) -> None:
        path = hand_in(course, "ada") / "timestamp.txt"
        path.write_text(text)
        course.record(lesson, {"ada": report()})
        assert rows(course, "SELECT timestamp FROM submitted_assignment") == [(recorded,)]
        assert (text == path.read_text()) == (recorded[:10] in text)

    def test_what_states_no_time_is_not_late(self, course: Course, lesson: Lesson) -> None:
        hand_in(course, "ada")
        course.record(lesson, {"ada": report()})
        assert rows(course, "SELECT timestamp FROM submitted_assignment") == [(None,)]
        assert not list((course.root / "submitted").rglob("timestamp.txt"))

    def test_what_is_put_beside_it_does_not_change_its_time(self, course: Course, lesson: Lesson) -> None:
        """A renamed module with a broken timestamp.txt: the folder's own time is what is left."""
        folder = hand_in(course, "ada")
        (folder / "softmax.py").rename(folder / "mine.py")
        (folder / "timestamp.txt").write_text("yesterday")
        os.utime(folder, (1_000_000_000, 1_000_000_000))
        course.record(lesson, {"ada": report()})
        assert rows(course, "SELECT timestamp FROM submitted_assignment") == [("2001-09-09 01:46:40.000000",)]

    def test_an_earlier_time_does_not_stay(self, course: Course, lesson: Lesson) -> None:
        folder = hand_in(course, "ada")
        (folder / "timestamp.txt").write_text("2024-02-29 12:00:00 UTC")
        course.record(lesson, {"ada": report()})
        (folder / "timestamp.txt").unlink()
        course.record(lesson, {"ada": report()})
        assert rows(course, "SELECT timestamp FROM submitted_assignment") == [(None,)]

    def test_a_linked_submission_is_not_written_to(
        self, course: Course, lesson: Lesson, tmp_path: Path
    ) -> None:
        (tmp_path / "elsewhere").mkdir()
        (course.root / "submitted" / "ada").mkdir()
        (course.root / "submitted" / "ada" / lesson.name).symlink_to(tmp_path / "elsewhere")
        course.record(lesson, {"ada": report()})
        assert not list((tmp_path / "elsewhere").iterdir())

    @pytest.mark.parametrize("given", ["of the exchange", None])
    def test_feedback_can_be_released(self, course: Course, lesson: Lesson, given: str | None) -> None:
        """nbgrader finds the secret of the exchange; where there is none it gets one that stays."""
        folder = hand_in(course, "ada")
        if given:
            (folder / "submission_secret.txt").write_text(given)
        course.record(lesson, {"ada": report()})
        path = course.root / "autograded" / "ada" / lesson.name / "submission_secret.txt"
        first = path.read_text()
        course.record(lesson, {"ada": report(1.0), "absent": report(0.0, 0.0)})
        assert path.read_text() == first == (given or first)
        assert len(first) >= 15
        assert nbgrader(course, "generate_feedback", lesson.name).returncode == 0
        exchange = f"--Exchange.root={course.root / 'exchange'}"
        (course.root / "exchange").mkdir(mode=0o777)
        (course.root / "exchange").chmod(0o777)
        done = nbgrader(course, "release_feedback", lesson.name, exchange)
        assert done.returncode == 0, done.stderr
        assert len(list((course.root / "exchange").rglob("*.html"))) == 2

    def test_a_link_is_not_followed(self, course: Course, lesson: Lesson, tmp_path: Path) -> None:
        (tmp_path / "secret").write_text("2024-02-29 12:00:00 UTC")
        path = hand_in(course, "ada") / "timestamp.txt"
        path.symlink_to(tmp_path / "secret")
        course.record(lesson, {"ada": report()})
        assert path.read_text() == "2023-11-14 22:13:20 UTC\n"
        assert not path.is_symlink()
        assert (tmp_path / "secret").read_text() == "2024-02-29 12:00:00 UTC"

    def test_a_folder_of_that_name_is_moved_aside(self, course: Course, lesson: Lesson) -> None:
        path = hand_in(course, "ada") / "timestamp.txt"
        path.mkdir()
        course.record(lesson, {"ada": report()})
        assert path.read_text() == "2023-11-14 22:13:20 UTC\n"

    def test_a_submission_without_folder_has_no_time(self, course: Course, lesson: Lesson) -> None:
        course.record(lesson, {"ada": report()})
        assert rows(course, "SELECT timestamp FROM submitted_assignment") == [(None,)]
