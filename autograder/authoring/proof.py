"""`autograder verify`: the proof that a lesson's tests are strong and fair."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from itertools import chain

import msgspec

from autograder.authoring.agreement import disagreements
from autograder.authoring.mutation import MutantVerdict, mutant_trials, unknown_mutants
from autograder.authoring.trials import (
    Trial,
    known_mistakes,
    place_of,
    right_solutions,
    tests_of,
    trivial_outputs,
    unknown_trivial_outputs,
    untouched_skeleton,
    visible_inputs,
    was_run,
)
from autograder.grading.pool import Executor
from autograder.lesson.allowances import load_allowances
from autograder.lesson.kit import Kit
from autograder.lesson.mistakes import mistakes_in
from autograder.lesson.registry import Lesson
from autograder.results import Report, Status, fresh_seed

SOLUTION_RUNS = 20  # runs of each correct solution, each with a new seed


class ProofFinding(msgspec.Struct, frozen=True):
    """A fault of a lesson."""

    check: str
    function: str | None
    message: str


class FunctionProof(msgspec.Struct, frozen=True):
    """A row of the table: the wrong modules that a function's tests were tried on."""

    name: str
    tests: int
    mistakes: int
    mutants: int
    killed: int
    equivalent: int


class Proof(msgspec.Struct, frozen=True):
    """The result for one lesson. The proof holds if there are no findings."""

    lesson: str
    findings: list[ProofFinding]
    functions: list[FunctionProof]
    skipped: list[str]  # devices that this machine lacks, with the reason
    seconds: float
    mutant_seconds: float  # of these, the time for mutants

    @property
    def holds(self) -> bool:
        return not self.findings


def prove(
    kit: Kit,
    lesson: Lesson,
    executor: Executor,
    *,
    mutants: bool,
    repeats: int = SOLUTION_RUNS,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Proof:
    """Run all trials of the lesson and return the proof.

    `progress` gets the numbers of done and of all trials.
    """
    started = time.monotonic()
    allowed = load_allowances(kit.solution(lesson) / "allowed.yml")
    seeds = [fresh_seed() for _ in range(repeats)]
    trials = list(
        chain(
            right_solutions(kit, lesson, seeds),
            untouched_skeleton(kit, lesson, seeds[0]),
            trivial_outputs(kit, lesson, seeds[0], allowed),
            known_mistakes(kit, lesson, seeds[0]),
            visible_inputs(kit, lesson, seeds[0]),
        )
    )
    suspects = mutant_trials(kit, lesson, seeds[0], allowed) if mutants else []
    total, count = len(trials) + len(suspects), 0

    def run(work: Sequence[Trial]) -> list[Report]:
        reports: dict[int, Report] = {}

        def done(index: int, report: Report) -> None:
            nonlocal count
            reports[index] = report
            count += 1
            progress(count, total)

        executor.run([trial.job for trial in work], done)
        return [reports[index] for index in range(len(work))]

    reports = run(trials)
    mutants_started = time.monotonic()
    of_mutants = run([suspect.trial for suspect in suspects])
    ended = time.monotonic()
    findings = [ProofFinding("agreement", *one) for one in disagreements(kit, lesson)]
    findings += [ProofFinding("trivial outputs", *one) for one in unknown_trivial_outputs(lesson, allowed)]
    if mutants:
        findings += [ProofFinding("mutants", None, one) for one in unknown_mutants(suspects, allowed)]
    everything = [*trials, *(suspect.trial for suspect in suspects)]
    findings += _of_trials(list(zip(everything, [*reports, *of_mutants], strict=True)))
    verdicts = [suspect.verdict(report) for suspect, report in zip(suspects, of_mutants, strict=True)]
    functions = list(_rows(kit, lesson, reports[0], verdicts))
    seconds, mutant_seconds = ended - started, ended - mutants_started
    return Proof(lesson.name, findings, functions, _skipped(reports[0]), seconds, mutant_seconds)


def _of_trials(ended: Sequence[tuple[Trial, Report]]) -> Iterator[ProofFinding]:
    """Yield the findings in the reports. If a test could not be run, the report has no other findings."""
    yield from _not_run(ended)
    for trial, report in ended:
        if all(was_run(test) for _, test in tests_of(report)):
            for message in dict.fromkeys(trial.faults(report)):
                yield ProofFinding(trial.check, trial.function, message)


def _not_run(ended: Sequence[tuple[Trial, Report]]) -> Iterator[ProofFinding]:
    """Yield the tests that could not be run.

    Each cause counts once, because it is the same for all modules.
    """
    told = set()
    for trial, report in ended:
        for function, test in tests_of(report):
            cause = (function, test.name, test.device, test.message)
            if not was_run(test) and cause not in told:
                told.add(cause)
                message = f"{place_of(test)} could not be run for {trial.subject}. {test.message}"
                yield ProofFinding(trial.check, function, message)


def _rows(
    kit: Kit, lesson: Lesson, of_reference: Report, verdicts: Sequence[MutantVerdict]
) -> Iterator[FunctionProof]:
    tests = {function.name: {test.name for test in function.tests} for function in of_reference.functions}
    for function in lesson.functions:
        own = [verdict for verdict in verdicts if verdict.function == function.name]
        yield FunctionProof(
            function.name,
            len(tests.get(function.name, ())),
            len(mistakes_in(kit.solution(lesson) / "mistakes" / f"{function.name}.py")),
            len(own),
            sum(verdict.killed for verdict in own),
            sum(verdict.excused for verdict in own),
        )


def _skipped(of_reference: Report) -> list[str]:
    """Return the devices on which no test ran, each with the reason."""
    reasons = {
        test.device: test.message
        for function in of_reference.functions
        for test in function.tests
        if test.status is Status.SKIPPED
    }
    return [f"{device}: {reason}" for device, reason in sorted(reasons.items())]
