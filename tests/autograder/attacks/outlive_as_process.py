"""Starts a process in a session of its own that goes on after the grader has its answer.

Earns: 3
"""

import os


def double(x):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.execv("/bin/sleep", ["autograder-attack", "1000"])
        os._exit(0)
    return x


def share(x):
    weights = (x - x.max()).exp()
    return weights / weights.sum()
