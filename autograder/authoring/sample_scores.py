"""The sample class as trials: each of its submissions has the same score under each seed."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Sequence

import msgspec

from autograder.authoring.findings import Ended, ProofFinding
from autograder.authoring.luck import advice
from autograder.authoring.trials import Fault, Trial, tests_of
from autograder.grading.jobs import Job
from autograder.intake.choice import read
from autograder.intake.source import Source
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson
from autograder.lesson.sample_class import derived, folder_of
from autograder.results import Report, Status

SAMPLE_CLASS = "sample class"
SAMPLE_SEEDS = 10
_ENDED_ITS_PROCESS = {Status.TIMEOUT, Status.MEMORY, Status.CRASHED}


def sample_trials(kit: Kit, lesson: Lesson, seed: int) -> list[Trial]:
    """Return the trials of the class's submissions, on the first device and as a course grades them.

    A submission with the reference's code is left out, because the right solutions run under more seeds.
    """
    reference = _shape(kit.reference(lesson).read_bytes())
    return [
        Trial(SAMPLE_CLASS, None, student, _job(lesson, seed, source.text), _no_faults)
        for student, source in _submissions(kit, lesson).items()
        if source.text is not None and _shape(source.text) != reference
    ]


def _submissions(kit: Kit, lesson: Lesson) -> dict[str, Source]:
    """Return the submissions by student: those written by hand, or else the derived ones."""
    folders = sorted((folder_of(kit) / "submitted").glob(f"*/{lesson.name}"))
    if folders:
        return {folder.parent.name: read(folder, lesson) for folder in folders}
    return {student: Source(text.encode()) for student, text in derived(kit, lesson).items()}


def _shape(source: bytes) -> str | None:
    """Return what Python sees of a module; None if it isn't Python."""
    try:
        return ast.dump(ast.parse(source))
    except (SyntaxError, ValueError):
        return None


def _job(lesson: Lesson, seed: int, source: bytes) -> Job:
    return Job(lesson.name, seed, source, diagnose=False, brief=True)


def _no_faults(report: Report) -> Iterator[Fault]:
    return iter(())


def under_further_seeds(ended: Sequence[Ended], seeds: Sequence[int]) -> list[Trial]:
    """Return the trials of a first seed under further seeds.

    A submission that a limit or a crash ended is left out. It takes seconds, and ends so under each seed.
    """
    again = [
        trial
        for trial, report in ended
        if trial.check == SAMPLE_CLASS
        and _ENDED_ITS_PROCESS.isdisjoint(test.status for _, test in tests_of(report))
    ]
    return [
        trial._replace(job=msgspec.structs.replace(trial.job, seed=seed)) for seed in seeds for trial in again
    ]


def moving_scores(ended: Sequence[Ended]) -> Iterator[ProofFinding]:
    """Yield the tests that move a submission's score from seed to seed.

    Args:
        ended: the trials of the class under several seeds; other trials count for nothing.
    """
    reports: dict[str, list[Report]] = defaultdict(list)
    for trial, report in ended:
        if trial.check == SAMPLE_CLASS:
            reports[trial.subject].append(report)
    for student, own in reports.items():
        scores = sorted({report.score for report in own})
        if len(scores) > 1:
            range_of = f"{student} gets {scores[0]:g} to {scores[-1]:g} points"
            yield from (ProofFinding(SAMPLE_CLASS, *one) for one in _moving_tests(own, range_of))


def _moving_tests(reports: Sequence[Report], scores: str) -> Iterator[tuple[str, str]]:
    results = defaultdict(list)
    for report in reports:
        for function, test in tests_of(report):
            results[function, test.name].append(test)
    for (function, name), tests in results.items():
        failed = [test for test in tests if test.status is not Status.PASSED]
        if 0 < len(failed) < len(tests):
            count = f"{name} passes under {len(tests) - len(failed)} of {len(tests)} seeds"
            yield function, f"{scores}: {count}. {advice(failed[0])}"
