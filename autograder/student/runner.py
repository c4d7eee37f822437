"""A runner of a lesson's visible checks on the student's file, with a time limit for each check."""

from __future__ import annotations

import math
import signal
import threading
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from autograder.common.text import WHERE_TRAINING_BELONGS
from autograder.errors import GraderError
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson, Limits
from autograder.lesson.visible_checks import Check, read_checks, suite_file
from autograder.student.messages import (
    Broken,
    CheckRequest,
    CheckStatus,
    Ended,
    Event,
    Finished,
    Loaded,
    Started,
)
from autograder.student.module import module_file, read_source, require_copy
from autograder.student.process import FORKS, Worker

_GRACE_SECONDS = 60  # for the start and end, which are not the student's

__all__ = ["CheckResult", "CheckStatus", "Runner", "run_checks"]


class CheckResult(msgspec.Struct, frozen=True):
    """The result of one visible check, in the words that the student reads."""

    function: str
    name: str
    title: str
    status: CheckStatus
    message: str = ""
    output: str = ""  # the output that it printed
    seconds: float = 0.0


def run_checks(
    kit: Kit,
    lesson: Lesson,
    functions: Sequence[str] | None = None,
    *,
    source: bytes | None = None,
    runner: Runner | None = None,
) -> list[CheckResult]:
    """Run the visible checks of a lesson, or of some of its functions, in a process of their own.

    Args:
        source: the module's text; by default that of its file.
        runner: a warm runner for several runs. By default a new one imports torch and serves only this run.

    Raises:
        StudentError: the module can't be read.
        CourseError: the checks can't be read, or the lesson lacks a function.
    """
    if runner is not None:
        return list(runner.run(kit, lesson, functions, source=source))
    with Runner() as fresh:
        return list(fresh.run(kit, lesson, functions, source=source))


def syntax_fault(source: bytes, path: Path) -> str | None:
    """Return a sentence with file and line if the source is not valid Python, else None."""
    with warnings.catch_warnings(action="ignore"):
        try:
            compile(source, str(path), "exec")
        except SyntaxError as error:
            line = f", line {error.lineno}" if error.lineno else ""
            shown = f"\n{error.text.strip()}" if error.text else ""
            return f"{path.name}{line}: not valid Python ({error.msg}).{shown}"
        except (ValueError, RecursionError, MemoryError) as error:  # null bytes, or too deep nesting
            return f"{path.name}: not valid Python ({error})."
    return None


class Runner:
    """A warm process for one run after another.

    Args:
        forks: whether the process forks for each run. If not, the next process is warmed up in advance.
    """

    def __init__(self, *, forks: bool = FORKS) -> None:
        self._forks = forks
        self._worker: Worker | None = None  # for the next run
        self._active: Worker | None = None  # of the last run

    def __enter__(self) -> Runner:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def warm(self) -> None:
        """Start to import torch in the background."""
        self._worker = self._worker or Worker(forks=self._forks)

    def run(
        self,
        kit: Kit,
        lesson: Lesson,
        functions: Sequence[str] | None = None,
        *,
        source: bytes | None = None,
        folder: Path | None = None,
        cancelled: threading.Event | None = None,
    ) -> Iterator[CheckResult]:
        """Yield the results as `run_checks` does.

        Args:
            folder: the module's folder; by default the student's copy in the kit.
            cancelled: set it and call `interrupt` to get no more results.
        """
        wanted = [lesson.function(name).name for name in functions or ()]
        suite = suite_file(kit, lesson)
        chosen = read_checks(suite, lesson)
        if wanted:  # keep their order
            chosen = [check for name in wanted for check in chosen if check.function == name]
        if folder is None:
            require_copy(kit, lesson)
        path = folder / f"{lesson.module}.py" if folder else module_file(kit, lesson)
        text = read_source(path) if source is None else source
        fault = syntax_fault(text, path)
        if fault is not None:
            return (CheckResult(*check, CheckStatus.ERROR, fault) for check in chosen)
        names = tuple(function.name for function in lesson.functions)
        limits = kit.registry.limits_of(lesson)
        latest = math.ceil(limits.import_seconds + len(chosen) * limits.seconds) + _GRACE_SECONDS
        request = CheckRequest(str(path.parent), str(suite), lesson.module, text, names, (), latest)
        return self._results(request, chosen, limits, cancelled or threading.Event())

    def interrupt(self) -> None:
        """End the process of a run in another thread."""
        if self._active is not None:
            self._active.stop()

    def close(self) -> None:
        """End the warm process."""
        for worker in (self._active, self._worker):
            if worker is not None:
                worker.close()
        self._active = self._worker = None

    def _results(
        self, request: CheckRequest, unfinished: list[Check], limits: Limits, cancelled: threading.Event
    ) -> Iterator[CheckResult]:
        """Yield the results of one process after another, until each check has a result."""
        while unfinished and not cancelled.is_set():
            worker = self._ask(
                msgspec.structs.replace(request, checks=tuple(check.name for check in unfinished))
            )
            if cancelled.is_set():  # cancelled before there was a process to interrupt
                worker.stop()
            run = _CheckEvents(unfinished, limits)
            yield from run.follow(worker)
            if cancelled.is_set():
                return
            yield from run.close()
            unfinished = run.unfinished

    def _ask(self, request: CheckRequest) -> Worker:
        """Return the process that performs the request. If it serves only one, start the next process."""
        if self._active is not None and (self._active is not self._worker or not self._active.is_alive()):
            self._active.close()
        worker = self._worker
        if worker is None or not worker.is_alive():
            worker = Worker(forks=self._forks)
        self._active = worker
        self._worker = worker if self._forks else None
        worker.ask(request)
        if not self._forks:
            self.warm()
        return worker


class _CheckEvents:
    """The events of one process, turned into results of the checks."""

    def __init__(self, checks: list[Check], limits: Limits) -> None:
        self._checks = {check.name: check for check in checks}
        self._limits = limits
        self._loaded = False
        self._running: Check | None = None
        self._ended: set[Check] = set()
        self._reason = (CheckStatus.CRASHED, "")

    @property
    def unfinished(self) -> list[Check]:
        """Return the checks without a result."""
        return [check for check in self._checks.values() if check not in self._ended]

    def follow(self, worker: Worker) -> Iterator[CheckResult]:
        """Yield the process's results until it ends or its time is over."""
        event: Event | None = None
        overdue = False
        while not isinstance(event, Finished):
            try:
                event = worker.hear(self._limits.seconds if self._loaded else self._limits.import_seconds)
            except TimeoutError:
                self._reason = (CheckStatus.TIMEOUT, self._too_long())
                worker.close() if overdue else worker.stop()  # stopping had no effect
                overdue = True
                continue
            yield from self._results_of(event)

    def close(self) -> Iterator[CheckResult]:
        """Yield results for the checks that have none because the process ended.

        Checks of other functions stay unfinished."""
        culprit = self._running
        if culprit is not None:
            yield self._result(culprit, *self._reason)
            rest = [check for check in self.unfinished if check.function == culprit.function]
            yield from self._all(rest, CheckStatus.NOT_RUN, f'Not run, because of "{culprit.title}".')
        elif not self._loaded:
            yield from self._all(self.unfinished, *self._reason)
        elif self.unfinished:
            raise GraderError(f"pytest ended without a result for {self.unfinished[0].name}.")

    def _results_of(self, event: Event) -> Iterator[CheckResult]:
        match event:
            case Loaded():
                self._loaded = True
            case Broken(message):
                yield from self._all(self.unfinished, CheckStatus.ERROR, message)
            case Started(name):
                self._running = self._checks[_function_of(name)]
            case Ended(name):
                check = self._checks[_function_of(name)]
                self._running = None
                self._ended.add(check)
                title = check.title + name.removeprefix(check.name)
                outcome = (event.status, event.message, event.output, event.seconds)
                yield CheckResult(check.function, name, title, *outcome)
            case Finished(status) if self._reason[0] is CheckStatus.CRASHED:
                self._reason = (CheckStatus.CRASHED, _end(status))

    def _all(self, checks: list[Check], status: CheckStatus, message: str) -> Iterator[CheckResult]:
        for check in checks:
            yield self._result(check, status, message)

    def _result(self, check: Check, status: CheckStatus, message: str) -> CheckResult:
        self._ended.add(check)
        return CheckResult(check.function, check.name, check.title, status, message)

    def _too_long(self) -> str:
        if not self._loaded:
            limit = f"{self._limits.import_seconds:g} s"
            return f"The module took more than {limit} to import, and was stopped. {WHERE_TRAINING_BELONGS}"
        return f"It took more than {self._limits.seconds:g} s and was stopped: is there an endless loop?"


def _end(status: int) -> str:
    """Return the reason why a process ended too early."""
    if status >= 0:
        return f"The code ended Python with exit status {status}."
    return f"Python crashed: {signal.Signals(-status).name}."


def _function_of(name: str) -> str:
    """Return the name of a check without its parameters."""
    return name.partition("[")[0]
