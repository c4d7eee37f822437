"""What a hidden test asks of every submission, noted once for a seed.

A test's body can't see what a submission answers, so what it asks is the same for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple, Protocol

import pytest

from autograder.candidate.frames import WireError
from autograder.candidate.wire import Batch, Run
from autograder.common.text import one_line
from autograder.errors import CourseError
from autograder.judge.answers import Submission
from autograder.judge.case import Answers, Case, Fault, answers_of
from autograder.judge.difference import describe_fault
from autograder.judge.material import Mistake
from autograder.lesson.registry import Function
from autograder.results import Status
from autograder.sandbox.protocol import Breach, Task


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
        self.message = one_line(message, 2000)
        sentences = [self.message, *(suspect.sentence for suspect in suspects[:1])]
        super().__init__(" ".join(sentences), pytrace=False)
        self.status = status
        self.suspects = tuple(suspects)


class Step(Protocol):
    """Something that a test holds a module to."""

    @property
    def brief(self) -> Step:
        """The same at less expense, to tell whether there is a fault; the step itself tells which."""
        ...

    def fault(self, answers: Answers) -> Fault | None: ...

    def agree(self, answers: Answers, other_answers: Answers) -> bool: ...


class Plan:
    """The steps of one test, in their order. They are all there before anything else is asked of it."""

    def __init__(self, test: HiddenTest, function: Function) -> None:
        self.test = test
        self.function = function
        self.steps: list[Step] = []

    @cached_property
    def brief(self) -> list[Step]:
        return [step.brief for step in self.steps]

    @cached_property
    def task(self) -> Task:
        """What every submission is put to, with the seconds that the reference takes.

        Raises `CourseError` where a comparison could not tell a submission from the reference.
        """
        cases = _cases(self.brief)
        for case in cases:
            if case.hidden_by is not None:
                raise CourseError(
                    f"{self.test.name} of {self.test.function} shows nothing: where gradients are asked for, "
                    f"the reference itself ends with {describe_fault(case.hidden_by)} Return a result "
                    "without a graph (y.detach()), or compare on variants without gradients."
                )
        return _task(cases)

    def verdict(
        self, outcome: list[Run] | Breach, submission: Submission, mistakes: Sequence[Mistake] | None
    ) -> Verdict | None:
        """How the submission fails the test; None if it passes.

        Args:
            outcome: what came of the task.
            mistakes: the known ones to try on a wrong result; None if nobody will read what is wrong.
        """
        if isinstance(outcome, Breach):
            return Verdict(outcome.status, outcome.message)
        given = _by_case(_cases(self.brief), outcome)

        def answers(case: Case) -> list[Run]:
            if case not in given:
                others = [case for case in _cases(self.steps) if case not in given]
                given.update(_by_case(others, submission.run(self.function, _task(others))))
            return given[case]

        try:
            return self.first_fault(answers, mistakes)
        except Breach:  # on further variants, which were to tell more: what is known stands
            return _first_fault(self.brief, answers, mistakes or ())
        except WireError as error:
            return Verdict(Status.CRASHED, f"Its process sent something that is not a result ({error}).")

    def first_fault(self, answers: Answers, mistakes: Sequence[Mistake] | None) -> Verdict | None:
        """As `verdict`, from what a module answers. The brief steps decide; a right module sees no others."""
        verdict = _first_fault(self.brief, answers, ())
        if verdict is None or mistakes is None:
            return verdict
        return _first_fault(self.steps, answers, mistakes) or _first_fault(self.brief, answers, mistakes)

    def is_passed_by(self, mistake: Mistake) -> bool:
        return _passes(self.brief, mistake)


def _task(cases: Sequence[Case]) -> Task:
    return Task(Batch([case.request for case in cases]), sum(case.seconds for case in cases))


def _by_case(cases: Sequence[Case], runs: Sequence[Run]) -> dict[Case, list[Run]]:
    following = iter(runs)
    return {case: [next(following) for _ in case.request.variants] for case in cases}


def _cases(steps: Sequence[Step]) -> list[Case]:
    return [step for step in steps if isinstance(step, Case)]


def _first_fault(steps: Sequence[Step], answers: Answers, mistakes: Sequence[Mistake]) -> Verdict | None:
    for index, step in enumerate(steps):
        fault = step.fault(answers)
        if fault is not None:
            status = Status.ERROR if fault.raised else Status.FAILED
            suspects = [
                mistake
                for mistake in mistakes
                if step.agree(answers, answers_of(mistake)) and _passes(steps[:index], mistake)
            ]
            return Verdict(status, fault.message, suspects)
    return None


def _passes(steps: Sequence[Step], mistake: Mistake) -> bool:
    """Whether a known mistake passes the steps, as the submission did."""
    return all(step.fault(answers_of(mistake)) is None for step in steps)
