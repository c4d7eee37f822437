"""Forking a process that has imported much, and what becomes of the fork."""

from __future__ import annotations

import gc
import os
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

_FAILED = 70  # the status of a fork that an exception ended


def fork() -> int:
    """As `os.fork`; the child's collections leave what it shares alone, since writing to it would copy it."""
    gc.freeze()
    pid = os.fork()
    if pid != 0:
        gc.unfreeze()
    return pid


@contextmanager
def childhood() -> Iterator[None]:
    """What a fork does: at its end the process ends, and nothing of its parent's is run."""
    status = _FAILED
    try:
        yield
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)
