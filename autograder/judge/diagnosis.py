"""Which known mistake a submission made, from all tests of a function together.

In one test several mistakes may give the same wrong result: where only the last dimension is asked for,
"dim is ignored" and "always the last" can't be told apart. What the other tests show decides.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import NamedTuple

import msgspec

from autograder.judge.lesson import Mistake
from autograder.judge.memory import Memory, Test
from autograder.results import Status, TestResult


class Ending(NamedTuple):
    """How a test ended, and the known mistakes whose outcome equals the student's in it."""

    test: Test
    result: TestResult
    suspects: tuple[Mistake, ...]


def settle(endings: Sequence[Ending], memory: Memory) -> list[TestResult]:
    """The results of one function's tests, each diagnosed by the suspect that explains most of them."""
    passed = {ending.test for ending in endings if ending.result.status is Status.PASSED}
    scores = {}
    for suspect in {suspect.name: suspect for ending in endings for suspect in ending.suspects}.values():
        explained = sum(suspect in ending.suspects for ending in endings)
        contradicted = sum(memory.fails(suspect, test) for test in passed)
        scores[suspect.name] = explained - contradicted
    return [_settled(ending, scores, passed) for ending in endings]


def _settled(ending: Ending, scores: Mapping[str, int], passed: Container[Test]) -> TestResult:
    result = ending.result
    if ending.suspects:
        likeliest = max(ending.suspects, key=lambda one: scores[one.name])
        result = msgspec.structs.replace(result, diagnosis=likeliest.sentence)
    lesson, test, device = ending.test
    if result.status.counts and ending.test not in passed and (lesson, test, "cpu") in passed:
        message = f"Right on the CPU, but not on {device}. {result.message}"
        result = msgspec.structs.replace(result, message=message)
    return result
