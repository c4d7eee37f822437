"""The standard error of a process, kept to tell why it ended."""

from __future__ import annotations

import tempfile
import weakref


class LastWords:
    """A file for a process to write its complaints to."""

    def __init__(self) -> None:
        self.file = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as this object
        weakref.finalize(self, self.file.close)

    def clear(self) -> None:
        self.file.seek(0)
        self.file.truncate()

    def __str__(self) -> str:
        """`; its last words: ...`, or nothing if there were none."""
        self.file.seek(0)
        lines = self.file.read().decode(errors="replace").strip().splitlines()
        return f"; its last words: {lines[-1]}" if lines else ""
