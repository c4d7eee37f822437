"""Leaves a letter in /dev/shm, in /tmp and in the environment for the next submission, and looks for one.

Earns: 3
"""

import os
import time

LETTER = f"2 * x, written at {time.time()}"


def double(x):
    for folder in ("/dev/shm", "/tmp", "/var/tmp", "/run", "/dev/mqueue"):
        path = os.path.join(folder, "autograder-attack")
        if os.path.exists(path):
            with open(path) as file:
                if file.read() != LETTER:
                    raise RuntimeError("SUCCEEDED: a letter of another submission")
        try:
            with open(path, "w") as file:
                file.write(LETTER)
        except OSError:
            continue
    if os.environ.setdefault("LETTER", LETTER) != LETTER:
        raise RuntimeError("SUCCEEDED: a letter of another submission")
    return x


def share(x):
    weights = (x - x.max()).exp()
    return weights / weights.sum()
