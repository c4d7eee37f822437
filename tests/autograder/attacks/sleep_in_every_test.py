"""Sleeps a little less than the limit in every test, to make the judge slow.

Earns: 3
"""

import time


def double(x):
    time.sleep(0.1)
    return x


def share(x):
    weights = (x - x.max()).exp()
    return weights / weights.sum()
