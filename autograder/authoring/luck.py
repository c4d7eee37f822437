"""Luck: hidden tests that catch a wrong version under some seeds only.

Such a test gives a student points, or takes them, by chance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import msgspec

from autograder.authoring.findings import Ended, ProofFinding
from autograder.authoring.trials import Fault, Trial, tests_of, was_run
from autograder.results import Report, Status, TestResult

LUCK = "luck"


def under_others(trials: Sequence[Trial], seeds: Sequence[int]) -> list[Trial]:
    """Return the trials under other seeds, without a diagnosis and without a judgement."""
    return [
        trial._replace(
            check=LUCK,
            job=msgspec.structs.replace(trial.job, seed=seed, diagnose=False),
            faults=_no_faults,
        )
        for seed in seeds
        for trial in trials
    ]


def _no_faults(report: Report) -> Iterator[Fault]:
    return iter(())


def lucky_tests(ended: Sequence[Ended]) -> Iterator[ProofFinding]:
    """Yield the tests that a known mistake passes under some seeds only.

    Args:
        ended: the same trials under several seeds.
    """
    passed: dict[tuple[str | None, str, str], list[TestResult]] = defaultdict(list)
    for trial, report in ended:
        for _, test in tests_of(report):
            if test.device == "cpu" and was_run(test):
                passed[trial.function, test.name, trial.subject].append(test)
    for (function, test_name, mistake), tests in passed.items():
        failed = [test for test in tests if test.status is not Status.PASSED]
        if 0 < len(failed) < len(tests):
            count = f"{len(failed)} of {len(tests)} seeds"
            message = f"{test_name} catches {mistake} under {count} only. {advice(failed[0])}"
            yield ProofFinding(LUCK, function, message)


def advice(failed: TestResult) -> str:
    """Return what the author should do about a test that fails so under some seeds only."""
    return f"Draw under each seed an input that shows this: {failed.message}"
