"""Takes memory as files that have no name, which no limit of the process counts.

Earns: 3
"""

import os


def double(x):
    taken, files = 0, []
    for number in range(20):
        files.append(os.memfd_create(str(number)))
        for _ in range(60):
            taken += os.write(files[-1], bytes(2**20)) >> 20
    if taken > 1000:
        raise RuntimeError(f"SUCCEEDED: {taken} MiB")
    return x


def share(x):
    weights = (x - x.max()).exp()
    return weights / weights.sum()
