"""Asks the kernel by its 32-bit door, whose numbers a filter may not know.

Earns: 3
"""

import ctypes
import mmap


def double(x):
    code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    # mov eax, 20 (getpid in the table of 32 bits); int 0x80; ret
    code.write(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")
    address = ctypes.addressof(ctypes.c_char.from_buffer(code))
    if ctypes.CFUNCTYPE(ctypes.c_long)(address)() > 0:
        raise RuntimeError("SUCCEEDED")
    return x


def share(x):
    weights = (x - x.max()).exp()
    return weights / weights.sum()
