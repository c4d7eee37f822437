"""Whether this machine has a sandbox. Callers ask before they start anything. No torch here."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from autograder.errors import GraderError
from autograder.results import Isolation

ELSEWHERE = "grade on Linux, for example in a virtual machine or in WSL 2 on Windows"
_TRIAL_TIMEOUT_SECONDS = 20  # starting bubblewrap takes milliseconds
# The warm process needs these to give each child its own namespaces and an unprivileged user.
_CAPABILITIES = ("CAP_SYS_ADMIN", "CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP", "CAP_KILL")


def require(isolation: Isolation) -> None:
    """Raise `GraderError` if this machine can't grade submissions with this isolation."""
    if isolation is Isolation.BUBBLEWRAP:
        require_sandbox()
    elif sys.platform == "win32":
        raise GraderError(f"Windows can't run the judge: {ELSEWHERE}.")


def require_sandbox() -> str:
    """Return the path of bwrap. Raise `GraderError` if bwrap is missing or can't create a sandbox."""
    path = shutil.which("bwrap")
    if path is None and sys.platform != "linux":
        raise GraderError(
            f"Student code runs only where Linux isolates it: {ELSEWHERE}. `autograder doctor` says more."
        )
    if path is None:
        raise GraderError(
            "bubblewrap is missing, and student code runs nowhere else. "
            "Install it (Debian, Ubuntu: apt-get install bubblewrap). `autograder doctor` says more."
        )
    problem = refusal(path)
    if problem:
        raise GraderError(
            f"bubblewrap can't create a sandbox here ({problem}). `autograder doctor` says what to do."
        )
    return path


def refusal(bwrap: str) -> str:
    """Return why bubblewrap can't start a process as it starts the warm process; "" if it can.

    Args:
        bwrap: the path of bubblewrap's program.
    """
    command = [bwrap, *name_spaces(), "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", "true"]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=_TRIAL_TIMEOUT_SECONDS
        )
    except subprocess.TimeoutExpired:
        return f"{bwrap} doesn't answer"
    except OSError as error:
        return f"{bwrap}: {error.strerror}"
    if done.returncode == 0:
        return ""
    *_, last = ["", *done.stderr.strip().splitlines()]
    return last.strip(" .") or f"{bwrap} ended with status {done.returncode}"


def name_spaces() -> list[str]:
    """Return bubblewrap's arguments that isolate a process in its own namespaces."""
    arguments = ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--die-with-parent"]
    if os.getuid() != 0:
        arguments += ["--unshare-user", "--uid", "0", "--gid", "0"]
    arguments += ["--cap-drop", "ALL"]
    for capability in _CAPABILITIES:
        arguments += ["--cap-add", capability]
    return arguments
