"""Takes memory as System V segments, filled and detached one after the other.

Earns: 3
"""

import ctypes


def double(x):
    libc = ctypes.CDLL(None, use_errno=True)
    libc.shmat.restype = ctypes.c_void_p
    taken = 0
    for _ in range(20):
        segment = libc.shmget(0, 60 * 2**20, 0o1600)
        address = libc.shmat(segment, None, 0) if segment >= 0 else None
        if not address or address == 2**64 - 1:
            break
        ctypes.memset(address, 1, 60 * 2**20)
        libc.shmdt(ctypes.c_void_p(address))
        taken += 60
    if taken > 1000:
        raise RuntimeError(f"SUCCEEDED: {taken} MiB")
    return x


def share(x):
    weights = (x - x.max()).exp()
    return weights / weights.sum()
