"""Makes name spaces of its own, in which it would have all rights, and enters those of others.

Earns: 3
"""

import ctypes


def double(x):
    libc = ctypes.CDLL(None, use_errno=True)
    for flag in (0x10000000, 0x00020000, 0x20000000, 0x40000000, 0x02000000):
        if libc.unshare(flag) == 0 or libc.syscall(56, flag | 17, 0, 0, 0, 0) > 0:
            raise RuntimeError("SUCCEEDED")
    return x


def share(x):
    weights = (x - x.max()).exp()
    return weights / weights.sum()
