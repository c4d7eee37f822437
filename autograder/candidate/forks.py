"""Forks of a process that has imported a lot: cheap to make, and sure to end."""

from __future__ import annotations

import ctypes
import gc
import os
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

_MADV_COLLAPSE = 25
_LARGE_PAGE_BYTES = 2**21
_FAILED_EXIT_STATUS = 70  # of a fork that an exception ended


def fork() -> int:
    """Fork like `os.fork` and return the same: the child's number in the parent, 0 in the child.

    The child's garbage collector leaves all inherited objects alone, because writing to them copies pages.
    """
    gc.freeze()
    pid = os.fork()
    if pid != 0:
        gc.unfreeze()
    return pid


@contextmanager
def childhood() -> Iterator[None]:
    """Run the `with` block as the whole life of a fork: the process ends with it, with status 0 or 70.

    After the block no code of the parent runs, not even its exit handlers. An exception is printed first.
    """
    status = _FAILED_EXIT_STATUS
    try:
        yield
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def use_large_pages() -> None:
    """Move this process's private memory into huge pages: forks then start and end in a third of the time.

    A fork copies one entry for each page, and a process with PyTorch has 100,000 small pages. This only saves
    time. So it ignores a kernel that can't do it (before Linux 6.1) and pages that stay small.
    """
    gc.collect()  # garbage needs no pages
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
