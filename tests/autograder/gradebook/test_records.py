"""The course folder: what autograder writes is what nbgrader's own commands show."""

from __future__ import annotations

import csv
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import nbformat
import pytest
from course_folder import REGISTRY, grades, hand_in, make_kit, nbgrader, report, state
from nbgrader.api import Gradebook  # type: ignore[import-untyped]
from nbgrader.apps.api import NbGraderAPI  # type: ignore[import-untyped]
from nbgrader.utils import determine_grade  # type: ignore[import-untyped]
from notebook_files import read_notebook
from sqlalchemy import Engine, event
from traitlets.config import Config

from autograder.errors import CourseError, GraderError
from autograder.gradebook import notebooks
from autograder.gradebook.course import Course
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson
from autograder.results import FollowUp, FunctionResult, Report, Status, TestResult


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
            notebook = read_notebook(path)
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
        outputs = read_notebook(path).cells[2].outputs
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
        with pytest.raises(GraderError, match="ada's report is about 02_softmax, not 03_lstm"):
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

    def test_why_tests_count_as_passed_is_said_once(self, lesson: Lesson) -> None:
        follow_up = FollowUp(("exp",), ("exp",))
        passed = [TestResult(name, "cpu", Status.PASSED, name, follow_up=follow_up) for name in "ab"]
        failed = TestResult("c", "cpu", Status.FAILED, "c", "It is 2.", follow_up=follow_up)
        functions = [FunctionResult.of("softmax", 3, [*passed, failed])]
        notebook = notebooks.graded(lesson, Report.of(lesson.name, 1, functions), "message")
        assert notebook.cells[1].outputs[0].text.splitlines() == [
            passed[0].remark,
            "✓ a [cpu]",
            "✓ b [cpu]",
            "✗ c [cpu, failed]",
            f"    {failed.remark} It is 2.",
        ]

    def test_signs_that_utf8_or_a_terminal_chokes_on_are_spelt_out(
        self, course: Course, lesson: Lesson
    ) -> None:
        course.record(lesson, {"ada": report(0.0, message="\ud800 and \x1b[2J")})
        path = course.root / "autograded" / "ada" / "02_softmax" / "softmax.ipynb"
        assert r"    \ud800 and \x1b[2J" in read_notebook(path).cells[1].outputs[0].text

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

    def test_a_class_is_recorded_in_few_statements(self, course: Course, tmp_path: Path) -> None:
        functions = "".join(f"      - {{name: f{i}, points: 2}}\n" for i in range(8))
        large = make_kit(
            tmp_path / "kit", f"lessons:\n  - name: 05_rnn\n    title: RNN\n    functions:\n{functions}"
        )
        lesson = large.registry.lesson("05")
        Course.create(course.root, large, [lesson], None)
        tests = [TestResult(f"t{i}", "cpu", Status.PASSED, "It is right.") for i in range(12)]
        results = [FunctionResult.of(function.name, function.points, tests) for function in lesson.functions]
        statements: list[str] = []
        commits: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            statements.append(statement)

        def note_commit(_connection: object) -> None:
            commits.append("commit")

        event.listen(Engine, "before_cursor_execute", note)
        event.listen(Engine, "commit", note_commit)
        try:
            course.record(lesson, {f"s{i}": Report.of(lesson.name, 7, results) for i in range(100)})
        finally:
            event.remove(Engine, "before_cursor_execute", note)
            event.remove(Engine, "commit", note_commit)
        assert len(grades(course)) == 800
        assert len(statements) < 100  # fewer than one a student: many rows go in one statement
        assert len(commits) == 1

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
