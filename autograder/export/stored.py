"""The reports that grading left in a course folder, read back."""

from __future__ import annotations

from pathlib import Path

import msgspec

from autograder.course import Course
from autograder.errors import CourseError
from autograder.registry import Lesson
from autograder.results import Report


def stored_reports(course: Course, lesson: Lesson) -> dict[str, Report]:
    """The report of each student on `lesson`, by student; empty where it was never graded.

    Raises:
        CourseError: a file is no report on this lesson.
    """
    files = sorted((course.root / "reports" / lesson.name / "results").glob("[!.]*.json"))
    return {path.name.removesuffix(".json"): _read(path, lesson) for path in files}


def _read(path: Path, lesson: Lesson) -> Report:
    try:
        report = Report.from_json(path.read_bytes())
    except (OSError, msgspec.MsgspecError) as error:
        raise CourseError(
            f"{path} can't be read as a report ({error}): run `autograder grade {lesson.name}` again."
        ) from error
    if report.lesson != lesson.name:
        raise CourseError(f"{path} is a report on {report.lesson}: move it to where it belongs.")
    return report
