"""A course is made, opened and checked."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from course_folder import REGISTRY, ROSTER, hand_in, make_kit, report, rows, state
from nbgrader.api import Gradebook  # type: ignore[import-untyped]
from notebook_files import read_notebook

from autograder.classroom.grade import strangers
from autograder.errors import CourseError
from autograder.gradebook.course import Course
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson


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
        notebook = read_notebook(course.root / "source" / "02_softmax" / "softmax.ipynb")
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
        with pytest.raises(CourseError, match="holds other files and is not a course folder"):
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
            ("id|last_name\nada|Lovelace\n", "line 1: the columns must be id"),
            ("id,last_name\n,Lovelace\n", "line 2: '' can't be a student's id"),
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

    @pytest.mark.parametrize(
        "text",
        [
            "id,first_name,last_name,email\nada,Ada,Lovelace,\n,,,\nalan,Alan,Turing,\n,,,\n , ,\n,,,,,\n\n",
            "id;first_name;last_name\nada;Ada;Lovelace\n;;\nalan;Alan;Turing\n",
            "\ufeffid\tfirst_name\tlast_name\r\nada\tAda\tLovelace\r\nalan\tAlan\tTuring\r\n",
        ],
        ids=["emptied rows", "semicolons", "tabs and a mark of the encoding"],
    )
    def test_a_roster_as_a_spreadsheet_saves_it(self, kit: Kit, tmp_path: Path, text: str) -> None:
        roster = tmp_path / "roster.csv"
        roster.write_bytes(text.encode())
        course = Course.create(tmp_path / "course", kit, kit.registry.lessons, roster)
        assert [course.display_name(student) for student in course.students()] == [
            "Ada Lovelace",
            "Alan Turing",
        ]

    def test_a_missing_roster_is_told(self, kit: Kit, tmp_path: Path) -> None:
        with pytest.raises(CourseError, match="can't be read: No such file"):
            Course.create(tmp_path / "course", kit, kit.registry.lessons, tmp_path / "roster.csv")


class TestOpen:
    def test_a_folder_that_is_no_course_is_told(self, kit: Kit, tmp_path: Path) -> None:
        for root in (tmp_path, tmp_path / "nowhere"):
            with pytest.raises(
                CourseError, match=r"is not a course folder: .* is missing\. Create one with `autograder init"
            ):
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
        code = f"import sys, autograder.gradebook.course; print({heavy} & sys.modules.keys())"
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
            (0, b"not a database at all", "is damaged or not a database"),
            (8192, bytes(range(256)) * 64, "is damaged or not a database"),
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
        with pytest.raises(
            CourseError, match=r"does not have the lesson 04_gru\. Add it with `autograder init"
        ):
            course.check_writable(larger.registry.lesson("04"))

    def test_changed_points_are_told(self, course: Course, tmp_path: Path) -> None:
        changed = make_kit(tmp_path / "kit", REGISTRY.replace("4.5", "5")).registry.lesson("02")
        with pytest.raises(CourseError, match="other functions or points"):
            course.check_writable(changed)
