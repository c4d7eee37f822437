"""Runs a lesson's visible checks on the student's file, each held to its time, whatever the code does."""

from __future__ import annotations

import math
import signal
import threading
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

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

_GRACE_SECONDS = 60  # for what is not the student's: starting and ending

__all__ = ["CheckResult", "CheckStatus", "Runner", "run_checks"]


class CheckResult(msgspec.Struct, frozen=True):
    """One visible check, in the words that the student reads."""

    function: str
    name: str
    title: str
    status: CheckStatus
    message: str = ""
    output: str = ""  # what was printed during it
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
        runner: one that is kept warm for further runs; by default one for this run alone, for which torch
            is imported anew.

    Raises:
        StudentError: if the module can't be read.
        CourseError: if the checks can't be read, or the lesson lacks a function.
    """
    if runner is not None:
        return list(runner.run(kit, lesson, functions, source=source))
    with Runner() as fresh:
        return list(fresh.run(kit, lesson, functions, source=source))


def syntax_fault(source: bytes, path: Path) -> str | None:
    """Return a sentence with file and line if the source is not valid Python."""
    with warnings.catch_warnings(action="ignore"):
        try:
            compile(source, str(path), "exec")
        except SyntaxError as error:
            line = f", line {error.lineno}" if error.lineno else ""
            shown = f"\n{error.text.strip()}" if error.text else ""
            return f"{path.name}{line}: not valid Python ({error.msg}).{shown}"
        except (ValueError, RecursionError, MemoryError) as error:  # null bytes; nesting without end
            return f"{path.name}: not valid Python ({error})."
    return None


class Runner:
    """Keeps a warm process for one run after another.

    Args:
        forks: whether the process forks for each run; where it can't, the next is warmed up in reserve.
    """

    def __init__(self, *, forks: bool = FORKS) -> None:
        self._forks = forks
        self._worker: Worker | None = None  # for the next run
        self._active: Worker | None = None  # of the last one

    def __enter__(self) -> Runner:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def warm(self) -> None:
        """Begin to import torch, in the background."""
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
            folder: of the module, where that isn't the student's copy in the kit.
            cancelled: once it is set and this is interrupted, nothing more comes.
        """
        wanted = [lesson.function(name).name for name in functions or ()]
        suite = suite_file(kit, lesson)
        chosen = read_checks(suite, lesson)
        if wanted:  # and in this order
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
        """End the process of a run that another thread is in."""
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
        """Yield one process after another, until each check has its result."""
        while unfinished and not cancelled.is_set():
            worker = self._ask(
                msgspec.structs.replace(request, checks=tuple(check.name for check in unfinished))
            )
            if cancelled.is_set():  # before there was a process to interrupt
                worker.stop()
            run = _CheckEvents(unfinished, limits)
            yield from run.follow(worker)
            if cancelled.is_set():
                return
            yield from run.close()
            unfinished = run.unfinished

    def _ask(self, request: CheckRequest) -> Worker:
        """Return the process that performs the request. One that serves only once is followed by the next."""
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
    """What one process says of the checks that it was asked to run."""

    def __init__(self, checks: list[Check], limits: Limits) -> None:
        self._checks = {check.name: check for check in checks}
        self._limits = limits
        self._loaded = False
        self._running: Check | None = None
        self._ended: set[Check] = set()
        self._reason = (CheckStatus.CRASHED, "")

    @property
    def unfinished(self) -> list[Check]:
        """The checks without a result."""
        return [check for check in self._checks.values() if check not in self._ended]

    def follow(self, worker: Worker) -> Iterator[CheckResult]:
        """Yield the results that it gives, until it has ended or its time has."""
        event: Event | None = None
        overdue = False
        while not isinstance(event, Finished):
            try:
                event = worker.hear(self._limits.seconds if self._loaded else self._limits.import_seconds)
            except TimeoutError:
                self._reason = (CheckStatus.TIMEOUT, self._too_long())
                worker.close() if overdue else worker.stop()  # it has not even begun, so it never will
                overdue = True
                continue
            yield from self._results_of(event)

    def close(self) -> Iterator[CheckResult]:
        """Yield the results of the checks that its end left without one; those of other functions stay."""
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
            return f"The module took more than {self._limits.import_seconds:g} s to import, and was stopped."
        return f"It took more than {self._limits.seconds:g} s and was stopped: is there an endless loop?"


def _end(status: int) -> str:
    """Return how a process ended that was to go on."""
    if status >= 0:
        return f"The code ended Python with exit status {status}."
    return f"Python crashed: {signal.Signals(-status).name}."


def _function_of(name: str) -> str:
    """Return the name of a check without its parameters."""
    return name.partition("[")[0]
