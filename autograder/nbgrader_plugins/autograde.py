"""`nbgrader autograde` and Formgrader's button: the judge's report in a form that nbgrader can save."""

from __future__ import annotations

import weakref
from functools import cached_property
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbgrader.plugins import LateSubmissionPlugin  # type: ignore[import-untyped]

from autograder.classroom.grade import grade_student
from autograder.errors import GraderError
from autograder.gradebook import late, notebooks, secret, timestamp
from autograder.gradebook.course import Course
from autograder.grading.cache import Cache, Remembering
from autograder.grading.pool import LocalPool
from autograder.lesson.registry import Lesson
from autograder.nbgrader_plugins.config import kit_of
from autograder.results import Report
from autograder.sandbox.availability import require_sandbox


class GradedExporter(NotebookExporter):
    """An exporter that gives nbgrader the graded notebook instead of the submitted one.

    nbgrader converts twice. The first conversion, from submitted/ to autograded/, grades here. The second,
    inside autograded/, saves the scores in the cells' outputs. The notebook in submitted/ is never opened, so
    a corrupt or hostile one does no harm.
    """

    def from_filename(self, filename: str, resources: Any = None, **options: Any) -> Any:
        path = Path(filename).absolute()
        if path.is_relative_to(self._course.root / "autograded"):  # the second conversion
            secret.complete(path.parent)
            timestamp.complete(path.parent)
            return super().from_filename(filename, resources, **options)
        names = resources["nbgrader"]
        lesson = self._course.kit.registry.lesson(names["assignment"])
        report = self._grade(names["student"], lesson)
        notebook = notebooks.graded(lesson, report, self._course.kit.registry.feedback.detail)
        return self.from_notebook_node(notebook, resources, **options)  # type: ignore[no-untyped-call]

    def _grade(self, student: str, lesson: Lesson) -> Report:
        executor = self._executors.get(lesson.name)
        if executor is None:
            executor = self._executors[lesson.name] = self._executor(lesson)
        report = grade_student(self._course, student, lesson, executor, self._seed)
        if not report.is_final:
            raise GraderError(
                f"{lesson.name} of {student} was not graded because the grader failed."
                " Autograde it again; no points were lost."
            )
        return report

    def _executor(self, lesson: Lesson) -> Remembering:
        """Return an executor that grades only submissions without a stored result.

        Its judge ends with this exporter.
        """
        require_sandbox()
        pool = LocalPool(self._course.kit, [lesson.name], None, size=1)
        weakref.finalize(self, pool.close)
        return Remembering(pool, self._cache(lesson))

    def _cache(self, *lessons: Lesson) -> Cache:
        return Cache(self._course.state, self._course.kit, lessons, None)

    @cached_property
    def _seed(self) -> int:
        return self._cache().seed()

    @cached_property
    def _executors(self) -> dict[str, Remembering]:
        return {}

    @cached_property
    def _course(self) -> Course:
        return _course(self.parent, self.config)


def _course(converter: Any, config: Any) -> Course:
    return Course(Path(converter.coursedir.root), kit_of(config))


class LatePolicy(LateSubmissionPlugin):  # type: ignore[misc]
    """The plugin for the late policy in the course's late.yml or in grading.yml."""

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float:
        preprocessor = self.parent
        policy = _course(preprocessor.parent.parent, self.config).late
        return late.penalty(policy, student_id, preprocessor.assignment_id, score, total_seconds_late)
