"""`autograder verify`: proves that a lesson's tests are strong and fair."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from itertools import chain

import msgspec

from autograder.authoring.build import drift
from autograder.authoring.mutation import MutantVerdict, mutant_trials
from autograder.authoring.trials import (
    Trial,
    known_mistakes,
    right_solutions,
    trivial_outputs,
    untouched_skeleton,
)
from autograder.errors import AutograderError
from autograder.grading.pool import Executor
from autograder.lesson.allowances import load_allowances
from autograder.lesson.hints import load_hints
from autograder.lesson.kit import Kit
from autograder.lesson.mistakes import mistakes_in
from autograder.lesson.registry import Lesson
from autograder.results import Report, Status, fresh_seed

SOLUTION_RUNS = 20  # runs of each right solution under fresh seeds
_MIN_KNOWN_MISTAKES = 5  # known mistakes that a function has at least
_MIN_SOLUTIONS = 2  # independent correct solutions that a lesson has at least
_FILES = {"correct", "mistakes", "hints.yml", "notebook.py", "allowed.yml"}


class ProofFinding(msgspec.Struct, frozen=True):
    """Something that is wrong with a lesson."""

    check: str
    function: str | None
    message: str


class FunctionProof(msgspec.Struct, frozen=True):
    """A row of the table: what a function's tests withstood."""

    name: str
    tests: int
    mistakes: int
    mutants: int
    killed: int
    equivalent: int


class Proof(msgspec.Struct, frozen=True):
    """The result for one lesson; it holds if nothing was found."""

    lesson: str
    findings: list[ProofFinding]
    functions: list[FunctionProof]
    skipped: list[str]  # devices that were not at hand, with the reason
    seconds: float
    mutant_seconds: float  # the mutants' part of these

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
    """Run every trial of the lesson. `progress` is told how many of how many are done."""
    started = time.monotonic()
    allowed = load_allowances(kit.solution(lesson) / "allowed.yml")
    seeds = [fresh_seed() for _ in range(repeats)]
    trials = list(
        chain(
            right_solutions(kit, lesson, seeds),
            untouched_skeleton(kit, lesson, seeds[0]),
            trivial_outputs(kit, lesson, seeds[0], allowed),
            known_mistakes(kit, lesson, seeds[0]),
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
    findings = list(_static_findings(kit, lesson))
    everything = [*trials, *(suspect.trial for suspect in suspects)]
    for trial, report in zip(everything, [*reports, *of_mutants], strict=True):
        found = dict.fromkeys(trial.faults(report))
        findings += [ProofFinding(trial.check, trial.function, message) for message in found]
    verdicts = [suspect.verdict(report) for suspect, report in zip(suspects, of_mutants, strict=True)]
    functions = list(_rows(kit, lesson, reports[0], verdicts))
    seconds, mutant_seconds = ended - started, ended - mutants_started
    return Proof(lesson.name, findings, functions, _skipped(reports[0]), seconds, mutant_seconds)


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
    """Devices on which no test ran, each with the reason."""
    reasons = {
        test.device: test.message
        for function in of_reference.functions
        for test in function.tests
        if test.status is Status.SKIPPED
    }
    return [f"{device}: {reason}" for device, reason in sorted(reasons.items())]


def _static_findings(kit: Kit, lesson: Lesson) -> Iterator[ProofFinding]:
    """Skeleton, notebook, hints and registry agree; there is enough of everything, and nothing stray."""
    folder = kit.solution(lesson)
    try:
        load_hints(folder / "hints.yml", lesson)
        for problem in drift(kit, lesson):
            yield ProofFinding("agreement", None, problem)
    except AutograderError as error:
        yield ProofFinding("agreement", None, str(error))
    for function in lesson.functions:
        count = len(mistakes_in(folder / "mistakes" / f"{function.name}.py"))
        if count < _MIN_KNOWN_MISTAKES:
            message = f"It has {count} known mistakes; {_MIN_KNOWN_MISTAKES} or more are needed."
            yield ProofFinding("agreement", function.name, message)
    styles = len(list((folder / "correct").glob("*.py")))
    if styles < _MIN_SOLUTIONS:
        message = (
            f"{folder / 'correct'} holds {styles} independent correct solutions; {_MIN_SOLUTIONS} are needed."
        )
        yield ProofFinding("agreement", None, message)
    names = {function.name for function in lesson.functions}
    expected = _FILES | {f"{lesson.module}.py", f"test_{lesson.module}.py"}
    for path in sorted(folder.iterdir()):
        if path.name not in expected and path.name != "__pycache__":
            yield ProofFinding("agreement", None, f"{path} is a stray file.")
    for path in sorted((folder / "mistakes").glob("*.py")):
        if path.stem not in names:
            yield ProofFinding("agreement", None, f"{path} belongs to no function of grading.yml.")
    for path in sorted(kit.suite(lesson).glob("*")):
        if path.name != "__pycache__" and path.stem.removeprefix("test_") not in names:
            yield ProofFinding("agreement", None, f"{path} is named after no function of grading.yml.")
