"""The memory of a sandbox as a whole, held by a control group of the kernel's, version 2 or 1.

A limit for each process does not stop a hundred of them. Where no group can be made (that takes root, or a
folder handed over by systemd), the limits of the single processes hold alone.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

_MOUNT = Path("/sys/fs/cgroup")
_PREFIX = "autograder-"
_MAX_POLLS = 400  # looks, 5 ms apart
_MAX_LIMIT_BYTES = 2**62  # more is as good as no limit
# Of version 2 and of version 1: the limit, the limit with swap, what is used, and the count of those killed.
_V2 = ("memory.max", "memory.swap.max", "memory.current", "memory.events")
_V1 = (
    "memory.limit_in_bytes",
    "memory.memsw.limit_in_bytes",
    "memory.usage_in_bytes",
    "memory.oom_control",
)


class MemoryGroup:
    """A control group; processes that join it, and their children, share a limit."""

    def __init__(self, folder: Path, names: tuple[str, str, str, str]) -> None:
        self.folder = folder
        self._limit, self._swap, self._used, self._events = (folder / name for name in names)
        self._base: int | None = None

    @classmethod
    def make(cls) -> MemoryGroup | None:
        """A new group, or None where none can be made."""
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
        """The command, changed so that it joins the group before it does anything."""
        return ["/bin/sh", "-c", 'echo $$ > "$0" && exec "$@"', str(self.folder / "cgroup.procs"), *command]

    def join(self, pid: int) -> None:
        """Move a process here. What it has stays on its former group's account."""
        (self.folder / "cgroup.procs").write_text(str(pid))

    def allow(self, extra: int) -> None:
        """Limit the group to what it used when this was called first, and `extra` bytes on top."""
        if self._base is None:
            self._base = int(self._used.read_text())
        limit = min(self._base + extra, _MAX_LIMIT_BYTES)
        if self._limit.name in _V2:
            self._limit.write_text(str(limit))
            if self._swap.exists():
                self._swap.write_text("0")
            return
        if self._swap.exists():  # it may never lie below the limit without swap
            self._swap.write_text("-1")
        self._limit.write_text(str(limit))
        if self._swap.exists():
            self._swap.write_text(str(limit))

    def killed(self) -> int:
        """How many processes were killed so far because the group was full."""
        lines = dict(line.split() for line in self._events.read_text().splitlines())
        return int(lines.get("oom_kill", 0))

    def close(self) -> None:
        """Remove the group once its processes, which have been killed, are gone."""
        for _ in range(_MAX_POLLS):
            if not (self.folder / "cgroup.procs").read_text():
                break
            time.sleep(0.005)
        _remove(self.folder)


def _parents() -> Iterator[tuple[Path, tuple[str, str, str, str]]]:
    """Folders in which a group may be made, the best first."""
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
            # Version 2 wants processes in the leaves alone, so the new group lies beside our own.
            own = _MOUNT / group_path.lstrip("/")
            yield (own if own == _MOUNT else own.parent), _V2


def _is_stale(group: Path) -> bool:
    """Whether its maker is gone, as a judge that was killed; the group of another may just be empty yet."""
    maker = group.name.removeprefix(_PREFIX).partition("-")[0]
    return not Path(f"/proc/{maker}").exists()


def _remove(folder: Path) -> None:
    try:
        folder.rmdir()
    except OSError:
        return  # somebody is still in it: the next judge that starts will try again
