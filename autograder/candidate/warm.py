"""The warm process inside the sandbox: imports torch once, then forks a candidate for each submission.

It forks itself too, once for each judge, so that all judges' candidates share what it has imported.

It never runs student code and holds no secret, since a fork inherits its memory.
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
    """Fork a candidate that talks over the file descriptor sent along."""

    allowance: Allowance
    watched: tuple[str, ...] = ()  # concepts whose operators will be noted: what that takes, forks share


class Branch(msgspec.Struct, tag="branch", frozen=True):
    """Fork another warm process, which takes orders over the first of two file descriptors sent along, where
    it gives its own process number first, and complains to the second."""


class Kill(msgspec.Struct, tag="kill", frozen=True):
    """End the candidate and everything that it started."""

    pid: int


class Usage(msgspec.Struct, tag="usage", frozen=True):
    """Tell how much processor time the candidate has had."""

    pid: int


class WarmAnswer(msgspec.Struct, frozen=True):
    """The new process's number, how a killed one had ended (as `os.waitstatus_to_exitcode`), or milliseconds
    of processor time."""

    value: int


def main(descriptor: int) -> None:
    """Answer the judge's orders until it closes the connection."""
    prepare(_REHEARSALS)
    rehearse_training()
    call_filter()  # each fork finds it ready
    forks.use_large_pages()
    confinement.hide_memory()
    Warm(socket.socket(fileno=descriptor)).serve()


class Warm:
    """Args:
    control: the connection on which one judge gives its orders.
    """

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._own_pids = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
        self._candidates: set[int] = set()
        self._branches: set[int] = set()

    def serve(self) -> None:
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
        """Fork the first process of a new process name space: when it dies, all that it started dies."""
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
        """In a fork, give up what is its parent's."""
        self._control.close()
        os.close(self._own_pids)


def _become_candidate(channel: socket.socket, allowance: Allowance) -> None:
    confinement.confine(allowance)
    if has_gpu():
        start_cuda()
        confinement.limit_resources(allowance)
    rehearse(("double", "strided"))  # copies the pages that all requests write to, while nobody waits for it
    serve(channel, Path("/tmp/submission"))
