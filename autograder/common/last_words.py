"""The standard error of a process, kept to explain why it ended."""

from __future__ import annotations

import tempfile
import weakref


class LastWords:
    """A file for the standard error of a process."""

    def __init__(self) -> None:
        self.file = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as this object
        weakref.finalize(self, self.file.close)

    def clear(self) -> None:
        self.file.seek(0)
        self.file.truncate()

    def __str__(self) -> str:
        """Return `; its last words: ...` with the last line, or "" if the process wrote nothing."""
        self.file.seek(0)
        lines = self.file.read().decode(errors="replace").strip().splitlines()
        return f"; its last words: {lines[-1]}" if lines else ""
