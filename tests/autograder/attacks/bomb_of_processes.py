"""Forks until it can't.

Earns: 3
"""

import os
import time


def double(x):
    children = 0
    while children < 100_000:
        try:
            if os.fork() == 0:
                while True:
                    time.sleep(1)
        except OSError:
            break
        children += 1
    if children > 200:
        raise RuntimeError("SUCCEEDED")
    return x


def share(x):
    weights = (x - x.max()).exp()
    return weights / weights.sum()
