"""Grading of a course's submissions: it records the scores and writes the reports."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from autograder.errors import CourseError
from autograder.gradebook.course import Course
from autograder.gradebook.scores import FinalScore
from autograder.grading.jobs import job_of
from autograder.grading.pool import Executor
from autograder.intake.choice import read
from autograder.intake.source import Source
from autograder.lesson.hints import load_hints
from autograder.lesson.registry import Lesson
from autograder.report.folder import write_course, write_reports
from autograder.report.graded import GradedSubmission, with_finals
from autograder.report.similarity import Pair, require_similarity, similar_pairs
from autograder.report.store import read_results
from autograder.results import Report

if TYPE_CHECKING:
    from autograder.gradebook.records import ScoreChange


class GradedLesson(NamedTuple):
    """A lesson of a course after grading."""

    lesson: Lesson
    graded: list[GradedSubmission]
    page: Path  # the class report
    changes: list[ScoreChange]  # scores that changed


def grade_course(
    course: Course,
    lessons: Sequence[Lesson],
    students: Sequence[str],
    executor: Executor,
    *,
    seed: int,
    progress: Callable[[str, Lesson, Report], None],
    similarity: bool = False,
) -> list[GradedLesson]:
    """Grade the submissions of `students` for `lessons`, record the scores and write the reports.

    A student without a submission gets a report of 0 points that says so. The reports show all students of
    the course with a stored result, graded now or earlier.

    Args:
        progress: called with each report as soon as it is there.
        similarity: whether to compare the submissions of each lesson with each other.

    Returns:
        The result of each lesson.

    Raises:
        CourseError: the course can't be written, or a stored result is damaged. Nothing was graded.
    """
    course.check_writable(*lessons)
    skeletons = _skeletons(course, lessons) if similarity else {}
    known = frozenset(course.students())
    for lesson in course.kit.registry.lessons:
        _stored(course, lesson, students if lesson in lessons else ())
    hints = {lesson.name: load_hints(course.kit.solution(lesson) / "hints.yml", lesson) for lesson in lessons}
    tasks = [(student, lesson) for lesson in lessons for student in students]
    handed_in = {(student, lesson) for student, lesson in tasks if course.submission(student, lesson)}
    sources = {(student, lesson.name): _source(course, student, lesson) for student, lesson in tasks}
    work = [job_of(lesson, sources[student, lesson.name], seed) for student, lesson in tasks]
    reports: dict[tuple[str, str], Report] = {}

    def done(index: int, report: Report) -> None:
        student, lesson = tasks[index]
        reports[student, lesson.name] = report
        progress(student, lesson, report)

    executor.run(work, done)
    notes = {task: source.problem or source.note for task, source in sources.items()}
    outcomes = []
    for lesson in lessons:
        of_lesson = {student: reports[student, lesson.name] for student in students}
        # A lesson without any submission is not recorded: students lose no points, and authors can change it.
        begun = any(course.submission(student, lesson) for student in known)
        changes = course.record(lesson, of_lesson if begun else {})
        graded = [
            GradedSubmission(
                student,
                course.display_name(student),
                report,
                notes[student, lesson.name],
                handed_in=(student, lesson) in handed_in,
            )
            for student, report in of_lesson.items()
        ]
        with course.reporting():
            stored = [
                submission for submission in _stored(course, lesson, students) if submission.student in known
            ]
            finals = course.scores([lesson]).finals[lesson.name]
            graded, everyone = with_finals(graded, finals), with_finals([*graded, *stored], finals)
            pairs = _pairs(course, lesson, skeletons[lesson], known) if similarity else None
            page = _write_lesson(course, lesson, everyone, hints[lesson.name], pairs)
        outcomes.append(GradedLesson(lesson, graded, page, changes))
    with course.reporting():
        _write_course(course, course.scores().finals)
    return outcomes


def grade_student(course: Course, student: str, lesson: Lesson, executor: Executor, seed: int) -> Report:
    """Grade one student's submission for one lesson and return the report. Record nothing."""
    reports: list[Report] = []
    executor.run(
        [job_of(lesson, _source(course, student, lesson), seed)], lambda _, report: reports.append(report)
    )
    return reports[0]


def report_course(
    course: Course, lessons: Sequence[Lesson] | None, *, similarity: bool = False
) -> list[Path]:
    """Write the reports of `lessons`, or of all graded lessons, and of the course from the stored results.

    Returns:
        The paths of the course report and of each class report.

    Raises:
        CourseError: a lesson has no stored results, or they are damaged.
    """
    registry = course.kit.registry
    finals = course.scores().finals
    results = {
        lesson: with_finals(_stored(course, lesson), finals.get(lesson.name, {}))
        for lesson in lessons or registry.lessons
    }
    for lesson, graded in results.items():
        if lessons and not graded:
            raise CourseError(f"No result of {lesson.name} is stored in {_reports(course)}. Grade it first.")
    if not any(results.values()):
        raise CourseError(f"No result is stored in {_reports(course)}: run `autograder grade` first.")
    skeletons = _skeletons(course, [lesson for lesson in results if results[lesson]]) if similarity else {}
    pages = []
    for lesson, graded in results.items():
        if graded:
            pairs = _pairs(course, lesson, skeletons[lesson], course.students()) if similarity else None
            hints = load_hints(course.kit.solution(lesson) / "hints.yml", lesson)
            pages.append(_write_lesson(course, lesson, graded, hints, pairs))
    return [_write_course(course, finals), *pages]


def known_students(course: Course, wanted: Iterable[str] | None) -> list[str]:
    """Return the students in `wanted`, by default all. Raise `CourseError` if the course doesn't have one."""
    students = course.students()
    if not wanted:
        return students
    for student in wanted:
        if student not in students:
            raise CourseError(f"{student!r} is not a student of {course.root}.")
    return sorted(set(wanted))


def strangers(course: Course) -> list[str]:
    """Return the ids that have an extension but aren't in the course. They are probably misspelt."""
    late = course.late
    named = dict.fromkeys(extension.student for extension in late.extensions) if late else {}
    return [student for student in named if student not in course.students()]


def _source(course: Course, student: str, lesson: Lesson) -> Source:
    folder = course.submission(student, lesson)
    if folder is None:
        return Source(None, "Nothing was handed in.")
    return read(folder, lesson)


def _reports(course: Course) -> Path:
    return course.root / "reports"


def _write_lesson(
    course: Course,
    lesson: Lesson,
    graded: Sequence[GradedSubmission],
    hints: Mapping[str, Sequence[str]],
    pairs: Sequence[Pair] | None,
) -> Path:
    folder = _reports(course) / lesson.name
    return write_reports(folder, lesson, course.kit.registry.feedback, graded, hints, pairs)


def _write_course(course: Course, finals: Mapping[str, Mapping[str, FinalScore]]) -> Path:
    registry = course.kit.registry
    return write_course(_reports(course), registry.lessons, registry.feedback, finals)


def _stored(course: Course, lesson: Lesson, exclude: Collection[str] = ()) -> list[GradedSubmission]:
    return read_results(_reports(course), lesson, exclude)


def _skeletons(course: Course, lessons: Iterable[Lesson]) -> dict[Lesson, bytes]:
    """Return the skeleton of each lesson, to tell it from the students' own code."""
    require_similarity()
    paths = {lesson: course.kit.assignment(lesson) / f"{lesson.module}.py" for lesson in lessons}
    for path in paths.values():
        if not path.is_file():
            raise CourseError(
                f"--similarity needs the skeleton {path}, which is missing: run `autograder build`."
            )
    return {lesson: path.read_bytes() for lesson, path in paths.items()}


def _pairs(course: Course, lesson: Lesson, skeleton: bytes, students: Iterable[str]) -> list[Pair]:
    """Return the pairs of similar submissions."""
    sources = {student: _source(course, student, lesson).text for student in students}
    return similar_pairs(skeleton, {student: text for student, text in sources.items() if text is not None})
