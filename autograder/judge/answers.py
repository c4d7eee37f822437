"""The submission under test. It has one candidate at a time, and gets a new one when that is lost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from autograder.candidate.wire import Load, Reply, Run
from autograder.common.text import WHERE_TRAINING_BELONGS
from autograder.intake.source import Source
from autograder.judge.difference import describe_fault
from autograder.judge.forbidden import describe_call
from autograder.lesson.registry import Function, Lesson, Limits
from autograder.results import Status
from autograder.sandbox.protocol import Breach, Candidate, LostCandidate, Sandbox, Task

_MAX_TIMES_REFERENCE = 20  # times the reference's time, for a submission to one test
_MAX_TIMES_TEST_LIMIT = 4  # times the limit of one test, for all tests of a function together


class Submission:
    """A student's module in a sandbox.

    Args:
        lenient: whether forbidden calls are allowed.
    """

    def __init__(
        self,
        source: Source,
        lesson: Lesson,
        limits: Limits,
        sandbox: Sandbox,
        *,
        lenient: bool = False,
    ) -> None:
        self._source = source.text
        self._lesson = lesson
        self._limits = limits
        self._sandbox = sandbox
        self._candidate: Candidate | None = None
        self._unusable = Breach(Status.ERROR, source.problem) if source.text is None else None
        self._lost: dict[str, Breach] = {}
        self._left: dict[str, float] = defaultdict(lambda: _MAX_TIMES_TEST_LIMIT * limits.seconds)
        self._lenient = lenient

    @property
    def is_unusable(self) -> bool:
        """Return whether the module is missing or can't be imported, as far as that is known."""
        return self._unusable is not None

    def run(self, function: Function, test: Task) -> list[Run]:
        """Return the candidate's runs of one test. Raise the `Breach` that `run_each` would yield."""
        (outcome,) = self.run_each(function, [test])
        if isinstance(outcome, Breach):
            raise outcome
        return outcome

    def run_each(self, function: Function, tests: Sequence[Task]) -> Iterator[list[Run] | Breach]:
        """Yield the runs of each test of a function, or the `Breach` with its status and message.

        A function that broke a limit isn't run again. The candidate works on the next test while the caller
        looks at the runs of one. So the caller must take all results before it runs anything else.

        Args:
            tests: the tasks, with the seconds that the reference takes for each.
        """
        replies = self._replies(function, tests)
        for _ in tests:
            try:
                self._admit(function)
                yield self._permitted(function, next(replies))
            except Breach as breach:
                yield breach

    def _admit(self, function: Function) -> None:
        breach = self._unusable or self._lost.get(function.name)
        if breach is not None:
            raise breach

    def _permitted(self, function: Function, runs: list[Run]) -> list[Run]:
        call = next((call for run in runs for call in run.calls), None)
        if call is not None and not self._lenient:
            assert self._source is not None  # else it has no runs
            raise Breach(Status.FORBIDDEN, describe_call(call, function, self._source))
        return runs

    def _replies(self, function: Function, tests: Sequence[Task]) -> Iterator[list[Run]]:
        done = lost = 0
        while done < len(tests):
            try:
                for runs in self._served(function, tests[done:]):
                    done, lost = done + 1, 0
                    yield runs
            except Breach as breach:
                lost += 1
                if lost == 1 and isinstance(breach, LostCandidate):
                    continue  # try once more, because something else may have ended the process
                self._lost[function.name] = breach
                raise

    def _served(self, function: Function, tests: Sequence[Task]) -> Iterator[list[Run]]:
        """Yield the runs of tests in a row, all by one candidate."""
        candidate, loading = self._candidate, 0.0
        if candidate is None:
            candidate = self._start()
            loading = candidate.spent
        self._candidate = None  # a candidate without a proper reply is lost, whether or not it is at fault
        may_take = [max(self._limits.seconds, _MAX_TIMES_REFERENCE * test.seconds) for test in tests]
        replies = candidate.ask_each(list(map(Task, [test.batch for test in tests], may_take)))
        try:
            for number, test in enumerate(tests, start=1):
                self._left[function.name] += _MAX_TIMES_REFERENCE * test.seconds
                if self._left[function.name] < 0:
                    limit = _MAX_TIMES_TEST_LIMIT * self._limits.seconds
                    raise Breach(Status.TIMEOUT, f"Its tests together did not end within {limit:g} s.")
                before = candidate.spent
                runs = _complete(next(replies), test)
                self._left[function.name] -= candidate.spent - before
                broken = _lost_cuda(test, runs)
                if broken:
                    self._left[function.name] -= loading  # the function pays for the next candidate
                if number == len(tests) and not broken:
                    self._candidate = candidate
                yield runs
                if broken:
                    return
        finally:
            if self._candidate is not candidate:
                candidate.close()

    def _start(self) -> Candidate:
        try:
            try:
                candidate, reply = self._loaded()
            except LostCandidate:  # try once more, as in `_replies`
                candidate, reply = self._loaded()
        except Breach as breach:
            problem = f"{self._lesson.module}.py can't be imported. {breach.message}"
            if breach.status is Status.TIMEOUT:
                problem += f" {WHERE_TRAINING_BELONGS}"
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
        watched = {word for function in self._lesson.functions for word in function.forbidden}
        candidate = self._sandbox.start(self._limits, tuple(sorted(watched)))
        order = Load(self._lesson.module, self._source)
        return candidate, candidate.ask(order, self._limits.import_seconds)

    def close(self) -> None:
        if self._candidate is not None:
            self._candidate.close()
            self._candidate = None


def _lost_cuda(test: Task, runs: Sequence[Run]) -> bool:
    """Return whether CUDA has failed for good in that process, for example by an index out of bounds."""
    return any(request.device == "cuda" for request in test.batch.requests) and any(
        run.fault is not None and "AcceleratorError" in run.fault.kinds for run in runs
    )


def _complete(reply: Reply, test: Task) -> list[Run]:
    """Return the runs in a reply. Raise `Breach` if the test asks for more or fewer runs."""
    if reply.fault is None and len(reply.runs) == sum(
        len(request.variants) for request in test.batch.requests
    ):
        return reply.runs
    reason = reply.fault.message if reply.fault else "it is incomplete"
    raise Breach(Status.CRASHED, f"Its process sent something that is not a result ({reason}).")
