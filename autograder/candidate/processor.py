"""The CPU time of a process, as Linux counts it."""

from __future__ import annotations

import os
from pathlib import Path


def milliseconds(pid: int) -> int:
    """Return the CPU time, in milliseconds, of a process, its threads and its ended children."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) * 1000 // os.sysconf("SC_CLK_TCK")
