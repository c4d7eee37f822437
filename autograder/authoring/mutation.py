"""Mutants of the reference as trials: each must fail a test or be marked as equivalent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from autograder.authoring.mutate.mutants import Mutant, mutants
from autograder.authoring.trials import Fault, Trial, tests_of
from autograder.grading.jobs import Job
from autograder.lesson.allowances import Allowances
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson
from autograder.results import Report, Status, TestResult


class MutantVerdict(NamedTuple):
    """The outcome for a mutant."""

    function: str
    killed: bool
    excused: bool  # it survives and is marked as equivalent


class Suspect(NamedTuple):
    """A mutant and its trial."""

    mutant: Mutant
    excused: bool
    trial: Trial

    def verdict(self, report: Report) -> MutantVerdict:
        killed = _killed(report)
        return MutantVerdict(self.mutant.function, killed, self.excused and not killed)


def mutant_trials(
    kit: Kit, lesson: Lesson, seed: int, allowed: Allowances, names: Sequence[str]
) -> list[Suspect]:
    """Return all mutants of these functions of the lesson's reference, each with its trial."""
    path = kit.solution(lesson) / f"{lesson.module}.py"
    found = mutants(path.read_text(encoding="utf-8"), names)
    return [_suspect(lesson, mutant, seed, mutant.key in allowed.mutants) for mutant in found]


def _suspect(lesson: Lesson, mutant: Mutant, seed: int, excused: bool) -> Suspect:
    job = Job(
        lesson.name,
        seed,
        mutant.source.encode(),
        functions=(mutant.function,),
        until_failure=True,
        lenient=True,
        diagnose=False,
        trusted=True,
    )

    def faults(report: Report) -> Iterator[Fault]:
        if excused:
            yield from _must_survive(mutant, report)
        else:
            yield from _must_be_killed(mutant, report)

    return Suspect(mutant, excused, Trial("mutants", mutant.function, f"mutant {mutant.key}", job, faults))


def _must_be_killed(mutant: Mutant, report: Report) -> Iterator[Fault]:
    if not _killed(report):
        yield Fault(f"survives [{mutant.key}] line {mutant.line}, {mutant.operator}: {mutant.change}")


def _must_survive(mutant: Mutant, report: Report) -> Iterator[Fault]:
    """Yield a fault if an excused mutant fails a test on the CPU.

    Other devices may be missing.
    """
    failed = [test.name for _, test in tests_of(report) if test.device == "cpu" and _kills(test)]
    if failed:
        what = f"[{mutant.key}] line {mutant.line}"
        yield Fault(f"allowed.yml excuses {what}, but {failed[0]} fails: remove the excuse.")


def unknown_mutants(suspects: Sequence[Suspect], allowed: Allowances) -> Iterator[str]:
    """Yield a sentence for each excuse whose mutant doesn't exist.

    Args:
        suspects: the mutants of all functions.
    """
    for key in sorted(set(allowed.mutants) - {suspect.mutant.key for suspect in suspects}):
        yield f"allowed.yml excuses [{key}], which is not a mutant of the reference: remove the excuse."


def _killed(report: Report) -> bool:
    return any(_kills(test) for _, test in tests_of(report))


def _kills(test: TestResult) -> bool:
    return test.status not in (Status.PASSED, Status.SKIPPED, Status.INFRA_ERROR)
