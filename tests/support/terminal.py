"""A command in a terminal: what it shows is read, and keys are pressed."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from autograder.student.screen import KEYS

_CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_CLEAR = "\x1b[2J"


class Terminal:
    """Runs `autograder` with its input and output at a terminal of some size."""

    def __init__(
        self, *arguments: str, folder: Path, columns: int = 80, rows: int = 40, environment: Mapping[str, str]
    ) -> None:
        self.raw = ""
        self._end, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        inherited = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "autograder", *arguments],
            cwd=folder,
            env={**inherited, "TERM": "xterm-256color", **environment},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)

    @property
    def frame(self) -> str:
        """What stands there since it was last drawn anew, without colours."""
        return _CODES.sub("", self.raw.rpartition(_CLEAR)[2]).replace("\r\n", "\n")

    def press(self, keys: str) -> None:
        os.write(self._end, keys.encode())

    def wait(self, condition: Callable[[str], bool], seconds: float = 300.0) -> str:
        """The frame, once it is as it should be."""
        deadline = time.monotonic() + seconds
        while not condition(self.frame):
            assert self._read(deadline - time.monotonic()), f"It shows:\n{self.frame}"
        return self.frame

    def wait_for(self, *words: str) -> str:
        """The frame, once it is whole, has these words, and all checks have ended."""
        wanted = (KEYS, *words)
        return self.wait(lambda frame: all(word in frame for word in wanted) and "\nChecking " not in frame)

    def ended(self, seconds: float = 30.0) -> int:
        """Its exit status."""
        deadline = time.monotonic() + seconds
        while self._read(deadline - time.monotonic()):
            pass
        return self.process.wait(timeout=seconds)

    def close(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        os.close(self._end)

    def _read(self, seconds: float) -> bool:
        if seconds <= 0 or not select.select([self._end], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self._end, 65536)
        except OSError:  # Linux says so that nobody has the other end open
            return False
        self.raw += data.decode(errors="replace")
        return bool(data)
