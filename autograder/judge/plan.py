"""What a hidden test asks of every submission, noted once for a seed.

A test's body can't see what a submission answers, so what it asks is the same for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import pytest

from autograder.candidate.frames import WireError
from autograder.candidate.wire import Batch
from autograder.judge.case import Answers, Case, Fault, answers_of
from autograder.judge.difference import said
from autograder.judge.lesson import Mistake
from autograder.judge.submission import Submission
from autograder.registry import Function
from autograder.results import Status
from autograder.sandbox.protocol import Breach


class HiddenTest(NamedTuple):
    """A hidden test on one device."""

    lesson: str
    function: str
    name: str
    device: str


class Verdict(pytest.fail.Exception):  # type: ignore[misc, name-defined]
    """Ends a test with the words that the student reads.

    Args:
        suspects: the known mistakes whose outcome equals the student's.
    """

    def __init__(self, status: Status, message: str, suspects: Sequence[Mistake] = ()) -> None:
        self.message = said(message, 2000)
        sentences = [self.message, *(suspect.sentence for suspect in suspects[:1])]
        super().__init__(" ".join(sentences), pytrace=False)
        self.status = status
        self.suspects = tuple(suspects)


class Step(Protocol):
    """Something that a test holds a module to."""

    def fault(self, answers: Answers) -> Fault | None: ...

    def agree(self, one: Answers, other: Answers) -> bool: ...


class Plan:
    """The steps of one test, in their order."""

    def __init__(self, test: HiddenTest, function: Function) -> None:
        self.test = test
        self.function = function
        self.steps: list[Step] = []

    @property
    def cases(self) -> list[Case]:
        return [step for step in self.steps if isinstance(step, Case)]

    def verdict(self, submission: Submission, mistakes: Sequence[Mistake]) -> Verdict | None:
        """How the submission fails the test; None if it passes.

        Args:
            mistakes: the known ones to try on a wrong result.
        """
        cases = self.cases
        seconds = sum(case.seconds for case in cases)
        try:
            runs = iter(submission.run(self.function, Batch([case.request for case in cases]), seconds))
            given = {case: [next(runs) for _ in case.request.variants] for case in cases}
            return self.first_fault(given.__getitem__, mistakes)
        except Breach as breach:
            return Verdict(breach.status, breach.message)
        except WireError as error:
            return Verdict(Status.CRASHED, f"Its process sent something that is no result ({error}).")

    def is_passed_by(self, mistake: Mistake) -> bool:
        return self._passes(mistake, len(self.steps))

    def first_fault(self, answers: Answers, mistakes: Sequence[Mistake]) -> Verdict | None:
        for index, step in enumerate(self.steps):
            fault = step.fault(answers)
            if fault is not None:
                status = Status.ERROR if fault.raised else Status.FAILED
                suspects = [
                    mistake
                    for mistake in mistakes
                    if step.agree(answers, answers_of(mistake)) and self._passes(mistake, index)
                ]
                return Verdict(status, fault.message, suspects)
        return None

    def _passes(self, mistake: Mistake, count: int) -> bool:
        """Whether a known mistake passes the first `count` steps, as the submission did."""
        return all(step.fault(answers_of(mistake)) is None for step in self.steps[:count])
