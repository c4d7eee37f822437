"""Runs of checks in threads. Only the last run counts."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from autograder.errors import AutograderError
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson
from autograder.student.runner import CheckResult, Runner


class RunEvent(NamedTuple):
    """A run's event: a result, its end (None), or the error that stopped it."""

    run: CheckRun
    what: CheckResult | AutograderError | None


class CheckRun:
    """The checks of some functions on one version of the file.

    Args:
        say: called with each event, from the run's thread.
        after: the run before, which this one cancels.
    """

    def __init__(
        self,
        runner: Runner,
        kit: Kit,
        lesson: Lesson,
        source: bytes,
        functions: list[str],
        say: Callable[[RunEvent], None],
        after: CheckRun | None,
    ) -> None:
        self.source, self.functions = source, functions
        self.results: list[CheckResult] = []
        self.began = time.monotonic()
        self.is_over = False
        self._runner, self._kit, self._lesson = runner, kit, lesson
        self._say, self._after = say, after
        self._cancelled = threading.Event()
        if after is not None:
            after.cancel()
        self._thread = threading.Thread(target=self._go, daemon=True)
        self._thread.start()

    def cancel(self) -> None:
        """Let the run end soon. Its later events are out of date."""
        if not self.is_over:
            self._cancelled.set()
            self._runner.interrupt()

    def _go(self) -> None:
        if self._after is not None:
            self._after._thread.join()
            self._after = None
        try:
            results = self._runner.run(
                self._kit, self._lesson, self.functions, source=self.source, cancelled=self._cancelled
            )
            for result in results:
                self._say(RunEvent(self, result))
            self._say(RunEvent(self, None))
        except AutograderError as error:
            self._say(RunEvent(self, error))
