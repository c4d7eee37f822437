"""Takes the memory that a process may have in many processes at once.

Earns: 3
"""

import os
import time


def double(x):
    taken, results = 0, []
    for _ in range(10):
        reader, writer = os.pipe()
        if os.fork() == 0:
            block = bytearray(200 * 2**20)
            os.write(writer, b"x")
            time.sleep(1000)
            os._exit(len(block))
        results.append(reader)
    for reader in results:
        taken += 200 * len(os.read(reader, 1))
    if taken > 1000:
        raise RuntimeError(f"SUCCEEDED: {taken} MiB")
    return x


def share(x):
    weights = (x - x.max()).exp()
    return weights / weights.sum()
