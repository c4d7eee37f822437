"""The commands that make what students get, and that prove the hidden tests."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress, TaskID

from autograder.cli.options import AUTHORS, INSTRUCTORS, Devices, Jobs, Lessons, lessons_named
from autograder.common.console import err, out, progress_bar
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
    """Make assignments/ from solutions/, and docs/course.md from grading.yml."""
    from autograder.authoring.build import build as build_lesson
    from autograder.authoring.build import drift
    from autograder.authoring.course_page import plan_drift, write_plan

    kit = Kit.find()
    chosen = lessons_named(kit, lessons)
    problems = plan_drift(kit) if check else []
    if not check and write_plan(kit):
        out.print(f"Wrote {kit.plan}", markup=False)
    for lesson in chosen:
        if check:
            problems += drift(kit, lesson)
        else:
            for path in build_lesson(kit, lesson):
                out.print(f"{'Wrote' if path.exists() else 'Removed'} {path}", markup=False)
    for problem in problems:
        err.print(problem, markup=False)
    if problems:
        raise CourseError("The files above are out of date. Run `autograder build`.")


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
def verify(
    lessons: Lessons = None,
    mutants: Annotated[
        bool,
        typer.Option(
            "--mutants", help="Also test mutants: copies of the solution with one small change each."
        ),
    ] = False,
    comparisons: Annotated[
        bool, typer.Option("--comparisons", help="Only list the comparisons that the proof doesn't need.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the proofs as a JSON array.")] = False,
    markdown: Annotated[
        Path | None, typer.Option(help="Also write the tables to this file.", dir_okay=False)
    ] = None,
    device: Devices = None,
    jobs: Jobs = None,
) -> None:
    """Prove that the lessons' hidden tests are strong and fair."""
    from autograder.authoring.proof import prove
    from autograder.authoring.tables import as_json, as_markdown, proof_table
    from autograder.grading.pool import LocalPool, default_jobs
    from autograder.sandbox.availability import require_sandbox

    kit = Kit.find()
    chosen = lessons_named(kit, lessons)
    if comparisons:
        from autograder.authoring.comparisons import spare_comparisons

        for lesson in chosen:
            for line in spare_comparisons(kit, lesson, device or ()):
                out.print(line, markup=False)
        return
    require_sandbox()
    proofs = []
    with LocalPool(kit, [lesson.name for lesson in chosen], device, jobs or default_jobs()) as pool:
        for lesson in chosen:
            with progress_bar() as bar:
                task = bar.add_task(lesson.name, total=None)

                def progress(done: int, total: int, bar: Progress = bar, task: TaskID = task) -> None:
                    bar.update(task, completed=done, total=total)

                proofs.append(prove(kit, lesson, pool, mutants=mutants, progress=progress))
            if not json:
                out.print(proof_table(proofs[-1]))
                for finding in proofs[-1].findings:
                    where = f", {finding.function}" if finding.function else ""
                    out.print(f"{finding.check}{where}: {finding.message}", markup=False)
    if markdown is not None:
        markdown.write_text(as_markdown(proofs), encoding="utf-8")
    if json:
        sys.stdout.buffer.write(as_json(proofs))
    if not all(proof.holds for proof in proofs):
        raise typer.Exit(1)
