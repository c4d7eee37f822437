"""A memory limit for a whole sandbox, by a control group (cgroup) of version 2 or 1.

A limit for each process does not stop a hundred processes. To make a group takes root, or a folder that
systemd has delegated. Without a group only the limits of the single processes hold.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

_MOUNT = Path("/sys/fs/cgroup")
_PREFIX = "autograder-"
_MAX_POLLS = 400  # 5 ms apart
_MAX_LIMIT_BYTES = 2**62  # a higher limit is the same as none
# The files of each version: the limit, the limit with swap, the memory in use, and the number of kills.
_V2 = ("memory.max", "memory.swap.max", "memory.current", "memory.events")
_V1 = (
    "memory.limit_in_bytes",
    "memory.memsw.limit_in_bytes",
    "memory.usage_in_bytes",
    "memory.oom_control",
)


class MemoryGroup:
    """A control group. Processes that join it, and their children, share one memory limit."""

    def __init__(self, folder: Path, names: tuple[str, str, str, str]) -> None:
        self.folder = folder
        self._limit, self._swap, self._used, self._events = (folder / name for name in names)
        self._base: int | None = None

    @classmethod
    def make(cls) -> MemoryGroup | None:
        """Return a new group; None if none can be made. Remove groups that ended judges left."""
        for parent, names in _parents():
            for group in parent.glob(f"{_PREFIX}*"):
                if _is_stale(group):
                    _remove(group)
            folder = parent / f"{_PREFIX}{os.getpid()}-{os.urandom(4).hex()}"
            try:
                folder.mkdir()
            except OSError:
                continue
            if all((folder / name).exists() for name in (names[0], names[2], names[3])):
                return cls(folder, names)
            _remove(folder)
        return None

    def joining(self, command: list[str]) -> list[str]:
        """Return the command, wrapped so that its process joins the group before it does anything else."""
        return ["/bin/sh", "-c", 'echo $$ > "$0" && exec "$@"', str(self.folder / "cgroup.procs"), *command]

    def join(self, pid: int) -> None:
        """Move a process into the group. Memory that it already has still counts for its former group."""
        (self.folder / "cgroup.procs").write_text(str(pid))

    def allow(self, extra: int) -> None:
        """Limit the group to `extra` bytes more than it used at the first call of this method."""
        if self._base is None:
            self._base = int(self._used.read_text())
        limit = min(self._base + extra, _MAX_LIMIT_BYTES)
        if self._limit.name in _V2:
            self._limit.write_text(str(limit))
            if self._swap.exists():
                self._swap.write_text("0")
            return
        if self._swap.exists():  # the kernel refuses a limit with swap that is below the limit without
            self._swap.write_text("-1")
        self._limit.write_text(str(limit))
        if self._swap.exists():
            self._swap.write_text(str(limit))

    def killed(self) -> int:
        """Return how many processes the kernel has killed so far because the group was full."""
        lines = dict(line.split() for line in self._events.read_text().splitlines())
        return int(lines.get("oom_kill", 0))

    def close(self) -> None:
        """Remove the group. Its processes have been killed; wait up to 2 s until they are gone."""
        for _ in range(_MAX_POLLS):
            if not (self.folder / "cgroup.procs").read_text():
                break
            time.sleep(0.005)
        _remove(self.folder)


def _parents() -> Iterator[tuple[Path, tuple[str, str, str, str]]]:
    """Yield folders for a new group, with the names of the version's files; the best folder comes first."""
    try:
        lines = Path("/proc/self/cgroup").read_text().splitlines()
    except OSError:
        return
    for line in lines:
        _, controllers, group_path = line.split(":", 2)
        if "memory" in controllers.split(","):
            for folder in (_MOUNT / "memory" / group_path.lstrip("/"), _MOUNT / "memory"):
                if folder.is_dir():
                    yield folder, _V1
        elif not controllers:
            # Version 2 allows processes only in leaf groups, so the new group lies beside our own.
            own = _MOUNT / group_path.lstrip("/")
            yield (own if own == _MOUNT else own.parent), _V2


def _is_stale(group: Path) -> bool:
    """Return whether the process that made the group is gone.

    An empty group says nothing: another judge may have just made it.
    """
    maker = group.name.removeprefix(_PREFIX).partition("-")[0]
    return not Path(f"/proc/{maker}").exists()


def _remove(folder: Path) -> None:
    try:
        folder.rmdir()
    except OSError:
        return  # some process is still in it; the next judge that starts tries again
