"""Starts threads until it can't.

Earns: 3
"""

import threading
import time


def double(x):
    started = 0
    try:
        while started < 100_000:
            threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
            started += 1
    except RuntimeError:
        pass
    if started > 200:
        raise RuntimeError("SUCCEEDED")
    return x


def share(x):
    weights = (x - x.max()).exp()
    return weights / weights.sum()
