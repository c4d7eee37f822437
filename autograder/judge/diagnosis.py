"""The known mistake in a submission, found from all tests of a function together.

In one test several mistakes may give the same wrong result. If a test asks only for the last dimension,
"dim is ignored" and "always the last" look the same. Then the other tests decide.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import NamedTuple

import msgspec

from autograder.judge.material import Mistake
from autograder.judge.plan import HiddenTest, Plan
from autograder.results import Status, TestResult


class Ending(NamedTuple):
    """How a test ended, and the known mistakes whose outcome equals the student's in it."""

    test: HiddenTest
    result: TestResult
    suspects: tuple[Mistake, ...] = ()
    plan: Plan | None = None  # None if the test could not run


def settle(endings: Sequence[Ending]) -> list[TestResult]:
    """Return the results of one function's tests, with diagnoses.

    A test's diagnosis is the one of its suspects that best explains all tests of the function.
    """
    passed = {ending.test: ending.plan for ending in endings if ending.result.status is Status.PASSED}
    scores = {}
    for suspect in {suspect.name: suspect for ending in endings for suspect in ending.suspects}.values():
        explained = sum(suspect in ending.suspects for ending in endings)
        contradicted = sum(not plan.is_passed_by(suspect) for plan in passed.values() if plan is not None)
        scores[suspect.name] = explained - contradicted
    return [_settled(ending, scores, passed) for ending in endings]


def _settled(ending: Ending, scores: Mapping[str, int], passed: Container[HiddenTest]) -> TestResult:
    result, test = ending.result, ending.test
    if ending.suspects:
        likeliest = max(ending.suspects, key=lambda suspect: scores[suspect.name])
        result = msgspec.structs.replace(result, diagnosis=likeliest.sentence)
    if result.status.counts and test not in passed and test._replace(device="cpu") in passed:
        message = f"Right on the CPU, but not on {test.device}. {result.message}"
        result = msgspec.structs.replace(result, message=message)
    return result
