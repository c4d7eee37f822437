"""The warm process inside the sandbox: it imports torch once, then forks a candidate for each submission.

It also forks itself once for each judge, so that the candidates of all judges share its imported modules.

It never runs student code. It holds no secret, because each fork inherits its memory.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from pathlib import Path

import msgspec

from . import confinement, forks, operators
from .confinement import Allowance
from .forks import childhood, fork
from .gpu import has_gpu
from .processor import milliseconds
from .runtime import rehearse
from .service import prepare, rehearse_training, serve, start_cuda
from .syscalls import call_filter

_MAX_ORDER_BYTES = 4096
_REHEARSALS = 40


class Spawn(msgspec.Struct, tag="spawn", frozen=True):
    """The order to fork a candidate that talks over the file descriptor sent with it."""

    allowance: Allowance
    watched: tuple[str, ...] = ()  # the concepts to watch; forks share the preparation


class Branch(msgspec.Struct, tag="branch", frozen=True):
    """The order to fork another warm process.

    Two file descriptors come with it. Over the first the new process sends its process number, and then
    takes orders. The second becomes its stderr.
    """


class Kill(msgspec.Struct, tag="kill", frozen=True):
    """The order to end a candidate and everything that it started."""

    pid: int


class Usage(msgspec.Struct, tag="usage", frozen=True):
    """The order to report a candidate's CPU time."""

    pid: int


class WarmAnswer(msgspec.Struct, frozen=True):
    """The answer to an order.

    The value is the new process's number, the exit code of an ended candidate (as from
    `os.waitstatus_to_exitcode`), or CPU time in milliseconds.
    """

    value: int


def main(descriptor: int) -> None:
    """Answer the judge's orders until it closes the connection.

    Args:
        descriptor: the file descriptor of the socket that leads to the judge.
    """
    prepare(_REHEARSALS)
    rehearse_training()
    call_filter()  # cached here, so that no fork has to make it
    forks.use_large_pages()
    confinement.hide_memory()
    Warm(socket.socket(fileno=descriptor)).serve()


class Warm:
    """The loop that follows one judge's orders.

    Args:
        control: the connection on which the judge gives its orders.
    """

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._own_pids = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
        self._candidates: set[int] = set()
        self._branches: set[int] = set()

    def serve(self) -> None:
        """Follow orders until the judge closes the connection, then kill the candidates that are left."""
        orders = msgspec.msgpack.Decoder(Spawn | Branch | Kill | Usage)
        while True:
            data, descriptors, _, _ = socket.recv_fds(self._control, _MAX_ORDER_BYTES, 2)
            if not data:
                break
            order = orders.decode(data)
            self._say(self._follow(order, descriptors))
            for descriptor in descriptors:
                os.close(descriptor)
        for pid in self._candidates:
            os.kill(pid, signal.SIGKILL)

    def _follow(self, order: Spawn | Branch | Kill | Usage, descriptors: list[int]) -> int:
        if isinstance(order, Spawn):
            operators.prepare(order.watched)
            return self._spawn(order.allowance, *descriptors)
        if isinstance(order, Branch):
            return self._branch(*descriptors)
        if isinstance(order, Usage):
            return milliseconds(order.pid)
        self._candidates.remove(order.pid)
        os.kill(order.pid, signal.SIGKILL)
        return os.waitstatus_to_exitcode(os.waitpid(order.pid, 0)[1])

    def _spawn(self, allowance: Allowance, channel: int) -> int:
        """Fork a candidate and return its process number.

        It is the first process of a new PID namespace: when it ends, the kernel ends all that it started.
        """
        confinement.unshare(confinement.CLONE_NEWPID)
        pid = fork()
        if pid == 0:
            with childhood():
                self._depart()
                os.setsid()  # a signal to its process group reaches only what it started
                _become_candidate(socket.socket(fileno=channel), allowance)
        confinement.join(self._own_pids, confinement.CLONE_NEWPID)
        self._candidates.add(pid)
        return pid

    def _branch(self, control: int, errors: int) -> int:
        self._branches = {pid for pid in self._branches if os.waitpid(pid, os.WNOHANG)[0] == 0}
        pid = fork()
        if pid == 0:
            with childhood():
                self._depart()
                os.dup2(errors, sys.stderr.fileno())
                os.close(errors)
                branch = Warm(socket.socket(fileno=control))
                branch._say(os.getpid())
                branch.serve()
        self._branches.add(pid)
        return pid

    def _say(self, value: int) -> None:
        self._control.send(msgspec.msgpack.encode(WarmAnswer(value)))

    def _depart(self) -> None:
        """Close the parent's descriptors, in a fork."""
        self._control.close()
        os.close(self._own_pids)


def _become_candidate(channel: socket.socket, allowance: Allowance) -> None:
    confinement.confine(allowance)
    if has_gpu():
        start_cuda()
        confinement.limit_resources(allowance)
    rehearse(("double", "strided"))  # copies the pages that every request writes to, before a judge waits
    serve(channel, Path("/tmp/submission"))
