"""A course graded by an executor that reads the share of the points in each submission."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from course_pages import SEED, function

from autograder.classroom.grade import grade_course
from autograder.gradebook.course import Course
from autograder.grading.jobs import Job
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson
from autograder.results import Report


class Marker:
    """An executor that gives each submission the share that stands in its file."""

    def __init__(self, lessons: Sequence[Lesson]) -> None:
        self._lessons = {lesson.name: lesson for lesson in lessons}
        self.jobs = 0

    def run(self, work: Sequence[Job], done: Callable[[int, Report], None]) -> None:
        for index, job in enumerate(work):
            self.jobs += 1
            share = float(job.source.split()[1]) if job.source else 0.0
            functions = [
                function(item.name, item.points, share) for item in self._lessons[job.lesson].functions
            ]
            done(index, Report.of(job.lesson, job.seed, functions))


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory, make_kit: Callable[..., Kit]) -> Path:
    """A folder with a kit and a fresh course, which takes nbgrader a while to make."""
    root = tmp_path_factory.mktemp("pristine")
    kit = make_kit(root / "kit", {"assignments/01_tiny/tiny.py": "import torch\n"})
    roster = root / "roster.csv"
    roster.write_text("id,first_name\nada,Ada\nbob,Robert\n")
    Course.create(root / "course", kit, kit.registry.lessons, roster)
    return root


@pytest.fixture
def course(pristine: Path, tmp_path: Path) -> Course:
    shutil.copytree(pristine, tmp_path, dirs_exist_ok=True)
    return Course.open(tmp_path / "course", Kit(tmp_path / "kit"))


def hand_in(course: Course, student: str, share: float) -> None:
    folder = course.root / "submitted" / student / "01_tiny"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tiny.py").write_text(f"# {share} of the points\n")


def run(course: Course, *students: str, **options: bool) -> Marker:
    lessons = course.kit.registry.lessons
    marker = Marker(lessons)
    grade_course(course, lessons, students, marker, seed=SEED, progress=lambda *_: None, **options)
    return marker
