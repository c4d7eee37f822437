"""The submission that is being graded: one candidate at a time, started anew when it was lost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TypeVar

from autograder.candidate.wire import Batch, Load, Reply, Run
from autograder.judge.difference import describe_fault
from autograder.judge.forbidden import forbidden_in_source, operators_of
from autograder.registry import Function, Lesson, Limits
from autograder.results import Status
from autograder.sandbox.protocol import Breach, Candidate, Lost, Sandbox
from autograder.submission import Source

T = TypeVar("T")

_SLACK = 20  # times that a right solution may take what the reference does
_TOGETHER = 4  # times the limit of a test that all tests of a function may take


class Submission:
    """A student's module in a sandbox.

    Args:
        lenient: whether forbidden calls are let pass.
    """

    def __init__(
        self, source: Source, lesson: Lesson, limits: Limits, sandbox: Sandbox, *, lenient: bool = False
    ) -> None:
        self._source = source.text
        self._lesson = lesson
        self._limits = limits
        self._sandbox = sandbox
        self._candidate: Candidate | None = None
        self._unusable = Breach(Status.ERROR, source.problem) if source.text is None else None
        self._lost: dict[str, Breach] = {}
        self._left: dict[str, float] = defaultdict(lambda: _TOGETHER * limits.seconds)
        self._lenient = lenient
        self._forbidden = forbidden_in_source(source.text or b"", lesson)

    def run(self, function: Function, batch: Batch, seconds: float) -> list[Run]:
        """Have the candidate serve the requests of one test. A function that broke a limit isn't run again.

        Args:
            seconds: what the reference takes for it.

        Raises:
            Breach: with the status and the sentence for a test of `function`.
        """
        breach = self._unusable or self._lost.get(function.name)
        if breach is not None:
            raise breach
        if self._lenient or not function.forbidden:
            return self._ask(function, batch, seconds)
        if function.name in self._forbidden:
            raise Breach(Status.FORBIDDEN, self._forbidden[function.name])
        runs = self._ask(function, batch, seconds)
        used = operators_of(function).intersection(name for run in runs for name in run.operators)
        if used:
            names = sorted({name.strip("_") for name in used})  # softmax is dispatched as _softmax too
            message = f"It uses {', '.join(names)} of PyTorch, which is to be written here."
            raise Breach(Status.FORBIDDEN, message)
        return runs

    def _ask(self, function: Function, batch: Batch, seconds: float) -> list[Run]:
        self._left[function.name] += _SLACK * seconds
        try:
            if self._left[function.name] < 0:
                limit = _TOGETHER * self._limits.seconds
                raise Breach(Status.TIMEOUT, f"Its tests together did not end within {limit:g} s.")
            limit = max(self._limits.seconds, _SLACK * seconds)
            return self._twice(lambda: self._served(function, batch, limit))
        except Breach as lost:
            self._lost[function.name] = lost
            raise

    def _served(self, function: Function, batch: Batch, seconds: float) -> list[Run]:
        candidate = self._candidate or self._start()
        self._candidate = None  # one that gives no proper reply is lost, whoever is at fault
        before = candidate.spent
        reply = candidate.ask(batch, seconds)
        self._left[function.name] -= candidate.spent - before
        if reply.fault is not None or len(reply.runs) != sum(len(one.variants) for one in batch.requests):
            candidate.close()
            reason = reply.fault.message if reply.fault else "it is incomplete"
            raise Breach(Status.CRASHED, f"Its process sent something that is no result ({reason}).")
        self._candidate = candidate
        return reply.runs

    def _start(self) -> Candidate:
        try:
            candidate, reply = self._twice(self._loaded)
        except Breach as breach:
            problem = f"{self._lesson.module}.py can't be imported. {breach.message}"
            self._unusable = Breach(breach.status, problem)
            raise self._unusable from None
        if reply.fault is not None:
            candidate.close()
            problem = f"{self._lesson.module}.py can't be imported. {describe_fault(reply.fault)}"
            self._unusable = Breach(Status.ERROR, problem)
            raise self._unusable
        return candidate

    def _loaded(self) -> tuple[Candidate, Reply]:
        assert self._source is not None
        candidate = self._sandbox.start(self._limits)
        return candidate, candidate.ask(Load(self._lesson.module, self._source), self._limits.import_seconds)

    @staticmethod
    def _twice(attempt: Callable[[], T]) -> T:
        """Once more where the process was lost: something outside may have ended it."""
        try:
            return attempt()
        except Lost:
            return attempt()

    def close(self) -> None:
        if self._candidate is not None:
            self._candidate.close()
            self._candidate = None
