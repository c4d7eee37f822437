"""Has the candidate's own runtime give no run at all, so that nothing is left to compare.

Earns: 0
"""

import sys

sys.modules["candidate.service"].perform_all = lambda module, batch: []
sys.modules["candidate.runtime"].perform = lambda module, request: []


def double(x):
    return x


def share(x):
    return x
