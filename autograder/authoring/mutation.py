"""Mutants of the reference as trials: each must fail a test or be marked as equivalent."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from autograder.authoring.findings import Ended, ProofFinding
from autograder.authoring.luck import LUCK, advice
from autograder.authoring.mutate.mutants import Mutant, mutants
from autograder.authoring.mutate.wrapped import wrapped
from autograder.authoring.trials import Fault, Trial, tests_of
from autograder.authoring.trivial import CUT_OFF
from autograder.grading.jobs import Job
from autograder.lesson.allowances import Allowances
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson
from autograder.results import Report, Status, TestResult

SURE_SEEDS = 2  # for each mutant; one that survives under a seed is tried under further seeds
RunTrials = Callable[[Sequence[Trial], bool], Sequence[Ended]]


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
    source = kit.reference(lesson).read_text(encoding="utf-8")
    found = [*mutants(source, names), *wrapped(source, names)]
    return [
        _suspect(lesson, mutant, seed, mutant.key in allowed.mutants)
        for mutant in found
        if mutant.group not in allowed.groups and not _is_allowed(mutant, allowed)
    ]


def _is_allowed(mutant: Mutant, allowed: Allowances) -> bool:
    """Return whether a mutant takes inputs off the graph, although the contract allows a detached result."""
    return mutant.operator == "detached" and CUT_OFF in allowed.trivial.get(mutant.function, {})


def _suspect(lesson: Lesson, mutant: Mutant, seed: int, excused: bool) -> Suspect:
    job = Job(
        lesson.name,
        seed,
        mutant.source.encode(),
        functions=(mutant.function,),
        until_failure=True,
        lenient=True,
        diagnose=False,
        brief=excused,  # other devices may be missing, so they show nothing of an excuse
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
        yield Fault(f"survives {_named(mutant)}")


def _named(mutant: Mutant) -> str:
    return f"[{mutant.key}] line {mutant.line}, {mutant.operator}: {mutant.change}"


def _must_survive(mutant: Mutant, report: Report) -> Iterator[Fault]:
    """Yield a fault if an excused mutant fails a test on the CPU."""
    failed = [test.name for _, test in tests_of(report) if test.device == "cpu" and _kills(test)]
    if failed:
        what = f"[{mutant.key}] line {mutant.line}"
        yield Fault(f"allowed.yml excuses {what}, but {failed[0]} fails: remove the excuse.")


def under_seeds(suspects: Sequence[Suspect], seeds: Sequence[int], run: RunTrials) -> list[list[Report]]:
    """Return the reports of each mutant: two, and more if it survives under a seed without an excuse."""
    reports: list[list[Report]] = [[] for _ in suspects]
    for number, seed in enumerate(seeds):
        is_further = number >= SURE_SEEDS
        left = [
            i
            for i, suspect in enumerate(suspects)
            if not (is_further and (suspect.excused or all(map(_killed, reports[i]))))
        ]
        trials = [_under(suspects[i].trial, seed, reports[i]) for i in left]
        for i, (_, report) in zip(left, run(trials, not is_further), strict=True):
            reports[i].append(report)
    return reports


def _under(trial: Trial, seed: int, reports: Sequence[Report]) -> Trial:
    """Return the trial under a seed. A test that has killed the mutant comes first: it saves the others."""
    killers = filter(None, map(_killer, reports))
    first = next((test.name for test in killers), "")
    return trial._replace(job=msgspec.structs.replace(trial.job, seed=seed, first=first))


def telling(reports: Sequence[Report]) -> Report:
    """Return the first report in which a mutant is killed, or the first one."""
    return next(filter(_killed, reports), reports[0])


def lucky_mutants(suspects: Sequence[Suspect], reports: Sequence[Sequence[Report]]) -> Iterator[ProofFinding]:
    """Yield the mutants that survive under some seeds only. An excused one has a finding already."""
    for (mutant, excused, _), own in zip(suspects, reports, strict=True):
        killing = list(filter(None, map(_killer, own)))
        if 0 < len(killing) < len(own) and not excused:
            count = f"{len(killing)} of {len(own)} seeds only"
            message = f"{_named(mutant)} fails {killing[0].name} under {count}. {advice(killing[0])}"
            yield ProofFinding(LUCK, mutant.function, message)


def unknown_mutants(suspects: Sequence[Suspect], allowed: Allowances) -> Iterator[str]:
    """Yield a sentence for each excuse whose mutant doesn't exist.

    Args:
        suspects: the mutants of all functions.
    """
    for key in sorted(set(allowed.mutants) - {suspect.mutant.key for suspect in suspects}):
        yield f"allowed.yml excuses [{key}], which is not a mutant of the reference: remove the excuse."


def unknown_groups(kit: Kit, lesson: Lesson, allowed: Allowances) -> Iterator[str]:
    """Yield a sentence for each excused group that has no mutant."""
    names = [function.name for function in lesson.functions]
    known = {mutant.group for mutant in wrapped(kit.reference(lesson).read_text(encoding="utf-8"), names)}
    for group in sorted(set(allowed.groups) - known):
        yield f"allowed.yml excuses the group {group!r}, which has no mutant: remove the excuse."


def _killed(report: Report) -> bool:
    return _killer(report) is not None


def _killer(report: Report) -> TestResult | None:
    return next((test for _, test in tests_of(report) if _kills(test)), None)


def _kills(test: TestResult) -> bool:
    return test.status not in (Status.PASSED, Status.SKIPPED, Status.INFRA_ERROR)
