"""Forking a process with much memory."""

from __future__ import annotations

import platform
import re
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import os
from autograder.candidate.forks import fork, use_large_pages
data = bytearray(os.urandom(1 << 16)) * 1024
before = hash(bytes(data))
use_large_pages()
assert hash(bytes(data)) == before
pid = fork()
if pid == 0:
    data[5] ^= 1
    data[5] ^= 1
    os._exit(0 if hash(bytes(data)) == before else 1)
assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
with open("/proc/self/smaps") as lines:
    print(sum(int(line.split()[1]) for line in lines if line.startswith("AnonHugePages:")))
"""


def test_large_pages_hold_what_the_small_ones_did() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    version = tuple(int(number) for number in re.findall(r"\d+", platform.release())[:2])
    if version < (6, 1) or not Path("/sys/kernel/mm/transparent_hugepage").exists():
        pytest.skip("this kernel moves nothing into large pages when it is asked to")
    assert int(done.stdout) >= 60 << 10  # kB, of the 64 MiB
