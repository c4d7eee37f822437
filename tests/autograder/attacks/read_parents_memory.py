"""Reads the memory of its parent and of all others, by /proc/PID/mem and process_vm_readv.

Earns: 3
"""

import ctypes
import os


def double(x):
    libc = ctypes.CDLL(None, use_errno=True)
    buffer = ctypes.create_string_buffer(64)
    vector = (ctypes.c_void_p * 2)(ctypes.addressof(buffer), 64)
    for pid in {os.getppid(), *range(2000)} - {os.getpid(), 1}:
        if libc.process_vm_readv(pid, vector, 1, vector, 1, 0) > 0 or os.path.exists(f"/proc/{pid}/mem"):
            raise RuntimeError(f"SUCCEEDED: the memory of {pid}")
    return x


def share(x):
    weights = (x - x.max()).exp()
    return weights / weights.sum()
