"""The hidden tests of one function, to run the course's own modules on in this process."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from types import FunctionType

from autograder.candidate.wire import Batch, Run
from autograder.intake.source import Source
from autograder.judge.answers import Submission
from autograder.judge.case import Case
from autograder.judge.draw import Draw
from autograder.judge.material import load_module
from autograder.judge.plan import HiddenTest, Plan
from autograder.judge.session import Session
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Function, Lesson
from autograder.sandbox.inline import Limited
from autograder.sandbox.protocol import Task


def inline_session(kit: Kit, lesson: Lesson) -> Session:
    """Return a session without a sandbox, for the course's own modules."""
    return Session(kit.suite(lesson), lambda hidden: Limited())


class Suite:
    """The hidden tests of one function on the CPU, with the inputs of one seed."""

    def __init__(self, session: Session, lesson: Lesson, function: Function, seed: int) -> None:
        self.lesson, self.function = lesson, function
        self._limits = session.kit.registry.limits_of(lesson)
        self.path = session.kit.suite(lesson) / f"test_{function.name}.py"
        session.seed = seed
        module = load_module(self.path, self.path.stem)
        sys.modules[module.__name__] = module  # a scenario's helper classes are looked up here
        tests = [test for name, test in vars(module).items() if name.startswith("test_")]
        self.plans = [self._plan(session, test, seed) for test in tests]

    def _plan(self, session: Session, test: FunctionType, seed: int) -> Plan:
        compare = session.record(HiddenTest(self.lesson.name, self.function.name, test.__name__, "cpu"))
        test(compare, Draw(seed, f"{self.path.stem}.{test.__name__}"))
        return compare.plan

    def submission(self, source: bytes) -> Submission:
        """Return a module to run. Forbidden calls are allowed."""
        return Submission(Source(source), self.lesson, self._limits, Limited(), lenient=True)

    def runs(self, submission: Submission, cases: Sequence[Case]) -> dict[Case, list[Run]]:
        """Return the submission's runs of each case. Raise `Breach` as `Submission.run` does."""
        batch = Batch([case.request for case in cases])
        runs = iter(submission.run(self.function, Task(batch, sum(case.seconds for case in cases))))
        return {case: [next(runs) for _ in case.request.variants] for case in cases}
