"""Answers rightly in the first variant of a test and with zeros in the others.

Earns: 3
"""

import sys


def frames():
    frame = sys._getframe()
    while frame is not None:
        if "trace" in frame.f_locals and "name" in frame.f_locals:
            yield frame
        frame = frame.f_back


def double(x):
    name = next(frame.f_locals["name"] for frame in frames())
    return 2 * x if name == "plain" else 0 * x


def share(x):
    weights = (x - x.max()).exp()
    return weights / weights.sum()
