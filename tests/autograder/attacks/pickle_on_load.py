"""Returns an object whose pickle runs a command in whatever process loads it.

Earns: 0
"""

import os


class Loaded:
    def __reduce__(self):
        return os.system, ("touch /tmp/autograder-attack-was-here",)


def double(x):
    return Loaded()


def share(x):
    return {"weights": Loaded(), 1: [Loaded()]}
