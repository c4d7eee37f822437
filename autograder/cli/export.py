"""`autograder export`: checks which options go together, and calls a function a format."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.options import Lessons, kit_for, lessons_named
from autograder.errors import CourseError
from autograder.export import Format, Visibility
from autograder.results import Isolation

commands = typer.Typer()


@commands.command()
def export(
    format: Annotated[Format, typer.Option(help="Where the scores or results go.")],
    lessons: Lessons = None,
    course: Annotated[Path | None, typer.Option(help="The graded course folder.")] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            help="The file to write (gradescope: the folder); csv and junit are printed by default."
        ),
    ] = None,
    canvas: Annotated[
        Path | None, typer.Option(help="canvas: the gradebook as Canvas exported it; it is only read.")
    ] = None,
    column: Annotated[
        str | None, typer.Option(help="canvas: the column to fill; found by the lesson's title by default.")
    ] = None,
    match_by: Annotated[
        str | None,
        typer.Option(
            help="canvas: the column with the students' ids or addresses;"
            " by default SIS Login ID, SIS User ID, Email or ID."
        ),
    ] = None,
    write: Annotated[bool, typer.Option("--write", help="canvas: write the file without asking.")] = False,
    autograder: Annotated[
        Path | None,
        typer.Option(help="gradescope: make this zip, with which Gradescope grades the lesson; no course."),
    ] = None,
    visibility: Annotated[
        Visibility | None, typer.Option(help="gradescope: from when on students see the tests.")
    ] = None,
    isolation: Annotated[
        Isolation | None,
        typer.Option(help="gradescope --autograder: none grades without a sandbox where there can't be one."),
    ] = None,
) -> None:
    """Take scores and results elsewhere: to a spreadsheet, Canvas, Gradescope or JUnit XML."""
    from autograder.cli import formats
    from autograder.gradebook.course import Course

    belongs = {
        "--canvas": (canvas, format is Format.CANVAS),
        "--column": (column, format is Format.CANVAS),
        "--match-by": (match_by, format is Format.CANVAS),
        "--write": (write or None, format is Format.CANVAS),
        "--autograder": (autograder, format is Format.GRADESCOPE),
        "--visibility": (visibility, format is Format.GRADESCOPE),
        "--isolation": (isolation, autograder is not None),
        "--course": (course, autograder is None),
        "--output": (output, autograder is None),
    }
    for option, (value, allowed) in belongs.items():
        if value is not None and not allowed:
            raise CourseError(f"{option} means nothing here: see `autograder export --help`.")
    kit = kit_for(course)
    chosen = lessons_named(kit, lessons) if lessons else None
    shown = visibility or Visibility.VISIBLE
    if autograder is not None:
        formats.export_autograder(kit, chosen or [], autograder, isolation or Isolation.BUBBLEWRAP, shown)
        return
    if course is None:
        raise CourseError("Say which course to export, with --course DIR.")
    opened = Course.open(course, kit)
    if format is Format.CSV:
        formats.export_table(opened, chosen, output)
    elif format is Format.JUNIT:
        formats.export_junit(opened, chosen, output)
    elif format is Format.GRADESCOPE:
        formats.export_results(opened, chosen, output, shown)
    elif canvas is None:
        raise CourseError("Canvas needs the gradebook that it exported, with --canvas FILE.")
    else:
        formats.export_canvas(opened, chosen or [], canvas, output, column, match_by, write)
