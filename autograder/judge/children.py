"""Judges that are forked from a judge, so that they share what it has imported and collected. Linux only."""

from __future__ import annotations

import os
import signal
import socket

from autograder.candidate.confinement import die_with_parent


def descriptors(channel: socket.socket) -> tuple[int, int]:
    """The connection to the host and the standard error of a fork, which follow its order."""
    _, (connection, errors), _, _ = socket.recv_fds(channel, 1, 2)
    return connection, errors


def begin(errors: int) -> None:
    """In a fork: it ends with its parent, and complains to `errors`."""
    die_with_parent()
    os.dup2(errors, 2)
    os.close(errors)


def end(pid: int) -> None:
    """Kill a child, if it still runs, and forget it."""
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
