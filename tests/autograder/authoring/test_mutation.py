"""The seeds under which mutants are tried. `test_proof.py` shows what is found."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from autograder.authoring.findings import Ended
from autograder.authoring.mutate.mutants import Mutant
from autograder.authoring.mutation import Suspect, under_seeds
from autograder.authoring.trials import Trial
from autograder.grading.jobs import Job
from autograder.results import FunctionResult, Report, Status, TestResult


def report_of(seed: int, is_killed: bool) -> Report:
    ends = {"test_one": Status.PASSED, "test_two": Status.FAILED if is_killed else Status.PASSED}
    tests = [TestResult(name, "cpu", status, "One.") for name, status in ends.items()]
    return Report.of("01_tiny", seed, [FunctionResult.of("share", 2.0, tests)])


def jobs_of(is_killed: Callable[[int], bool], *, excused: bool = False) -> list[Job]:
    """Return the jobs that a mutant gets under the seeds 0 to 3, if it is killed under these."""
    jobs: list[Job] = []

    def run(trials: Sequence[Trial], counted: bool) -> list[Ended]:
        jobs.extend(trial.job for trial in trials)
        return [(trial, report_of(trial.job.seed, is_killed(trial.job.seed))) for trial in trials]

    mutant = Mutant("share", 1, "constant", "1 -> 2", "key", "")
    trial = Trial("mutants", "share", "mutant", Job("01_tiny", 0, b""), lambda report: iter(()))
    (reports,) = under_seeds([Suspect(mutant, excused, trial)], range(4), run)
    assert [report.seed for report in reports] == [job.seed for job in jobs]
    return jobs


@pytest.mark.parametrize(
    ("is_killed", "excused", "seeds"),
    [
        (lambda seed: True, False, 2),
        (lambda seed: False, False, 4),
        (lambda seed: seed == 1, False, 4),
        (lambda seed: False, True, 2),
    ],
)
def test_a_survivor_without_excuse_is_tried_under_further_seeds(
    is_killed: Callable[[int], bool], excused: bool, seeds: int
) -> None:
    assert [job.seed for job in jobs_of(is_killed, excused=excused)] == [*range(seeds)]


def test_the_test_that_kills_comes_first_under_another_seed() -> None:
    assert [job.first for job in jobs_of(lambda seed: seed == 1)] == ["", "", "test_two", "test_two"]
