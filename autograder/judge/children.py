"""Judges that are forked from a judge, so that they share what it has imported and collected. Linux only."""

from __future__ import annotations

import os
import signal
import socket
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from autograder.candidate.confinement import die_with_parent


def descriptors(channel: socket.socket) -> tuple[int, int]:
    """The connection to the host and the standard error of a fork, which follow its order."""
    _, (connection, errors), _, _ = socket.recv_fds(channel, 1, 2)
    return connection, errors


@contextmanager
def childhood(errors: int) -> Iterator[None]:
    """For a fork: it ends with its parent, and never returns.

    Args:
        errors: becomes its standard error.
    """
    status = 70
    try:
        die_with_parent()
        os.dup2(errors, 2)
        os.close(errors)
        yield
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def end(pid: int) -> None:
    """Kill a child, if it still runs, and forget it."""
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
