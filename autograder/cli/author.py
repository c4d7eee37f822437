"""The commands that make what students get, and that prove the hidden tests."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.options import AUTHORS, INSTRUCTORS, Lessons, lessons_named
from autograder.common.console import err, out
from autograder.errors import CourseError
from autograder.lesson.kit import Kit

commands = typer.Typer()


@commands.command(rich_help_panel=AUTHORS)
def build(
    lessons: Lessons = None,
    check: Annotated[
        bool, typer.Option("--check", help="Change no file. Fail if a file is out of date.")
    ] = False,
) -> None:
    """Make assignments/ from solutions/, and docs/course.md from grading.yml.

    It fails if an assignment holds something of a solution or of a hidden test, also of another lesson.
    """
    from autograder.authoring.build import build as build_lesson
    from autograder.authoring.build import drift
    from autograder.authoring.course_page import plan_drift, write_plan
    from autograder.authoring.leaks import leaks_around
    from autograder.lesson.variants import outdated

    kit = Kit.find()
    chosen = lessons_named(kit, lessons)
    problems = plan_drift(kit) if check else []
    if not check and write_plan(kit):
        out.print(f"Wrote {kit.plan}", markup=False)
    for lesson in chosen:
        if check:
            problems += [*drift(kit, lesson), *outdated(kit, lesson)]
        else:
            for path in build_lesson(kit, lesson):
                out.print(f"{'Wrote' if path.exists() else 'Removed'} {path}", markup=False)
    for problem in problems:
        err.print(problem, markup=False)
    if problems:
        raise CourseError("The files above are out of date. Run `autograder build`, or what they say.")
    leaks = list(leaks_around(kit, chosen))
    for leak in leaks:
        err.print(leak, markup=False)
    if leaks:
        raise CourseError("The files above tell students what they must find out.")


@commands.command(rich_help_panel=INSTRUCTORS)
def bundle(
    lessons: Lessons = None,
    output: Annotated[
        Path | None, typer.Option(help="Write this zip file. Default: pytorch-exercises.zip.", dir_okay=False)
    ] = None,
) -> None:
    """Make the zip that students download: lessons, data, checks and a set-up program."""
    from autograder.packaging.bundle import NAME, bundle_zip
    from autograder.packaging.target import put

    kit = Kit.find()
    chosen = lessons_named(kit, lessons)
    target = output or Path(f"{NAME}.zip")
    done = put(target, bundle_zip(kit, chosen))
    out.print(f"{done} {target} with {', '.join(lesson.name for lesson in chosen)}", markup=False)


@commands.command(rich_help_panel=AUTHORS)
def new(
    lesson: Annotated[
        str, typer.Argument(help="A lesson, such as 02, or a new one's name, such as 28_diffusion.")
    ],
    functions: Annotated[
        list[str] | None, typer.Argument(help="The functions to add. Classes begin with a capital.")
    ] = None,
) -> None:
    """Write the stubs of functions, and of their lesson if it is new."""
    from autograder.authoring.scaffold import add

    kit = Kit.find()
    for path in add(kit, lesson, functions or []):
        out.print(f"Wrote {path.relative_to(kit.root)}", markup=False)
    out.print(f"`autograder verify {lesson[:2]}` lists what is still to be written.", markup=False)


@commands.command(rich_help_panel=AUTHORS)
def draft(
    lesson: Annotated[str, typer.Argument(metavar="LESSON", help="Its name or number.")],
    function: Annotated[
        str | None, typer.Argument(metavar="[FUNCTION]", help="Default: each function of the lesson.")
    ] = None,
    write: Annotated[
        bool,
        typer.Option("--write", help="Append the rows to mistakes/FUNCTION.py instead of printing them."),
    ] = False,
) -> None:
    """Draft known mistakes: small changes to the solution with different results. You write the sentences."""
    from autograder.authoring.draft import append, drafts

    kit = Kit.find()
    chosen = kit.registry.lesson(lesson)
    for one in [chosen.function(function)] if function else chosen.functions:
        rows = list(drafts(kit, chosen, one))
        path = kit.solution(chosen) / "mistakes" / f"{one.name}.py"
        if write and rows:
            append(path, one.name, rows)
            out.print(f"Added {len(rows)} rows to {path}. Write their sentences.", markup=False)
        elif not write:
            out.print(f"# {path.relative_to(kit.root)}", markup=False)
            sys.stdout.write("".join(f"{row}\n" for row in rows))
