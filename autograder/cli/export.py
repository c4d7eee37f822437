"""`autograder export`: checks which options go together, and calls a function a format."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.options import INSTRUCTORS, Lessons, kit_for, lessons_named
from autograder.errors import CourseError
from autograder.export import Format, Visibility
from autograder.results import Isolation

commands = typer.Typer()


@commands.command(rich_help_panel=INSTRUCTORS)
def export(
    format: Annotated[Format, typer.Option(help="Write this format.")],
    lessons: Lessons = None,
    course: Annotated[Path | None, typer.Option(help="Export this graded course folder.")] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            help="Write to this file, or with gradescope to this folder."
            " Default: csv and junit go to the terminal."
        ),
    ] = None,
    canvas: Annotated[
        Path | None, typer.Option(help="canvas: the gradebook file that Canvas exported. It stays unchanged.")
    ] = None,
    column: Annotated[
        str | None,
        typer.Option(help="canvas: fill this column. Default: the column with the lesson's title."),
    ] = None,
    match_by: Annotated[
        str | None,
        typer.Option(
            help="canvas: find students by this column of ids or e-mail addresses."
            " Default: SIS Login ID, SIS User ID, Email or ID."
        ),
    ] = None,
    write: Annotated[bool, typer.Option("--write", help="canvas: write the file without asking.")] = False,
    autograder: Annotated[
        Path | None,
        typer.Option(help="gradescope: make this zip, so that Gradescope itself grades the lesson."),
    ] = None,
    visibility: Annotated[
        Visibility | None, typer.Option(help="gradescope: when students see the tests.")
    ] = None,
    isolation: Annotated[
        Isolation | None,
        typer.Option(help="gradescope --autograder: with none, Gradescope grades without a sandbox."),
    ] = None,
) -> None:
    """Export scores or results for a spreadsheet, Canvas, Gradescope or JUnit XML."""
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
            raise CourseError(f"{option} doesn't go with the other options: see `autograder export --help`.")
    kit = kit_for(course)
    chosen = lessons_named(kit, lessons) if lessons else None
    shown = visibility or Visibility.VISIBLE
    if autograder is not None:
        formats.export_autograder(kit, chosen or [], autograder, isolation or Isolation.BUBBLEWRAP, shown)
        return
    if course is None:
        raise CourseError("Say which course to export: --course DIR.")
    opened = Course.open(course, kit)
    if format is Format.CSV:
        formats.export_table(opened, chosen, output)
    elif format is Format.JUNIT:
        formats.export_junit(opened, chosen, output)
    elif format is Format.GRADESCOPE:
        formats.export_results(opened, chosen, output, shown)
    elif canvas is None:
        raise CourseError("Name the gradebook file that Canvas exported: --canvas FILE.")
    else:
        formats.export_canvas(opened, chosen or [], canvas, output, column, match_by, write)
