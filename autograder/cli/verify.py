"""The command that proves the hidden tests of lessons."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import Progress, TaskID

from autograder.cli.options import AUTHORS, Devices, Jobs, Lessons, lessons_named
from autograder.common.console import out, progress_bar
from autograder.errors import CourseError
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson

if TYPE_CHECKING:  # imported in the command, because other commands don't need them
    from autograder.authoring.proof import Proof, Scope
    from autograder.grading.pool import LocalPool

commands = typer.Typer()


@commands.command(rich_help_panel=AUTHORS)
def verify(
    lessons: Lessons = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Prove all lessons, also those whose proof is recorded.")
    ] = False,
    function: Annotated[
        list[str] | None, typer.Option(help="Only prove this function's tests. Repeat for more.")
    ] = None,
    mutants: Annotated[
        bool, typer.Option(help="Also try copies of the solution with one small change each.")
    ] = True,
    sample: Annotated[
        int | None,
        typer.Option(
            help="Prove this many of the recorded lessons again, others each day, and the rest briefly.",
            min=0,
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the proofs as a JSON array.")] = False,
    device: Devices = None,
    jobs: Jobs = None,
) -> None:
    """Prove that the lessons' hidden tests are strong and fair.

    Without the name of a lesson, it proves those lessons whose proof is not recorded in docs/proof.md. It
    records a full proof that holds.
    """
    from autograder.authoring.agreement import unwritten
    from autograder.authoring.tables import as_json, proof_table
    from autograder.grading.pool import LocalPool, default_jobs
    from autograder.sandbox.availability import require_sandbox

    kit = Kit.find()
    chosen = lessons_named(kit, lessons)
    for name in function or ():
        if all(name not in [one.name for one in lesson.functions] for lesson in chosen):
            raise CourseError(f"No function {name!r} in {', '.join(lesson.name for lesson in chosen)}.")
    require_sandbox()
    processes = jobs or default_jobs()
    skipping = not (lessons or everything or function)
    scopes = _scopes(kit, chosen, sample, mutants) if skipping else _all_of(chosen, function or (), mutants)
    say = (lambda *_, **__: None) if json else out.print
    for lesson in chosen:
        if lesson.name not in scopes:
            say(f"{lesson.name}: proved before, and nothing has changed since.", markup=False)
    written = [lesson for lesson in chosen if lesson.name in scopes and not any(unwritten(kit, lesson))]
    if not function:  # an author who proves a function again and again shouldn't wait for the choice
        for path in _updated_variants(kit, written, processes):
            say(f"Wrote {path}", markup=False)
    proofs = []
    with LocalPool(kit, [lesson.name for lesson in written], device, processes) as pool:
        pool.warm_up()
        for name, scope in scopes.items():
            proofs.append(_proved(kit, kit.registry.lesson(name), pool, scope))
            if proofs[-1].holds and scope.is_full and not device:
                _record(kit, proofs[-1])
            if proofs[-1].functions:
                say(proof_table(proofs[-1]))
            for finding in proofs[-1].findings:
                where = f", {finding.function}" if finding.function else ""
                say(f"{finding.check}{where}: {finding.message}", markup=False)
    if json:
        sys.stdout.buffer.write(as_json(proofs))
    if not all(proof.holds for proof in proofs):
        raise typer.Exit(1)


def _updated_variants(kit: Kit, lessons: Sequence[Lesson], processes: int) -> Iterator[Path]:
    """Choose the variants of the comparisons anew where they are out of date. Yield the files."""
    from autograder.authoring.variants import update_variants
    from autograder.lesson.variants import NAME

    for lesson in lessons:
        if update_variants(kit, lesson, processes):
            yield kit.suite(lesson) / NAME


def _record(kit: Kit, proof: Proof) -> None:
    from autograder.authoring.record import Record

    Record(kit).add(proof)


def _all_of(lessons: Sequence[Lesson], functions: Sequence[str], mutants: bool) -> dict[str, Scope]:
    """Return the whole proof for each lesson, or that of the functions that it has."""
    from autograder.authoring.proof import LOOP_SEEDS, Scope

    if not functions:
        return {lesson.name: Scope(mutants=mutants) for lesson in lessons}
    own = {
        lesson.name: tuple(one.name for one in lesson.functions if one.name in functions)
        for lesson in lessons
    }
    return {name: Scope(LOOP_SEEDS, mutants, names, handout=False) for name, names in own.items() if names}


def _scopes(kit: Kit, lessons: Sequence[Lesson], number: int | None, mutants: bool) -> dict[str, Scope]:
    """Return what to prove of each lesson.

    Without a sample, those that are recorded with the present code are left out. With one, all that have
    changed are proved in full, and so is the sample of the others. The rest is proved briefly.
    """
    from autograder.authoring.proof import BRIEF, Scope
    from autograder.authoring.record import Record, State, sample

    record = Record(kit)
    states = {lesson.name: record.state(lesson) for lesson in lessons}
    recorded = [name for name, state in states.items() if state is not State.UNPROVED]
    outdated = [name for name, state in states.items() if state is State.OTHER_CODE]
    again = sample(outdated or recorded, number or 0, date.today())
    scopes = {}
    for name in states:
        if name not in recorded or name in again or (number is None and name in outdated):
            scopes[name] = Scope(mutants=mutants)
        elif number is not None:
            scopes[name] = BRIEF
    return scopes


def _proved(kit: Kit, lesson: Lesson, pool: LocalPool, scope: Scope) -> Proof:
    from autograder.authoring.proof import prove

    with progress_bar() as bar:
        task = bar.add_task(lesson.name, total=None)

        def progress(done: int, total: int, bar: Progress = bar, task: TaskID = task) -> None:
            bar.update(task, completed=done, total=total)

        return prove(kit, lesson, pool, scope, progress=progress)
