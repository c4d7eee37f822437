"""Landlock: limits on a candidate's files, programs and signals, in addition to its namespaces.

If a folder is mounted writable by mistake, or a namespace is escaped, the kernel still refuses. Linux has
Landlock since 5.13; some systems switch it off. Each later version can refuse more.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from collections.abc import Mapping

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on x86_64 and aarch64
_ASK_VERSION = 1
_BENEATH_PATH = 1

_WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 1, 1 << 2, 1 << 3
_TRUNCATE, _IOCTL_DEV = 1 << 14, 1 << 15
_EXECUTE = 1 << 0
_CONNECT_AND_BIND_TCP = 0b11
_ABSTRACT_SOCKETS_AND_SIGNALS = 0b11
_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}  # the number of file rights by version; from version 5 on it is 16

_READ = _READ_FILE | _READ_DIR
ALLOWED = {
    "/": _READ,
    "/tmp": ~_EXECUTE,
    "/dev/shm": ~_EXECUTE,
    "/dev": _READ | _WRITE_FILE | _IOCTL_DEV,  # a GPU is driven by ioctl
}
WITH_GPU = {**ALLOWED, "/proc": _READ | _WRITE_FILE | _TRUNCATE}  # CUDA names its threads there

_libc = ctypes.CDLL(None, use_errno=True)


def version() -> int:
    """Return the version of Landlock in this kernel; 0 if it has none."""
    answer: int = _libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _ASK_VERSION)
    return max(answer, 0)


def restrict(allowed: Mapping[str, int] = ALLOWED) -> None:
    """Give up all rights that `allowed` doesn't name, in this thread and in all that it starts.

    The default leaves no right to start a program. The thread must have set `no_new_privs`. On a kernel
    without Landlock nothing happens. Raise `OSError` if a call fails.

    Args:
        allowed: for each path, the rights to all that lies below it.
    """
    level = version()
    if level == 0:
        return
    rights = (1 << _RIGHTS.get(level, 16)) - 1
    network = _CONNECT_AND_BIND_TCP if level >= 4 else 0
    scope = _ABSTRACT_SOCKETS_AND_SIGNALS if level >= 6 else 0
    handled = struct.pack("QQQ", rights, network, scope)[: 8 if level < 4 else 16 if level < 6 else 24]
    ruleset = _call(_CREATE_RULESET, handled, len(handled), 0)
    try:
        for path, kept in allowed.items():
            folder = os.open(path, os.O_PATH | os.O_CLOEXEC)
            try:
                _call(_ADD_RULE, ruleset, _BENEATH_PATH, struct.pack("=Qi", kept & rights, folder), 0)
            finally:
                os.close(folder)
        _call(_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _call(number: int, *arguments: int | bytes) -> int:
    words = [ctypes.c_long(word) if isinstance(word, int) else word for word in arguments]
    result: int = _libc.syscall(number, *words)
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"landlock: {errno.errorcode.get(code, code)}")
    return result
