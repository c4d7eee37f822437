"""Judges that are forked from a judge, so that they share its imported modules and tests. Linux only."""

from __future__ import annotations

import os
import signal
import socket

from autograder.candidate.confinement import die_with_parent


def descriptors(channel: socket.socket) -> tuple[int, int]:
    """Return the two file descriptors that follow the order to fork: the connection, and stderr."""
    _, (connection, errors), _, _ = socket.recv_fds(channel, 1, 2)
    return connection, errors


def begin(errors: int) -> None:
    """Set up a forked judge: it ends with its parent, and the file descriptor `errors` is its stderr."""
    die_with_parent()
    os.dup2(errors, 2)
    os.close(errors)


def end(pid: int) -> None:
    """Kill a child, if it still runs, and wait until it has ended."""
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
