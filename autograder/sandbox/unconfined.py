"""No sandbox: each submission runs in an ordinary process, with all rights of the user who grades.

Only its time is limited. This is for machines without Linux's isolation, and for trusted submissions.
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
from autograder.candidate.environment import OF_CANDIDATES
from autograder.candidate.gpu import gpu_settings
from autograder.common.last_words import LastWords
from autograder.errors import GraderError
from autograder.lesson.registry import Limits
from autograder.sandbox.process import WARM_UP_SECONDS, ProcessCandidate

_PACKAGE = Path(autograder.candidate.__file__).parent
# The folder leaves the path again, because a submission may not import the other modules in it.
_RUN_ALONE = (
    f"import sys; sys.path.insert(0, {str(_PACKAGE.parent)!r}); from {_PACKAGE.name}.alone import main; "
    "del sys.path[0]; main(int(sys.argv[1]))"
)


class Unconfined:
    """A starter of processes that nothing confines.

    Args:
        hidden: ignored, because nothing can be hidden from these processes; other sandboxes use it.
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
            frames.receive(ours)  # the candidate has imported torch
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
        """Do nothing: candidates share no process, and each ends by its own `close`."""


class _Child:
    """A process that leads a process group, and a folder for its files."""

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
            # The grader's own environment may hold secrets.
            env={**OF_CANDIDATES, **gpu_settings(), "HOME": folder, "TMPDIR": folder},
            start_new_session=True,
        )
        self._start_up = 0.0  # seconds of CPU time before it was ready

    def is_ready(self) -> None:
        """Note the CPU time of the start, which is not the submission's."""
        if sys.platform == "linux":
            self._start_up = self.processor_seconds()

    def processor_seconds(self) -> float:
        """Return the submission's CPU time in seconds; infinity on systems other than Linux.

        They count CPU time differently. Infinity lets wall-clock time alone decide.
        """
        if sys.platform != "linux":
            return math.inf
        return processor.milliseconds(self._process.pid) / 1000 - self._start_up

    def ran_out_of_memory(self) -> bool:
        return False  # nothing limits it

    def end(self) -> None:
        # Kill the whole group before `wait` frees the leader's number. If no process is left, the error
        # is ProcessLookupError on Linux and PermissionError on macOS.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._folder.cleanup()

    def status(self) -> int:
        return self._process.wait()
