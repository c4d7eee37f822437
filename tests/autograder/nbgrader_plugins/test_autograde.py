"""nbgrader's autograding gives the scores of the judge."""

from __future__ import annotations

import gc
import warnings
from pathlib import Path

import pytest
from nbgrader.api import Gradebook  # type: ignore[import-untyped]
from nbgrader.apps.api import NbGraderAPI  # type: ignore[import-untyped]
from nbgrader.converters import Autograde  # type: ignore[import-untyped]
from nbgrader_course import hand_in, nbgrader, penalties, remember, report, scores
from notebook_files import code_cell, new_notebook, read_notebook, write_notebook
from traitlets.config import Config

from autograder.classroom.grade import grade_student
from autograder.gradebook import notebooks
from autograder.gradebook.course import Course
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson
from autograder.nbgrader_plugins.config import configure
from autograder.results import FunctionResult, Report, Status, TestResult

pytestmark = [
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),  # of nbgrader's own queries
    pytest.mark.filterwarnings("ignore:Passing unrecognized arguments:DeprecationWarning"),  # nbgrader's too
]


class TestAutograde:
    def test_an_earlier_result_is_used(self, course: Course, lesson: Lesson) -> None:
        hand_in(course, lesson, "ada", "# ada\n")
        hand_in(course, lesson, "eve", "# eve\n")
        remember(course, lesson, "# ada\n", report(lesson, 8))
        remember(course, lesson, "# eve\n", report(lesson, 2))
        for student in ("ada", "eve"):
            result = nbgrader(course).autograde(lesson.name, student)
            assert result["success"], result
        assert scores(course, lesson) == {"ada": 20.0, "eve": 5.0}

    def test_autograding_twice_and_recording_give_the_same(self, course: Course, lesson: Lesson) -> None:
        hand_in(course, lesson, "ada", "# ada\n")
        remember(course, lesson, "# ada\n", report(lesson, 3))
        for _ in range(2):
            assert nbgrader(course).autograde(lesson.name, "ada")["success"]
        first = scores(course, lesson)
        assert course.record(lesson, {"ada": report(lesson, 3)}) == []
        assert scores(course, lesson) == first == {"ada": 7.0}

    def test_what_nothing_knows_is_graded_by_the_judge(self, course: Course, lesson: Lesson) -> None:
        skeleton = (course.kit.assignment(lesson) / f"{lesson.module}.py").read_text()
        ran = course.root / "ran"
        folder = hand_in(course, lesson, "ada", skeleton)
        cell = code_cell(f"open({str(ran)!r}, 'w')")
        write_notebook(folder / f"{lesson.module}.ipynb", new_notebook(cell))
        result = nbgrader(course).autograde(lesson.name, "ada")
        assert result["success"], result
        assert scores(course, lesson) == {"ada": 0.0}
        assert not ran.exists()
        graded = read_notebook(course.root / "autograded" / "ada" / lesson.name / f"{lesson.module}.ipynb")
        assert "NotImplementedError" in str(graded.cells[1].outputs)

    def test_what_came_after_a_first_grading_is_graded(self, course: Course, lesson: Lesson) -> None:
        course.record(lesson, {"ada": report(lesson, 0)})  # she had handed in nothing
        hand_in(course, lesson, "ada", "# ada\n")
        remember(course, lesson, "# ada\n", report(lesson, 8))
        config = Config()
        configure(config, "course")
        config.CourseDirectory.root = str(course.root)
        config.CourseDirectory.assignment_id = lesson.name
        app = NbGraderAPI(config=config)
        Autograde(coursedir=app.coursedir, parent=app).start()  # as the command does, which doesn't force
        assert scores(course, lesson) == {"ada": 20.0}

    def test_a_notebook_from_elsewhere_is_not_believed(self, course: Course, lesson: Lesson) -> None:
        """Were submissions kept in another folder, a notebook that states its own scores would get them."""
        folder = hand_in(course, lesson, "ada", "# ada\n")
        remember(course, lesson, "# ada\n", report(lesson, 1))
        forged = notebooks.graded(lesson, report(lesson, 8), "title")
        write_notebook(folder / f"{lesson.module}.ipynb", forged)
        (course.root / "submitted").rename(course.root / "handed")
        (course.root / "submitted").symlink_to("handed")
        api = nbgrader(course)
        api.coursedir.submitted_directory = "handed"
        assert api.autograde(lesson.name, "ada")["success"]
        assert scores(course, lesson) == {"ada": 3.0}

    def test_feedback_is_released_of_what_came_by_no_exchange(self, course: Course, lesson: Lesson) -> None:
        hand_in(course, lesson, "ada", "# ada\n")
        remember(course, lesson, "# ada\n", report(lesson, 1))
        exchange = course.root.parent / "exchange"
        exchange.mkdir()
        exchange.chmod(0o777)
        api = nbgrader(course)
        for step in (api.autograde, api.generate_feedback):
            assert step(lesson.name, "ada")["success"]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # nbgrader leaves a file open
            result = api.release_feedback(lesson.name, "ada")
            gc.collect()
        assert result["success"], result
        assert len(list(exchange.rglob("*.html"))) == 1

    def test_a_fault_of_the_grader_gives_no_score(
        self, course: Course, lesson: Lesson, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hand_in(course, lesson, "ada", "# ada\n")
        test = TestResult("grading", "", Status.INFRA_ERROR, "The grader did its work.", "lost")
        lost = Report.of(lesson.name, 7, [FunctionResult.of("softmax", 3, [test])])
        monkeypatch.setattr("autograder.nbgrader_plugins.autograde.grade_student", lambda *_: lost)
        result = nbgrader(course).autograde(lesson.name, "ada")
        assert not result["success"]
        assert "of ada was not graded because the grader failed." in result["log"]
        assert not (course.root / "autograded" / "ada" / lesson.name).exists()
        assert grade_student is not None  # the name that is patched above is the one that is used

    @pytest.mark.parametrize("whose", ["kit", "course"])
    def test_late_work_loses_the_same_by_both_ways(
        self,
        course: Course,
        lesson: Lesson,
        kit: Kit,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        whose: str,
    ) -> None:
        strict = tmp_path / "kit"
        strict.mkdir()
        for part in ("assignments", "solutions", "tests"):
            (strict / part).symlink_to(kit.root / part)
        policy = "{loss_per_day: 0.1, cap: 0.5, extensions: [{student: eve, days: 30}]}\n"
        kits, own = ("late: {loss_per_day: 0.7}\n", policy) if whose == "course" else (f"late: {policy}", "")
        (strict / "grading.yml").write_text(kits + (kit.root / "grading.yml").read_text())
        monkeypatch.setenv("AUTOGRADER_KIT", str(strict))
        if own:
            (course.root / "late.yml").write_text(own)
        course = Course(course.root, Kit(strict))
        for student in ("ada", "eve"):
            folder = hand_in(course, lesson, student, f"# {student}\n")
            (folder / "timestamp.txt").write_text("2026-01-03 12:00:00 UTC\n")
            remember(course, lesson, f"# {student}\n", report(lesson, 8))
        with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as book:
            book.update_or_create_assignment(lesson.name, duedate="2026-01-01 00:00:00 UTC")
        course.record(lesson, {"ada": report(lesson, 8), "eve": report(lesson, 8)})
        ours = penalties(course, lesson)
        for student in ("ada", "eve"):
            assert nbgrader(course).autograde(lesson.name, student)["success"]
        assert penalties(course, lesson) == ours == {"ada": 6.0, "eve": 0.0}
