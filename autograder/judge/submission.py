"""The submission that is being graded: one candidate at a time, started anew when it was lost."""

from __future__ import annotations

from autograder.candidate.wire import Load, Request, Run
from autograder.judge.difference import describe_fault
from autograder.judge.forbidden import forbidden_in_source
from autograder.registry import Lesson, Limits
from autograder.results import Status
from autograder.sandbox.protocol import Breach, Candidate, Sandbox


class Submission:
    """A student's module in a sandbox.

    Args:
        source: the module's text; None where the submission has none.
        problem: the sentence that says why there is none.
    """

    def __init__(
        self, source: bytes | None, problem: str, lesson: Lesson, limits: Limits, sandbox: Sandbox
    ) -> None:
        self._source = source
        self._lesson = lesson
        self._limits = limits
        self._sandbox = sandbox
        self._candidate: Candidate | None = None
        self._unusable = Breach(Status.ERROR, problem) if source is None else None
        self._lost: dict[str, Breach] = {}
        self.forbidden = {} if source is None else forbidden_in_source(source, lesson)

    def run(self, function: str, request: Request) -> list[Run]:
        """Have the candidate run the request. A function that once broke a limit isn't run again.

        Raises:
            Breach: with the status and the sentence for a test of `function`.
        """
        breach = self._unusable or self._lost.get(function)
        if breach is not None:
            raise breach
        candidate = self._candidate or self._start()
        try:
            reply = candidate.ask(request, self._limits.seconds)
            if reply.fault is not None or len(reply.runs) != len(request.variants):
                candidate.close()
                reason = reply.fault.message if reply.fault else "it is incomplete"
                raise Breach(Status.CRASHED, f"Its process sent something that is no result ({reason}).")
        except Breach as breach:
            self._candidate = None
            self._lost[function] = breach
            raise
        return reply.runs

    def _start(self) -> Candidate:
        assert self._source is not None
        candidate = self._sandbox.start(self._limits)
        try:
            reply = candidate.ask(Load(self._lesson.module, self._source), self._limits.import_seconds)
        except Breach as breach:
            self._unusable = Breach(
                breach.status, f"{self._lesson.module}.py can't be imported. {breach.message}"
            )
            raise self._unusable from None
        if reply.fault is not None:
            candidate.close()
            problem = f"{self._lesson.module}.py can't be imported. {describe_fault(reply.fault)}"
            self._unusable = Breach(Status.ERROR, problem)
            raise self._unusable
        self._candidate = candidate
        return candidate

    def close(self) -> None:
        if self._candidate is not None:
            self._candidate.close()
            self._candidate = None
