"""A course of lesson 02 as nbgrader's own commands work on it."""

from __future__ import annotations

from pathlib import Path

from nbgrader.api import Gradebook  # type: ignore[import-untyped]
from nbgrader.apps.api import NbGraderAPI  # type: ignore[import-untyped]
from traitlets.config import Config

from autograder.gradebook.course import Course
from autograder.grading.cache import Cache
from autograder.grading.jobs import Job
from autograder.lesson.registry import Lesson
from autograder.nbgrader_plugins.config import configure
from autograder.results import FunctionResult, Report, Status, TestResult


def nbgrader(course: Course, **options: object) -> NbGraderAPI:
    config = Config()
    configure(config, "course")
    config.CourseDirectory.root = str(course.root)
    config.Exchange.root = str(course.root.parent / "exchange")
    config.update(options)
    return NbGraderAPI(config=config)


def hand_in(course: Course, lesson: Lesson, student: str, text: str) -> Path:
    folder = course.root / "submitted" / student / lesson.name
    folder.mkdir(parents=True)
    (folder / f"{lesson.module}.py").write_text(text)
    (folder / f"{lesson.module}.ipynb").write_text('{"cells": [')
    return folder


def report(lesson: Lesson, passed: int) -> Report:
    """A report in which the first functions have full points and the others none."""
    functions = []
    for number, function in enumerate(lesson.functions):
        status = Status.PASSED if number < passed else Status.FAILED
        test = TestResult("test_it", "cpu", status, f"{function.name} is right.", "It is 1, which is wrong.")
        functions.append(FunctionResult.of(function.name, function.points, [test]))
    return Report.of(lesson.name, 7, functions)


def remember(course: Course, lesson: Lesson, text: str, result: Report) -> None:
    """Keep a result as an earlier run of the grader did."""
    cache = Cache(course.state, course.kit, [lesson], None)
    cache.put(Job(lesson.name, cache.seed(), text.encode()), result)


def scores(course: Course, lesson: Lesson) -> dict[str, float]:
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as book:
        return {one.student_id: one.score for one in book.assignment_submissions(lesson.name)}


def penalties(course: Course, lesson: Lesson) -> dict[str, float]:
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as book:
        found = book.notebook_submissions(lesson.module, lesson.name)
        return {one.student.id: one.late_submission_penalty or 0.0 for one in found}
