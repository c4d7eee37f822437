"""The processes of this machine, as Linux tells of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path


def descendants(pid: int) -> Iterator[int]:
    """Yield the numbers of the processes below one."""
    for children in _children_of_threads(pid):
        for child in children:
            yield child
            yield from descendants(child)


def _children_of_threads(pid: int) -> Iterator[list[int]]:
    """Yield the children of each thread; nothing of a process or a thread that has just ended."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").glob("*/children"))
    except OSError:
        return
    for task in tasks:
        try:
            children = [int(child) for child in task.read_text().split()]
        except OSError:
            continue
        yield children


def youngest(pids: Iterable[int]) -> int:
    """Return the process that started last. The numbers don't tell: they begin again at the highest one."""
    return max(pids, key=_start_ticks)


def _start_ticks(pid: int) -> tuple[int, int]:
    """Return when the process started, in clock ticks since the boot, then its number."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[19]), pid
