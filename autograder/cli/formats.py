"""The work of `autograder export`, a function a format: read the course, write files, print a summary."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import typer

from autograder.common.console import err, out
from autograder.common.files import write_files
from autograder.common.text import printable
from autograder.errors import CourseError
from autograder.export import Visibility
from autograder.export.canvas import CanvasGradebook, Column, Filling
from autograder.export.gradescope import results_of
from autograder.export.junit import junit
from autograder.export.table import scores_table
from autograder.gradebook.course import Course
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson
from autograder.packaging.gradescope_autograder import autograder_zip
from autograder.report.folder import page_stems
from autograder.report.store import read_results
from autograder.results import Isolation, Report, fresh_seed


def export_table(course: Course, lessons: Sequence[Lesson] | None, output: Path | None) -> None:
    """Write the table of scores to `output`, or print it."""
    _give(scores_table(course.scores(lessons)).encode("utf-8", "replace"), output)


def export_junit(course: Course, lessons: Sequence[Lesson] | None, output: Path | None) -> None:
    """Write JUnit XML of all stored reports to `output`, or print it."""
    stored = _stored(course, lessons)
    reports = [(student, report) for _, found in stored for student, report in found.items()]
    _give(junit(reports), output)


def export_canvas(
    course: Course,
    lessons: Sequence[Lesson],
    source: Path,
    output: Path | None,
    column: str | None,
    match_by: str | None,
    write: bool,
) -> None:
    """Print the changes, then write the gradebook in `source` with the lessons' scores.

    Without `write`, ask the person at a terminal; elsewhere write nothing.

    Args:
        output: the file to write; None: one beside `source`.
    """
    if not lessons:
        raise CourseError("Name the lessons whose scores go to Canvas.")
    if column is not None and len(lessons) > 1:
        raise CourseError("--column fills the column of one lesson. Export one lesson at a time.")
    target = output or source.with_name(f"{source.stem}-graded{source.suffix}")
    gradebook = CanvasGradebook(source)
    if target.exists() and os.path.samefile(source, target):
        raise CourseError(
            f"{target} is the file that Canvas exported, which stays unchanged. Name another with --output."
        )
    scores = course.scores(lessons)
    wanted = [(lesson, scores.points[lesson.name], scores.earned[lesson.name]) for lesson in lessons]
    filling = gradebook.fill(scores.students, wanted, column, match_by)
    _show(filling)
    if not write and not (sys.stdin.isatty() and any(column.changes for column in filling.columns)):
        out.print(f"Nothing was written. Add --write to write {target}.", markup=False)
    elif write or typer.confirm(f"Write {target}{', replacing the one there' if target.exists() else ''}?"):
        write_files({target: filling.content})
        out.print(f"Wrote {target}. Import it into Canvas.", markup=False)
    else:
        out.print("Nothing was written.")


def export_results(
    course: Course, lessons: Sequence[Lesson] | None, output: Path | None, visibility: Visibility
) -> None:
    """Write LESSON/STUDENT/results.json for each stored report into `output`, or into export/gradescope/."""
    folder = output or course.root / "export" / "gradescope"
    feedback = course.kit.registry.feedback
    files: dict[Path, bytes] = {}
    waiting = []
    for lesson, reports in _stored(course, lessons):
        names = page_stems(list(reports))
        for student, report in reports.items():
            if report.is_final:
                place = folder / lesson.name / names[student] / "results.json"
                files[place] = results_of(report, feedback, visibility).to_json()
            else:
                waiting.append(f"{student} ({lesson.name})")
    write_files(files)
    out.print(f"Wrote results.json for {len(files)} submissions into {folder}.", markup=False)
    if waiting:
        listed = printable(", ".join(waiting))
        err.print(f"Not exported because grading failed: {listed}. Grade them again.", markup=False)
        raise typer.Exit(1)


def export_autograder(
    kit: Kit, lessons: Sequence[Lesson], target: Path, isolation: Isolation, visibility: Visibility
) -> None:
    """Write the zip with which Gradescope grades a lesson."""
    if len(lessons) != 1:
        raise CourseError("Name one lesson: a zip for Gradescope grades one lesson.")
    content = autograder_zip(kit, lessons[0], fresh_seed(), isolation, visibility)
    write_files({target: content})
    out.print(
        f"Wrote {target} ({len(content) / 2**20:.1f} MB). Follow its README.md in Gradescope."
        " Keep it secret: it holds the hidden tests and the reference.",
        markup=False,
    )


def _stored(course: Course, lessons: Sequence[Lesson] | None) -> list[tuple[Lesson, dict[str, Report]]]:
    """Return the lessons with their reports; `CourseError` where a named lesson, or every one, has none."""
    found = [
        (lesson, _reports(course, lesson))
        for lesson in (course.kit.registry.lessons if lessons is None else lessons)
    ]
    for lesson, reports in found:
        if lessons is not None and not reports:
            raise CourseError(
                f"{course.root} has no results of {lesson.name}: run `autograder grade {lesson.name}"
                f" --course {course.root}` first."
            )
    if not any(reports for _, reports in found):
        raise CourseError(
            f"{course.root} has no results yet: run `autograder grade --course {course.root}` first."
        )
    return found


def _give(content: bytes, output: Path | None) -> None:
    if output is None:
        sys.stdout.buffer.write(content)
    else:
        write_files({output: content})
        out.print(f"Wrote {output}.", markup=False)


def _show(filling: Filling) -> None:
    for column in filling.columns:
        _show_column(column)
    _list("In Canvas but not in the course, unchanged", filling.unknown_rows)
    _list("In the course but not in Canvas", filling.unknown_students)
    out.print(f"The column that identified students: {printable(filling.matched_by)}.", markup=False)


def _show_column(column: Column) -> None:
    out.print(f"{printable(column.header)}, from {column.lesson}", markup=False, style="bold")
    for change in column.changes:
        line = f"    {change.name} ({change.student}): {change.old or 'nothing'} -> {change.new}"
        out.print(printable(line), markup=False)
    out.print(f"    {len(column.changes)} to change, {column.unchanged} right already.")
    if column.warning:
        out.print(f"    Check this: {printable(column.warning)}", markup=False)
    _list(
        "    Excused or not assigned in Canvas, unchanged", [f"{name}: {word}" for name, word in column.left]
    )
    _list("    Without a score in the gradebook, unchanged", column.ungraded)


def _list(title: str, names: Sequence[str]) -> None:
    if names:
        out.print(f"{title}: {printable('; '.join(names))}.", markup=False)


def _reports(course: Course, lesson: Lesson) -> dict[str, Report]:
    """Return the stored report of each student."""
    return {one.student: one.report for one in read_results(course.root / "reports", lesson)}
