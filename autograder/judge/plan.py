"""The requests of a hidden test, noted once for a seed.

The body of a test can't see a submission's answers, so its requests are the same for all submissions.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from functools import cached_property
from typing import NamedTuple, Protocol

import pytest

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


class Fit(Enum):
    """How the outcome of a known mistake in a test relates to a submission's."""

    SAME = "it is wrong where the submission is, and in the same way"
    PART = "so it is, but there the submission is wrong in further ways"
    OTHER = "it is wrong where the submission is right, or gives other wrong numbers"


class Verdict(pytest.fail.Exception):  # type: ignore[misc, name-defined]
    """The exception that ends a test with the words that the student reads.

    Args:
        suspects: the known mistakes whose outcome equals the student's in the step that failed.
        evidence: what the submission did in the test; None if its runs are unknown.
        loop: whether the fault is that operations grow with a size.
    """

    def __init__(
        self,
        status: Status,
        message: str,
        suspects: Sequence[Mistake] = (),
        evidence: Evidence | None = None,
        *,
        loop: bool = False,
    ) -> None:
        self.message = one_line(message, 2000)
        sentences = [self.message, *(suspect.sentence for suspect in suspects if len(suspects) == 1)]
        super().__init__(" ".join(sentences), pytrace=False)
        self.status = status
        self.suspects = tuple(suspects)
        self.evidence = evidence
        self.loop = loop


class Step(Protocol):
    """One requirement of a test on a module."""

    @property
    def brief(self) -> Step:
        """Return a cheaper step that finds out whether there is a fault. The step itself finds out which."""
        ...

    def fault(self, answers: Answers) -> Fault | None:
        """Return how the module with these answers fails the step; None if it passes."""
        ...

    def agree(self, answers: Answers, other_answers: Answers) -> bool:
        """Return whether two modules give the same answers, right or wrong."""
        ...

    def resembles(self, answers: Answers, mistake: Mistake) -> bool:
        """Return whether a module gives the same answers as a known mistake, at little cost if not."""
        ...

    def is_telling(self, answers: Answers) -> bool:
        """Return whether hardly any two causes give a module's wrong answers: they hold enough numbers."""
        ...


class Evidence:
    """What a submission did in the steps of a test that it failed."""

    def __init__(self, steps: Sequence[Step], answers: Answers) -> None:
        self._steps = steps
        self._answers = answers

    @cached_property
    def _failed(self) -> list[bool]:
        return [step.fault(self._answers) is not None for step in self._steps]

    def tells(self, mistake: Mistake) -> bool:
        """Return whether the submission and the mistake have several wrong numbers in common.

        Equal numbers show an equal cause, unlike, for example, NaN in both.
        """
        others = answers_of(mistake)
        return any(
            failed and step.is_telling(self._answers) and step.agree(self._answers, others)
            for step, failed in zip(self._steps, self._failed, strict=True)
        )

    def fit(self, mistake: Mistake) -> Fit:
        """Return how a known mistake's outcome relates to the submission's.

        The same mistake in other code may end with another exception, or with NaN for infinity. So only
        numbers that differ contradict a mistake.
        """
        fit, others = Fit.SAME, answers_of(mistake)
        for step, failed in zip(self._steps, self._failed, strict=True):
            if step.fault(others) is None:
                fit = Fit.PART if failed else fit
            elif not failed:
                return Fit.OTHER
            elif not step.agree(self._answers, others):
                if step.is_telling(self._answers) and step.is_telling(others):
                    return Fit.OTHER
                fit = Fit.PART
        return fit


class Plan:
    """The steps of one test, in order. The test's body adds them all before anything else uses the plan.

    Args:
        needed: the variants of the inputs that each comparison needs, if they are known.
    """

    def __init__(self, test: HiddenTest, function: Function, needed: Sequence[tuple[str, ...]] = ()) -> None:
        self.test = test
        self.function = function
        self.needed = needed
        self.steps: list[Step] = []

    @cached_property
    def brief(self) -> list[Step]:
        return [step.brief for step in self.steps]

    @cached_property
    def task(self) -> Task:
        """Return the requests to every submission, with the seconds that the reference takes.

        Raise `CourseError` if a comparison could not tell a wrong submission from the reference.
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
        """Return how the submission fails the test; None if it passes.

        Args:
            outcome: the runs of the task, or the breach that ended them.
            mistakes: the known mistakes to try on a wrong result; None if nobody will read the message.
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
        except Breach:  # on a variant that was to tell more: the fault in the brief steps stands
            return self._first_fault(self.brief, answers, mistakes or ())

    def first_fault(self, answers: Answers, mistakes: Sequence[Mistake] | None) -> Verdict | None:
        """Return how a module fails, by its answers, as `verdict` does; None if it passes.

        The brief steps decide. The full steps run only for a wrong module.
        """
        verdict = self._first_fault(self.brief, answers, ())
        if verdict is None or mistakes is None:
            return verdict
        full = self._first_fault(self.steps, answers, mistakes)
        return full or self._first_fault(self.brief, answers, mistakes)

    def _first_fault(
        self, steps: Sequence[Step], answers: Answers, mistakes: Sequence[Mistake]
    ) -> Verdict | None:
        for index, step in enumerate(steps):
            fault = step.fault(answers)
            if fault is not None:
                status = Status.ERROR if fault.raised else Status.FAILED
                suspects = [
                    mistake
                    for mistake in (() if fault.unwritten else mistakes)
                    if step.resembles(answers, mistake) and _passes(steps[:index], mistake)
                ]
                evidence = Evidence(self.brief, answers)
                return Verdict(status, fault.message, suspects, evidence, loop=fault.loop)
        return None

    def is_passed_by(self, mistake: Mistake) -> bool:
        """Return whether a known mistake passes the test."""
        return _passes(self.brief, mistake)


def _task(cases: Sequence[Case]) -> Task:
    return Task(Batch([case.request for case in cases]), sum(case.seconds for case in cases))


def _by_case(cases: Sequence[Case], runs: Sequence[Run]) -> dict[Case, list[Run]]:
    following = iter(runs)
    return {case: [next(following) for _ in case.request.variants] for case in cases}


def _cases(steps: Sequence[Step]) -> list[Case]:
    return [step for step in steps if isinstance(step, Case)]


def _passes(steps: Sequence[Step], mistake: Mistake) -> bool:
    """Return whether a known mistake passes these steps."""
    return all(step.fault(answers_of(mistake)) is None for step in steps)
