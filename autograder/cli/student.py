"""The students' commands."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.options import STUDENTS, LessonName, Lessons, lessons_named
from autograder.common.console import err, out
from autograder.lesson.kit import Kit

if TYPE_CHECKING:
    from rich.text import Text

    from autograder.lesson.registry import Lesson
    from autograder.student.progress import Progress

commands = typer.Typer()

CurrentLesson = Annotated[
    str | None,
    typer.Argument(help="The lesson's number or name, such as 02. Default: the lesson that you work on."),
]
FunctionName = Annotated[str, typer.Argument(help="The function's name, such as softmax.")]


@commands.command("list", rich_help_panel=STUDENTS)
def list_lessons() -> None:
    """List the lessons with their functions, points and your progress."""
    from autograder.student.view import progress_lines

    kit = Kit.find()
    progress = _progress(kit)
    for lesson in kit.registry.lessons:
        _show(progress_lines(lesson, progress.states(lesson)))


@commands.command(rich_help_panel=STUDENTS)
def start(lessons: Lessons = None) -> None:
    """Copy lessons to work/, the folder in which you write. Existing files stay unchanged."""
    from autograder.student.start import start as start_lesson

    kit = Kit.find()
    for lesson in lessons_named(kit, lessons):
        copied, kept = start_lesson(kit, lesson)
        folder = os.path.relpath(kit.working_copy(lesson))
        if copied:
            out.print(f"{folder}: copied {', '.join(copied)}.", markup=False)
        if kept:
            out.print(f"{folder}: kept your {', '.join(kept)}; nothing was overwritten.", markup=False)


@commands.command(rich_help_panel=STUDENTS)
def check(
    lesson: CurrentLesson = None,
    function: Annotated[str | None, typer.Option(help="Check only this function.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Run the visible checks on your file. The exit status is 0 if all pass, else 1."""
    from autograder.lesson.hidden_counts import load_counts
    from autograder.student.module import module_file, read_source
    from autograder.student.runner import run_checks
    from autograder.student.view import as_json, lesson_lines

    kit = Kit.find()
    progress = _progress(kit)
    which = _chosen(kit, progress, lesson)
    hidden = load_counts(kit, which)
    path = module_file(kit, which)
    source = read_source(path)
    results = run_checks(kit, which, [function] if function else None, source=source)
    progress.record(which, source, results)
    if json:
        sys.stdout.buffer.write(as_json(which, results, hidden))
    else:
        out.print(os.path.relpath(path), markup=False, style="dim")
        _show(lesson_lines(results, hidden, out.width))
    if any(not result.status.is_fine for result in results):
        raise typer.Exit(1)


@commands.command("next", rich_help_panel=STUDENTS)
def show_next(lesson: CurrentLesson = None) -> None:
    """Show your next unfinished function: its task, its file and its line."""
    from autograder.student.guide import task_lines
    from autograder.student.module import require_copy

    kit = Kit.find()
    progress = _progress(kit)
    which = _chosen(kit, progress, lesson)
    left = next(progress.unfinished(which), None)
    if left is None:
        out.print("All visible checks pass. Hand in your work; more tests run at grading.")
        return
    require_copy(kit, left[0])
    progress.work_on(left[0])
    _show(task_lines(kit, *left, out.width))
    out.print(f"\nStuck? autograder hint {left[0].name[:2]} {left[1]}", style="dim", markup=False)


@commands.command(rich_help_panel=STUDENTS)
def hint(
    lesson: LessonName,
    function: FunctionName,
    level: Annotated[
        int,
        typer.Option(min=1, max=3, help="How much the hint tells: 1 is a nudge, 3 is nearly the solution."),
    ] = 1,
) -> None:
    """Show a hint for a function."""
    from autograder.student.guide import hint_lines

    kit = Kit.find()
    which = kit.registry.lesson(lesson)
    _show(hint_lines(kit, which, function, level, out.width))
    if level < 3:
        more = f"Next hint: autograder hint {lesson} {function} --level {level + 1}"
        out.print(more, style="dim", markup=False)


@commands.command(rich_help_panel=STUDENTS)
def reset(
    lesson: LessonName,
    function: FunctionName,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask before the change.")] = False,
) -> None:
    """Put a function back to its original text. The command keeps a copy of your file."""
    from autograder.student.module import module_file, require_copy
    from autograder.student.reset import reset as put_back

    kit = Kit.find()
    which = kit.registry.lesson(lesson)
    which.function(function)
    require_copy(kit, which)
    path = os.path.relpath(module_file(kit, which))
    if not yes and not typer.confirm(f"Put {function} in {path} back to its stub?"):
        out.print("Nothing was changed.")
        return
    backup = put_back(kit, which, function)
    out.print(
        f"{function} is a stub again. The copy of your file is {backup.name}, in the same folder.",
        markup=False,
    )


@commands.command(rich_help_panel=STUDENTS)
def watch(lesson: CurrentLesson = None) -> None:
    """Check the functions that you changed, each time you save your file."""
    from autograder.student.watch import watch as watch_lesson

    kit = Kit.find()
    progress = _progress(kit)
    watch_lesson(kit, _chosen(kit, progress, lesson))


def _progress(kit: Kit) -> Progress:
    from autograder.student.progress import Progress

    return Progress(kit, lambda sentence: err.print(sentence, markup=False))


def _chosen(kit: Kit, progress: Progress, name: str | None) -> Lesson:
    """Return the lesson of that name, which is worked on from now on; else the one that is.

    Raises:
        StudentError: the student has no copy of it.
    """
    from autograder.student.module import require_copy

    lesson = kit.registry.lesson(name) if name else progress.lesson()
    require_copy(kit, lesson)
    progress.work_on(lesson)
    return lesson


def _show(lines: Iterable[Text]) -> None:
    for line in lines:
        out.print(line)
