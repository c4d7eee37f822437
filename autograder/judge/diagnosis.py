"""Which known mistake a submission made, from all tests of a function together.

In one test several mistakes may give the same wrong result: where only the last dimension is asked for,
"dim is ignored" and "always the last" can't be told apart. What the other tests show decides.
"""

from __future__ import annotations

from collections.abc import Sequence
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
    passed = [ending.test for ending in endings if ending.result.status is Status.PASSED]
    scores = {}
    for suspect in {suspect.name: suspect for ending in endings for suspect in ending.suspects}.values():
        explained = sum(suspect in ending.suspects for ending in endings)
        contradicted = sum(memory.fails(suspect, test) for test in passed)
        scores[suspect.name] = explained - contradicted
    return [
        msgspec.structs.replace(
            ending.result, diagnosis=max(ending.suspects, key=lambda one: scores[one.name]).sentence
        )
        if ending.suspects
        else ending.result
        for ending in endings
    ]
