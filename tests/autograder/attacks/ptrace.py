"""Traces its parent and every other process.

Earns: 3
"""

import ctypes
import os


def double(x):
    libc = ctypes.CDLL(None, use_errno=True)
    for pid in (os.getppid(), *range(2, 500)):
        if libc.ptrace(16, pid, 0, 0) == 0 or libc.ptrace(0x4206, pid, 0, 0) == 0:
            raise RuntimeError("SUCCEEDED")
    return x


def share(x):
    weights = (x - x.max()).exp()
    return weights / weights.sum()
