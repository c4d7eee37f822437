"""Returns a generator that never ends, and objects whose iterators don't either.

Earns: 0
"""

import itertools


class Endless(list):
    def __iter__(self):
        return itertools.count()

    def __len__(self):
        return 5


def double(x):
    return (x for _ in itertools.count())


def share(x):
    return Endless()
