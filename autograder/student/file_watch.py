"""A watcher that notices a saved file, in whatever way an editor saves it.

It reads the file's time, size and inode number 20 times a second. That costs almost nothing, and works on
every file system and for a file that is replaced or moved away and back. A library that uses the system's
events must watch the folder, and misses changes on network drives.
"""

from __future__ import annotations

import time
from enum import Enum
from pathlib import Path

POLL_SECONDS = 0.05
_SETTLE_SECONDS = 0.01  # between two looks at a file that is being written


class FileChange(Enum):
    SAVED = "saved"
    GONE = "gone"


class WatchedFile:
    """A file, and its state at the last look."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen = self._look()

    def poll(self) -> FileChange | None:
        """Return the change of the file since the last call, or None."""
        now = self._look()
        if now == self._seen:
            return None
        while (later := self._pause_and_look()) != now:
            now = later
        if now == self._seen:
            return None
        self._seen = now
        return FileChange.GONE if now is None else FileChange.SAVED

    def _pause_and_look(self) -> tuple[int, int, int] | None:
        time.sleep(_SETTLE_SECONDS)
        return self._look()

    def _look(self) -> tuple[int, int, int] | None:
        try:
            seen = self._path.stat()
        except OSError:  # missing or not readable, so there is nothing to check
            return None
        return seen.st_mtime_ns, seen.st_size, seen.st_ino
