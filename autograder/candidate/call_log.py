"""The log of the forbidden calls of a run: what was called, and where in the student's file."""

from __future__ import annotations

import sys
from collections.abc import Set
from itertools import islice
from types import CodeType, FrameType

from .wire import Call


class CallLog:
    """The calls noted since the log was opened, each name once.

    A process has one log, because kernels and PyTorch's own functions note calls in it.
    """

    def __init__(self) -> None:
        self.forbidden: Set[str] = frozenset()  # nothing is noted while the log is closed
        self.innocent: Set[str] = frozenset()
        self._file: str | None = None
        self._calls: dict[str, Call] = {}

    def open(self, forbidden: Set[str], innocent: Set[str], file: str | None) -> None:
        """Begin to note calls.

        Args:
            forbidden: the names to note.
            innocent: the operators whose parts are not noted.
            file: the student's file, as tracebacks name it.
        """
        self._calls.clear()
        self._file = file
        self.forbidden, self.innocent = forbidden, innocent

    def close(self) -> list[Call]:
        """Stop, and return the calls in the order of their first appearance."""
        self.forbidden = self.innocent = frozenset()
        return list(self._calls.values())

    def note(self, name: str) -> None:
        """Note a call that is running, with its place in the innermost frame of the student's file."""
        if name not in self._calls:
            self._calls[name] = Call(name, _place(sys._getframe(1), self._file))


LOG = CallLog()


def _place(frame: FrameType | None, file: str | None) -> tuple[int, ...]:
    while frame is not None:
        if frame.f_code.co_filename == file:
            return _position(frame.f_code, frame.f_lasti)
        frame = frame.f_back
    return ()


def _position(code: CodeType, instruction: int) -> tuple[int, ...]:
    """Return the expression's line, column, last line and end, or () where Python stored none."""
    line, last, column, end = next(islice(code.co_positions(), instruction // 2, None))
    if line is None or last is None or column is None or end is None:
        return ()
    return line, column, last, end
