"""`autograder verify`: the proof that a lesson's tests are strong and fair."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

import msgspec

from autograder.authoring.agreement import disagreements, unwritten
from autograder.authoring.findings import Ended, ProofFinding, findings_of
from autograder.authoring.luck import LUCK, lucky_tests, under_others
from autograder.authoring.mutation import (
    SURE_SEEDS,
    MutantVerdict,
    lucky_mutants,
    mutant_trials,
    telling,
    under_seeds,
    unknown_groups,
    unknown_mutants,
)
from autograder.authoring.promises import unkept_promises
from autograder.authoring.sample_scores import (
    SAMPLE_SEEDS,
    moving_scores,
    sample_trials,
    under_further_seeds,
)
from autograder.authoring.scenario_results import scenario_faults
from autograder.authoring.trials import (
    KNOWN_MISTAKES,
    TRIVIAL_OUTPUTS,
    Trial,
    known_mistakes,
    right_solutions,
    tests_of,
    trivial_outputs,
    unknown_trivial_outputs,
    untouched_skeleton,
    visible_inputs,
    was_run,
)
from autograder.grading.pool import GroupExecutor
from autograder.lesson.allowances import load_allowances
from autograder.lesson.kit import Kit
from autograder.lesson.mistakes import mistakes_in
from autograder.lesson.registry import Lesson
from autograder.results import Report, Status, fresh_seed

GROUP_SIZE = 40  # trials that one judge runs in a row

# Wrong modules and the sample class run under these, so that an unchanged lesson has the same findings in
# each run. The right solutions, which must pass under every seed, run under new ones.
FIXED_SEEDS = range(1, SAMPLE_SEEDS + 1)


class Scope(msgspec.Struct, frozen=True):
    """How much of a lesson is proved."""

    seeds: int = 20  # runs of each correct solution, each with a new seed
    mutants: bool = True
    functions: tuple[str, ...] = ()  # these only; none: all
    handout: bool = True  # what students get: the notebook and the visible checks run
    wrong_seeds: int = 4  # known mistakes run under them all, mutants under some
    sample_seeds: int = SAMPLE_SEEDS  # the sample class runs under them; one shows nothing

    @property
    def is_full(self) -> bool:
        return self == Scope()


BRIEF = Scope(seeds=2, wrong_seeds=1, sample_seeds=1, mutants=False, handout=False)
LOOP_SEEDS = 3  # for one function, which an author proves again and again


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
    executor: GroupExecutor,
    scope: Scope,
    *,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Proof:
    """Run the trials of the lesson and return the proof.

    `progress` gets the numbers of done and of all trials. While parts of the lesson are unwritten, the proof
    lists these and runs no trial, because each would only fail for the same reason.
    """
    if missing := [ProofFinding("to write", *one) for one in unwritten(kit, lesson)]:
        return Proof(lesson.name, missing, functions=[], skipped=[], seconds=0.0, mutant_seconds=0.0)
    started = time.monotonic()
    with ThreadPoolExecutor(1) as beside:  # the trials; it waits for another process most of the time
        of_handout = beside.submit(_of_handout, kit, lesson) if scope.handout else None
        proof = _of_tests(kit, lesson, executor, scope, progress)
        findings = [*proof.findings, *(of_handout.result() if of_handout else ())]
    return msgspec.structs.replace(proof, findings=findings, seconds=time.monotonic() - started)


def _of_handout(kit: Kit, lesson: Lesson) -> list[ProofFinding]:
    """Return the findings in what students get."""
    from autograder.authoring.running import RUN_JUDGEMENTS, notebook_faults  # nbformat takes a second

    findings = [ProofFinding("notebook", *one) for one in notebook_faults(kit, lesson)]
    return findings + [
        ProofFinding("handout", *one) for judge in RUN_JUDGEMENTS for one in judge(kit, lesson)
    ]


def _of_tests(
    kit: Kit, lesson: Lesson, executor: GroupExecutor, scope: Scope, progress: Callable[[int, int], None]
) -> Proof:
    """Return the proof of the hidden tests and of what the files say."""
    started = time.monotonic()
    allowed = load_allowances(kit.solution(lesson) / "allowed.yml")
    seeds = [fresh_seed() for _ in range(scope.seeds)]
    chosen = scope.functions or [function.name for function in lesson.functions]
    first, *others_of_mistakes = wrong_seeds = FIXED_SEEDS[: scope.wrong_seeds]
    mistakes = [trial for trial in known_mistakes(kit, lesson, first) if trial.function in chosen]
    others = under_others(mistakes, others_of_mistakes)
    wrong = chain(
        trivial_outputs(kit, lesson, first, allowed),
        mistakes,
        others,
        visible_inputs(kit, lesson, first),
    )
    trials = [
        *right_solutions(kit, lesson, seeds, scope.functions or None),
        *untouched_skeleton(kit, lesson, first, scope.functions or None),
        *(trial for trial in wrong if trial.function in chosen),
    ]
    further_seeds = [] if scope.functions else FIXED_SEEDS[1 : scope.sample_seeds]
    if further_seeds:
        trials += sample_trials(kit, lesson, first)
    suspects = mutant_trials(kit, lesson, first, allowed, chosen) if scope.mutants else []
    findings = [ProofFinding("agreement", *one) for one in disagreements(kit, lesson)]
    findings += [ProofFinding(TRIVIAL_OUTPUTS, *one) for one in unknown_trivial_outputs(lesson, allowed)]
    if scope.mutants and not scope.functions:
        unknown = [*unknown_mutants(suspects, allowed), *unknown_groups(kit, lesson, allowed)]
        findings += [ProofFinding("mutants", None, one) for one in unknown]
    runner = Runner(executor, len(trials) + len(suspects) * len(wrong_seeds[:SURE_SEEDS]), progress)
    ended = runner.run(trials)
    ended += runner.run(under_further_seeds(ended, further_seeds), counted=False)
    mutants_started = time.monotonic()
    reports = under_seeds(suspects, wrong_seeds, runner.run)
    of_mutants = [(suspect.trial, telling(own)) for suspect, own in zip(suspects, reports, strict=True)]
    seconds, mutant_seconds = time.monotonic() - started, time.monotonic() - mutants_started
    findings += findings_of([*ended, *of_mutants])
    if all(was_run(test) for _, report in ended for _, test in tests_of(report)):
        findings += [ProofFinding("scenarios", *one) for one in scenario_faults(kit, lesson, chosen)]
        findings += [ProofFinding("promises", *one) for one in unkept_promises(kit, lesson, first, chosen)]
    findings += moving_scores(ended)
    findings += lucky_mutants(suspects, reports)
    findings += lucky_tests([one for one in ended if one[0].check in (KNOWN_MISTAKES, LUCK)])
    verdicts = [suspect.verdict(report) for suspect, (_, report) in zip(suspects, of_mutants, strict=True)]
    rows = [row for row in _rows(kit, lesson, ended[0][1], verdicts) if row.name in chosen]
    return Proof(lesson.name, findings, rows, _skipped(ended[0][1]), seconds, mutant_seconds)


class Runner:
    """It runs trials in groups of those that share most of a judge's work."""

    def __init__(self, executor: GroupExecutor, total: int, progress: Callable[[int, int], None]) -> None:
        self._executor = executor
        self._total = total
        self._done = 0
        self._progress = progress

    def run(self, trials: Sequence[Trial], counted: bool = True) -> list[Ended]:
        """Return each trial with its report. Brief ones with a fault run again on all devices.

        Args:
            counted: whether the total has counted these trials.
        """
        if not counted:
            self._total += len(trials)
        reports = self._reports(trials)
        again = [
            index
            for index, (trial, report) in enumerate(zip(trials, reports, strict=True))
            if trial.job.brief and any(trial.faults(report))
        ]
        self._done -= len(again)
        whole = [_on_all_devices(trials[index]) for index in again]
        for index, report in zip(again, self._reports(whole), strict=True):
            reports[index] = report
        return list(zip(trials, reports, strict=True))

    def _reports(self, trials: Sequence[Trial]) -> list[Report]:
        groups = _grouped(trials)
        reports: dict[int, Report] = {}

        def done(group: int, index: int, report: Report) -> None:
            reports[groups[group][index]] = report
            self._done += 1
            self._progress(self._done, self._total)

        self._executor.run_groups([[trials[index].job for index in group] for group in groups], done)
        return [reports[index] for index in range(len(trials))]


def _grouped(trials: Sequence[Trial]) -> list[list[int]]:
    """Return the trials' indices in groups of one seed and function. Large groups come first."""
    alike = defaultdict(list)
    for index, trial in enumerate(trials):
        alike[trial.job.seed, trial.job.functions].append(index)
    groups = [
        group[at : at + GROUP_SIZE] for group in alike.values() for at in range(0, len(group), GROUP_SIZE)
    ]
    return sorted(groups, key=len, reverse=True)


def _on_all_devices(trial: Trial) -> Trial:
    return trial._replace(job=msgspec.structs.replace(trial.job, brief=False))


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
