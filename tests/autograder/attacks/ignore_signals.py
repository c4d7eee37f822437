"""Ignores all signals and all exceptions and never ends.

Earns: 3
"""

import signal


def double(x):
    for number in range(1, 65):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            continue
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue


def share(x):
    weights = (x - x.max()).exp()
    return weights / weights.sum()
