"""Forking a process that has imported much."""

from __future__ import annotations

import gc
import os


def fork() -> int:
    """As `os.fork`; the child's collections leave what it shares alone, since writing to it would copy it."""
    gc.freeze()
    pid = os.fork()
    if pid != 0:
        gc.unfreeze()
    return pid
