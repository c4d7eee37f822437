"""The environment variables that code of students gets, at grading and in its own checks."""

from __future__ import annotations

# `torch.compile` does nothing: in the sandbox a compiler can't start, and a check would wait for it.
UNCOMPILED = {"TORCHDYNAMO_DISABLE": "1"}

# One thread, since many candidates share a machine. Equal seeds of hashes, since equal submissions must have
# equal reports: the order of a set follows from its hashes.
OF_CANDIDATES = {"OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "0", **UNCOMPILED}
