"""Mutants of the reference as trials: each must fail a test, or be marked as computing the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from autograder.authoring.mutate.mutants import Mutant, mutants
from autograder.authoring.trials import Trial
from autograder.grading.jobs import Job
from autograder.lesson.allowances import Allowances
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson
from autograder.results import Report, Status


class MutantVerdict(NamedTuple):
    """What became of a mutant."""

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


def mutant_trials(kit: Kit, lesson: Lesson, seed: int, allowed: Allowances) -> list[Suspect]:
    """All mutants of the lesson's reference."""
    path = kit.solution(lesson) / f"{lesson.module}.py"
    names = [function.name for function in lesson.functions]
    found = mutants(path.read_text(encoding="utf-8"), names)
    return [_suspect(lesson, mutant, seed, mutant.key in allowed.mutants) for mutant in found]


def _suspect(lesson: Lesson, mutant: Mutant, seed: int, excused: bool) -> Suspect:
    job = Job(
        lesson.name,
        seed,
        mutant.source.encode(),
        functions=(mutant.function,),
        until_failure=True,
        diagnose=False,
    )

    def faults(report: Report) -> Iterator[str]:
        if not _killed(report) and not excused:
            yield f"survives [{mutant.key}] line {mutant.line}, {mutant.operator}: {mutant.change}"

    return Suspect(mutant, excused, Trial("mutants", mutant.function, job, faults))


def _killed(report: Report) -> bool:
    statuses = {test.status for function in report.functions for test in function.tests}
    return bool(statuses - {Status.PASSED, Status.SKIPPED, Status.INFRA_ERROR})
