"""Raises an exception whose message has megabytes, and one that never ends telling its own.

Earns: 0
"""


class Endless(Exception):
    def __str__(self):
        return "x" * 2**24


def double(x):
    raise ValueError("x" * 2**24)


def share(x):
    raise Endless
