"""Writes over its own memory until the interpreter breaks.

Earns: 0
"""

import ctypes


def double(x):
    ctypes.memset(id(type(x)), 255, 4096)
    return x * 2


def share(x):
    return ctypes.string_at(0)
