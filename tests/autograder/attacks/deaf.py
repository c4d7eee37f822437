"""Closes its ears: never reads from the socket while much is sent, and answers nothing.

Earns: 3
"""

import os
import stat
import time


def channel():
    """The descriptor of the socket to the judge."""
    for number in range(3, 256):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                return number
        except OSError:
            continue
    raise LookupError


def double(x):
    os.close(channel())
    time.sleep(1000)


def share(x):
    weights = (x - x.max()).exp()
    return weights / weights.sum()
