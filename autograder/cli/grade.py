"""The commands of instructors: make a course, fill it, grade it, and check the machine."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.options import (
    INSTRUCTORS,
    CourseFolder,
    Devices,
    Jobs,
    LessonName,
    Lessons,
    Seed,
    Similarity,
    kit_for,
    lessons_named,
)
from autograder.cli.tables import show_report
from autograder.common.console import err, out, progress_bar
from autograder.errors import CourseError
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson
from autograder.results import UNISOLATED, Isolation, Report

if TYPE_CHECKING:
    from autograder.classroom.grade import GradedLesson
    from autograder.gradebook.course import Course

commands = typer.Typer()


@commands.command(rich_help_panel=INSTRUCTORS)
def init(
    folder: Annotated[Path, typer.Argument(help="Make this course folder, or add lessons to it.")],
    lessons: Annotated[
        list[str] | None,
        typer.Option("--lesson", help="Add this lesson. Repeat for more. Default: all lessons."),
    ] = None,
    roster: Annotated[
        Path | None,
        typer.Option(help="Add the students of this CSV file: id,first_name,last_name,email."),
    ] = None,
    db_url: Annotated[
        str | None,
        typer.Option(
            help="Keep the gradebook in PostgreSQL: postgresql://USER@HOST/NAME, without a password."
        ),
    ] = None,
) -> None:
    """Make a course folder with nbgrader's gradebook, or add lessons and students to one."""
    from autograder.gradebook.course import Course

    kit = kit_for(folder)
    course = Course.create(folder, kit, lessons_named(kit, lessons), roster, db_url)
    out.print(
        f"{course.root} is a course folder. Put submissions into submitted/STUDENT/LESSON/ there.",
        markup=False,
    )


@commands.command(rich_help_panel=INSTRUCTORS)
def collect(
    lesson: LessonName,
    exports: Annotated[
        list[Path], typer.Argument(help="Archives or folders that your learning platform exported.")
    ],
    course: CourseFolder,
) -> None:
    """Copy exported submissions into a course: from Canvas, Moodle, Blackboard or Gradescope."""
    from autograder.collect.collection import collect as collect_exports
    from autograder.collect.table import show_collection
    from autograder.gradebook.course import Course

    kit = kit_for(course)
    which = kit.registry.lesson(lesson)
    show_collection(which, collect_exports(Course.open(course, kit), which, exports))


@commands.command(rich_help_panel=INSTRUCTORS)
def grade(
    lessons: Lessons = None,
    submission: Annotated[
        Path | None, typer.Option(help="Grade only this file, folder, notebook or archive.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object. Needs --submission.")] = False,
    course: Annotated[Path | None, typer.Option(help="Grade the submissions in this course folder.")] = None,
    student: Annotated[
        list[str] | None, typer.Option(help="Grade only this student. Repeat for more.")
    ] = None,
    device: Devices = None,
    jobs: Jobs = None,
    seed: Seed = None,
    force: Annotated[
        bool, typer.Option("--force", help="Ignore stored results. Grade again under a new seed.")
    ] = False,
    isolation: Annotated[
        Isolation,
        typer.Option(
            help="With none, submissions run without a sandbox and with all your rights."
            " Use it only for code that you trust."
        ),
    ] = Isolation.BUBBLEWRAP,
    similarity: Similarity = False,
) -> None:
    """Grade a course, or one submission without a course."""
    kit = kit_for(course)
    if (submission is None) == (course is None):
        raise CourseError("Say what to grade: either --course DIR, or a lesson and --submission PATH.")
    if submission is not None:
        if not lessons or len(lessons) != 1:
            raise CourseError("Name one lesson: `autograder grade LESSON --submission PATH`.")
        from autograder.grading.one import grade as grade_one
        from autograder.intake.choice import read

        source = read(submission, kit.registry.lesson(lessons[0]))
        report = grade_one(lessons[0], source, seed=seed, devices=device, isolation=isolation, kit=kit)
        if json:
            sys.stdout.buffer.write(report.to_json())
        else:
            show_report(report)
        if source.note:
            (err if json else out).print(source.note, markup=False)
        return
    if json:
        raise CourseError("--json needs --submission. A course has JSON files in reports/LESSON/results/.")
    assert course is not None
    _grade_course(kit, course, lessons, student, device, jobs, seed, force, isolation, similarity)


@commands.command(rich_help_panel=INSTRUCTORS)
def report(
    lessons: Lessons = None,
    *,
    course: CourseFolder,
    similarity: Similarity = False,
) -> None:
    """Write a course's report pages again from its stored results, without grading."""
    from autograder.classroom.grade import report_course
    from autograder.gradebook.course import Course

    kit = kit_for(course)
    chosen = lessons_named(kit, lessons) if lessons else None
    for page in report_course(Course.open(course, kit), chosen, similarity=similarity):
        out.print(f"Wrote {page}", markup=False)


@commands.command(rich_help_panel=INSTRUCTORS)
def demo(
    folder: Annotated[Path, typer.Argument(help="Make the course in this folder.")] = Path("demo/course"),
    jobs: Jobs = None,
) -> None:
    """Make a course with the sample class and grade it."""
    from autograder.gradebook.course import Course
    from autograder.lesson.sample_class import folder_of, hand_in

    kit = kit_for(folder)
    lessons = kit.registry.lessons
    course = Course.create(folder, kit, lessons, folder_of(kit) / "roster.csv")
    hand_in(kit, course.root / "submitted")
    _grade_course(kit, folder, [lesson.name for lesson in lessons], jobs=jobs)


@commands.command(rich_help_panel=INSTRUCTORS)
def doctor(
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Check that this machine grades safely. A trial submission tries to leave the sandbox."""
    from autograder.doctor import as_json, as_text, examine, is_safe

    findings = list(examine(Kit.find()))
    if json:
        sys.stdout.buffer.write(as_json(findings))
    else:
        out.print(as_text(findings), markup=False)
    if not is_safe(findings):
        raise typer.Exit(1)


def _grade_course(
    kit: Kit,
    folder: Path,
    names: list[str] | None,
    students: list[str] | None = None,
    devices: list[str] | None = None,
    jobs: int | None = None,
    seed: int | None = None,
    force: bool = False,
    isolation: Isolation = Isolation.BUBBLEWRAP,
    similarity: bool = False,
) -> None:
    from autograder.classroom.grade import grade_course, known_students, strangers
    from autograder.cli.class_table import class_scores
    from autograder.gradebook.course import Course
    from autograder.grading.cache import Cache, Remembering
    from autograder.grading.pool import LocalPool, default_jobs
    from autograder.sandbox.availability import require

    course = Course.open(folder, kit)
    lessons = lessons_named(kit, names) if names else course.lessons()
    if not lessons:
        raise CourseError(f"{course.root} has no lessons. Add them with `autograder init {course.root}`.")
    chosen = known_students(course, students)
    require(isolation)
    if not chosen:
        raise CourseError(
            f"{course.root} has no students. Fill submitted/, or run"
            f" `autograder init {course.root} --roster CSV`."
        )
    cache = Cache(course.state, kit, lessons, devices, isolation)
    if force:
        cache.clear()
    size = min(jobs or default_jobs(), len(chosen) * len(lessons))
    graded = [lesson.name for lesson in lessons]
    with LocalPool(kit, graded, devices, size, isolation) as pool, progress_bar() as bar:
        task = bar.add_task("grading", total=len(chosen) * len(lessons))

        def done(student: str, lesson: Lesson, report: Report) -> None:
            bar.advance(task)

        executor = Remembering(pool, cache)
        outcomes = grade_course(
            course,
            lessons,
            chosen,
            executor,
            seed=cache.seed() if seed is None else seed,
            progress=done,
            similarity=similarity,
        )
    for lines in class_scores({outcome.lesson: outcome.graded for outcome in outcomes}, out.width):
        out.print(lines)
    _show_changes(course, outcomes)
    if isolation is Isolation.NONE:
        out.print(UNISOLATED)
    for student in strangers(course):
        err.print(
            f"The late policy gives {student!r} more time, but the course has no such student."
            " Correct the id in the policy.",
            markup=False,
        )
    if executor.remembered:
        out.print(
            f"{executor.remembered} results are from an earlier run. --force grades them again.", style="dim"
        )
    _show_where_to_look(course, outcomes)
    failed = sum(not one.report.is_final for outcome in outcomes for one in outcome.graded)
    if failed:
        err.print(f"The grader failed on {failed} submissions. Run the command again; no points were lost.")
        raise typer.Exit(1)


def _show_changes(course: Course, outcomes: Sequence[GradedLesson]) -> None:
    """Print which scores had other values before, the first of many; a file gets all of them."""
    from autograder.cli.class_table import head
    from autograder.common.files import write_files
    from autograder.report.score_files import changes_csv

    changes = [(outcome.lesson, change) for outcome in outcomes for change in outcome.changes]
    if not changes:
        return
    path = course.root / "reports" / "changes.csv"
    sentences = [
        f"Changed: {change.student}, {change.function}: {change.before:g} before, {change.after:g} now"
        for _, change in changes
    ]
    for sentence in head(sentences, f"in {path}"):
        out.print(sentence, markup=False)
    write_files({path: changes_csv(changes).encode("utf-8", "replace")})


def _show_where_to_look(course: Course, outcomes: Sequence[GradedLesson]) -> None:
    reports = course.root / "reports"
    which, page = "Course report", reports / "index.html"
    if len(outcomes) == 1:
        which, page = "Class report", outcomes[0].page
    for label, place in (
        (f"{which} (start here):", page),
        ("Feedback, a page a student:", page.parent / "students"),
        ("Gradebook, for Formgrader:", course.gradebook),
    ):
        out.print(f"{label:<28}{place}", markup=False)
