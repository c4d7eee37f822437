"""A fault that many modules and seeds show is told once, with the counts."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.authoring.findings import findings_of
from autograder.authoring.trials import Trial, _must_pass
from autograder.grading.jobs import Job
from autograder.results import FunctionResult, Report, Status, TestResult

MODULES = ("first.py", "second.py", "third.py")


def ended(module: str, seed: int, results: Sequence[TestResult]) -> tuple[Trial, Report]:
    job = Job("01_tiny", seed, b"")
    trial = Trial("right solutions", None, module, job, _must_pass(module, seed))
    return trial, Report.of("01_tiny", seed, [FunctionResult.of("share", 1.0, list(results))])


def failed(name: str, message: str) -> TestResult:
    return TestResult(name, "cpu", Status.ERROR, "A title.", message)


PASSED = TestResult("test_a", "cpu", Status.PASSED, "A title.", "")


def test_what_is_seen_once_has_no_count() -> None:
    (found,) = findings_of([ended("first.py", 1, [failed("test_a", "It has no share.")])])
    assert found.message == "first.py ends as error in share, test_a on cpu, seed 1: It has no share."


def test_what_is_seen_often_is_told_once() -> None:
    results = [failed("test_a", "It has no share."), failed("test_b", "It has no share.")]
    reports = [ended(module, seed, results) for module in MODULES[:2] for seed in range(20)]
    reports += [ended(MODULES[2], seed, [PASSED]) for seed in range(20)]
    (found,) = findings_of(reports)
    assert found.message == (
        "first.py ends as error in share, test_a on cpu, seed 0: It has no share."
        " It is so 80 times: for 2 of 3 modules, with 20 of 20 seeds."
    )


def test_numbers_make_no_difference() -> None:
    reports = [
        ended("first.py", seed, [failed("test_a", f"the largest error is {seed / 7:.2g}.")])
        for seed in (1, 2)
    ]
    (found,) = findings_of(reports)
    assert found.message.endswith("It is so 2 times: for 1 of 1 modules, with 2 of 2 seeds.")


def test_other_faults_are_told_too() -> None:
    results = [failed("test_a", "It has no share."), failed("test_b", "It is late.")]
    assert len(list(findings_of([ended("first.py", 1, results)]))) == 2
