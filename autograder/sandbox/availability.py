"""Whether this machine has a sandbox; asked before anything is started. No torch here."""

from __future__ import annotations

import shutil

from autograder.errors import GraderError


def require_sandbox() -> str:
    """The path of bwrap; `GraderError` where there is none, since student code runs nowhere else."""
    path = shutil.which("bwrap")
    if path is None:
        raise GraderError(
            "bubblewrap is missing, and student code runs in no other place: "
            "install it (Debian, Ubuntu: apt-get install bubblewrap)."
        )
    return path
