"""No sandbox: each submission in an ordinary process of its own, with the rights of whoever grades.

Only its time is limited. For machines without Linux's isolation, and submissions that are trusted.
"""

from __future__ import annotations

import math
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import autograder.candidate
from autograder.candidate import frames, processor
from autograder.candidate.gpu import gpu_settings
from autograder.common.last_words import LastWords
from autograder.errors import GraderError
from autograder.lesson.registry import Limits
from autograder.sandbox.process import WARM_UP_SECONDS, ProcessCandidate

_PACKAGE = Path(autograder.candidate.__file__).parent
# The folder leaves the path again: what else lies in it is nothing that a submission may import.
_RUN_ALONE = (
    f"import sys; sys.path.insert(0, {str(_PACKAGE.parent)!r}); from {_PACKAGE.name}.alone import main; "
    "del sys.path[0]; main(int(sys.argv[1]))"
)


class Unconfined:
    """Starts processes that nothing confines.

    Args:
        hidden: taken as other sandboxes take it; nothing is hidden from these processes.
    """

    def __init__(self, hidden: Sequence[Path]) -> None:
        self._errors = LastWords()

    def warm_up(self) -> None:
        pass

    def start(self, limits: Limits, watched: tuple[str, ...] = ()) -> ProcessCandidate:
        ours, theirs = socket.socketpair()
        self._errors.clear()
        with theirs:
            child = _Child(theirs, self._errors)
        candidate = ProcessCandidate(child, ours, limits)
        try:
            ours.settimeout(WARM_UP_SECONDS)
            frames.receive(ours)  # torch is imported
            child.is_ready()
        except (OSError, EOFError) as error:
            candidate.close()
            raise GraderError(f"A candidate could not be started{self._errors}.") from error
        return candidate

    def branch(self) -> Unconfined:
        return Unconfined([])

    def let_go(self) -> None:
        pass

    def close(self) -> None:
        """Each candidate ends by itself: nothing is shared between them."""


class _Child:
    """A process that leads a group, and a folder for its files."""

    def __init__(self, channel: socket.socket, errors: LastWords) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="candidate-", ignore_cleanup_errors=True)
        folder = self._folder.name
        self._process = subprocess.Popen(
            [sys.executable, "-s", "-P", "-c", _RUN_ALONE, str(channel.fileno())],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors.file,
            pass_fds=[channel.fileno()],
            # The grader's own environment may hold secrets; equal hashes make equal reports.
            env={
                **gpu_settings(),
                "OMP_NUM_THREADS": "1",
                "HOME": folder,
                "TMPDIR": folder,
                "PYTHONHASHSEED": "0",
            },
            start_new_session=True,
        )
        self._start_up = 0.0  # seconds before it was ready

    def is_ready(self) -> None:
        """From now on it is the submission's time."""
        if sys.platform == "linux":
            self._start_up = self.processor_seconds()

    def processor_seconds(self) -> float:
        """Where the system doesn't count it as Linux does, the clock alone decides."""
        if sys.platform != "linux":
            return math.inf
        return processor.milliseconds(self._process.pid) / 1000 - self._start_up

    def ran_out_of_memory(self) -> bool:
        return False  # nothing limits it

    def end(self) -> None:
        # Its group too, while the leader's number is still its own. Nobody may be left, for which macOS
        # has another error.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._folder.cleanup()

    def status(self) -> int:
        return self._process.wait()
