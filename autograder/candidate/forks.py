"""Forking a process that has imported much, and what becomes of the fork."""

from __future__ import annotations

import ctypes
import gc
import os
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

_MADV_COLLAPSE = 25
_LARGE_PAGE_BYTES = 2**21
_FAILED_EXIT_STATUS = 70  # the status of a fork that an exception ended


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
    status = _FAILED_EXIT_STATUS
    try:
        yield
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def use_large_pages() -> None:
    """Move the process's own memory into large pages: a fork and its end take a third of the time.

    What a fork copies is an entry for each page, and a process with PyTorch has 100,000 small ones. It is a
    matter of speed only, so a kernel that can't (before Linux 6.1) or a page that stays small is no error.
    """
    gc.collect()  # what is garbage needs no page
    advise = ctypes.CDLL(None).madvise
    advise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    with open("/proc/self/maps") as lines:
        mappings = [line.split() for line in lines]
    for addresses, rights, _, _, _, *name in mappings:
        if rights.startswith("rw") and name in ([], ["[heap]"]):
            start, end = (int(address, 16) for address in addresses.split("-"))
            for page in range(
                -(-start // _LARGE_PAGE_BYTES) * _LARGE_PAGE_BYTES,
                end - _LARGE_PAGE_BYTES + 1,
                _LARGE_PAGE_BYTES,
            ):
                advise(page, _LARGE_PAGE_BYTES, _MADV_COLLAPSE)
