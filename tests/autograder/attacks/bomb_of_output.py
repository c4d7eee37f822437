"""Prints without end to both outputs, as text, as bytes and past Python.

Earns: 3
"""

import os
import sys

for number in (1, 2):
    os.write(number, b"AUTOGRADER " * 10_000)


def double(x):
    for _ in range(200):
        print("x" * 2**16)
        print("x" * 2**16, file=sys.stderr)
    return x


def share(x):
    weights = (x - x.max()).exp()
    return weights / weights.sum()
