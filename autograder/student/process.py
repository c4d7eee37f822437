"""The warm process that runs checks, seen from outside."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from queue import Empty, Queue

import msgspec

from autograder.candidate.environment import UNCOMPILED
from autograder.common.last_words import LastWords
from autograder.errors import GraderError
from autograder.student.messages import Began, CheckRequest, Event, Finished, WorkerReady

_WARM_UP_SECONDS = 120.0  # importing torch from a cold disk takes long
FORKS = hasattr(os, "fork")


class Worker:
    """One warm process. If it can't fork, it serves only one request.

    Args:
        forks: whether it forks for each request.
    """

    def __init__(self, *, forks: bool = FORKS) -> None:
        self.forks = forks
        self._errors = LastWords()
        self._events: Queue[Event | None] = Queue()
        self._running: int | None = None  # the id of the request's process
        self._unwanted = False  # whether to end that process as soon as its id is known
        self._ready = False
        environment = {name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"}
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "autograder.student.worker", *([] if forks else ["--one"])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors.file,
            env={**environment, **UNCOMPILED, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
            start_new_session=True,  # an interrupt from the keyboard must reach only the command
        )
        threading.Thread(target=self._listen, daemon=True).start()

    def ask(self, request: CheckRequest) -> None:
        """Send the request. Wait until torch is imported."""
        self.await_ready()
        self._unwanted = False
        assert self._process.stdin is not None
        self._process.stdin.write(msgspec.json.encode(request) + b"\n")
        self._process.stdin.flush()

    def await_ready(self) -> None:
        """Wait until torch is imported. Raise `GraderError` if torch or pytest can't be imported."""
        if self._ready:
            return
        try:
            self._ready = isinstance(self._events.get(timeout=_WARM_UP_SECONDS), WorkerReady)
        except Empty:
            self.close()
        if not self._ready:
            raise GraderError(f"The process that runs the checks could not be started{self._errors}.")

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def hear(self, seconds: float) -> Event:
        """Return the process's next event. Raise `TimeoutError` if there is none within `seconds`."""
        try:
            event = self._events.get(timeout=seconds)
        except Empty:
            raise TimeoutError from None
        if isinstance(event, Began) and self.forks:
            self._running = event.pid
            if self._unwanted:
                self._end_running()
        if event is None or isinstance(event, Finished):
            self._running = None
        return event or Finished(self._process.wait())

    def stop(self) -> None:
        """End the running request and its processes. If the warm process forks, it stays."""
        if not self.forks:
            self.close()
            return
        self._unwanted = True
        self._end_running()

    def close(self) -> None:
        """End the warm process and the running request."""
        self._end_running()
        self._process.kill()
        self._process.wait()
        if self._process.stdin is not None:
            with suppress(OSError):
                self._process.stdin.close()

    def _end_running(self) -> None:
        running = self._running
        if running is not None:
            with suppress(ProcessLookupError, PermissionError):  # it has just ended by itself
                os.killpg(running, signal.SIGKILL)

    def _listen(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            for line in lines:
                self._events.put(msgspec.json.decode(line, type=Event))
        self._events.put(None)
