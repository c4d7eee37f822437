"""Grading: one submission, or the submissions of a course."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from autograder.course import Course
from autograder.course.change import Change
from autograder.errors import CourseError
from autograder.executor import Executor, LocalPool
from autograder.hints import load_hints
from autograder.jobs import Job
from autograder.kit import Kit
from autograder.registry import Lesson
from autograder.report import Graded, write_reports
from autograder.results import Isolation, Report, fresh_seed
from autograder.sandbox.availability import require
from autograder.submission import Source, read_submission


def grade(
    lesson: str,
    submission: str | Path,
    *,
    seed: int | None = None,
    devices: Sequence[str] | None = None,
    isolation: Isolation = Isolation.BUBBLEWRAP,
    kit: Kit | None = None,
) -> Report:
    """Grade one submission, with no course and no database.

    Args:
        lesson: the lesson's name or the start of it, such as "02".
        submission: the module's file or the folder that holds it.
        seed: of the hidden inputs; equal seeds give equal reports. A fresh one by default.
        devices: those to test on; by default those of grading.yml.
        isolation: `Isolation.NONE` runs the submission with all your rights.

    Raises:
        CourseError: for an unknown lesson, a missing path, or a course whose own files are at fault.
        GraderError: if this machine can't grade.
    """
    kit = kit or Kit.find()
    which = kit.registry.lesson(lesson)
    job = _job(which, read_submission(Path(submission), which), fresh_seed() if seed is None else seed)
    require(isolation)
    with LocalPool(kit, [which.name], devices, size=1, isolation=isolation) as pool:
        return pool.grade(job)


class Outcome(NamedTuple):
    """A lesson of a course after grading."""

    lesson: Lesson
    graded: list[Graded]
    page: Path  # the class report
    changes: list[Change]  # scores that were others before


def grade_course(
    course: Course,
    lessons: Sequence[Lesson],
    students: Sequence[str],
    executor: Executor,
    *,
    seed: int,
    progress: Callable[[str, Lesson, Report], None],
) -> list[Outcome]:
    """Grade what `students` handed in to `lessons`, record the scores and write the reports.

    A student without a submission gets a report of 0 points that says so. `progress` is told of each
    report as it comes.

    Raises:
        CourseError: before any grading, if the course can't be written.
    """
    course.check_writable(*lessons)
    hints = {lesson.name: load_hints(course.kit.solution(lesson) / "hints.yml", lesson) for lesson in lessons}
    tasks = [(student, lesson) for lesson in lessons for student in students]
    work = [_job(lesson, _source(course, student, lesson), seed) for student, lesson in tasks]
    reports: dict[tuple[str, str], Report] = {}

    def done(index: int, report: Report) -> None:
        student, lesson = tasks[index]
        reports[student, lesson.name] = report
        progress(student, lesson, report)

    executor.run(work, done)
    problems = {task: job.problem for task, job in zip(tasks, work, strict=True)}
    outcomes = []
    for lesson in lessons:
        of_lesson = {student: reports[student, lesson.name] for student in students}
        changes = course.record(lesson, of_lesson)
        graded = [
            Graded(student, course.display_name(student), report, problems[student, lesson])
            for student, report in of_lesson.items()
        ]
        folder = course.root / "reports" / lesson.name
        page = write_reports(folder, lesson, course.kit.registry.feedback, graded, hints[lesson.name])
        for one in graded:
            _write_json(folder / "results", one)
        outcomes.append(Outcome(lesson, graded, page, changes))
    return outcomes


def grade_student(course: Course, student: str, lesson: Lesson, executor: Executor, seed: int) -> Report:
    """Grade what one student handed in to one lesson; nothing is recorded."""
    reports: list[Report] = []
    executor.run(
        [_job(lesson, _source(course, student, lesson), seed)], lambda _, report: reports.append(report)
    )
    return reports[0]


def known_students(course: Course, wanted: Iterable[str] | None) -> list[str]:
    """The course's students, or those `wanted`; `CourseError` for one that the course doesn't know."""
    students = course.students()
    if not wanted:
        return students
    for student in wanted:
        if student not in students:
            raise CourseError(f"{student!r} is no student of {course.root}.")
    return sorted(set(wanted))


def _source(course: Course, student: str, lesson: Lesson) -> Source:
    folder = course.submission(student, lesson)
    if folder is None:
        return Source(None, "Nothing was handed in.")
    return read_submission(folder, lesson)


def _job(lesson: Lesson, source: Source, seed: int) -> Job:
    return Job(lesson.name, seed, source.text, source.problem)


def _write_json(folder: Path, graded: Graded) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{graded.student}.json").write_bytes(graded.report.to_json())
