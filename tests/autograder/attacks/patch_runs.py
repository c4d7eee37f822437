"""Has the runtime give runs without values, without gradients and without side effects.

Earns: 0
"""

import sys

runtime = sys.modules["candidate.runtime"]
empty = runtime.Run()
sys.modules["candidate.service"].perform_all = lambda module, batch: [
    empty for request in batch.requests for _ in request.variants
]


def double(x):
    return x


def share(x):
    return x
