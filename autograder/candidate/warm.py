"""The warm process inside the sandbox: imports torch once, then forks a candidate for each submission.

It never runs student code and holds no secret, since a fork inherits its memory.
"""

from __future__ import annotations

import os
import signal
import socket
import traceback
from pathlib import Path

import msgspec

from . import confinement
from .confinement import Allowance, has_gpu
from .processor import milliseconds
from .service import prepare, serve

_FRAME = 4096


class Spawn(msgspec.Struct, tag="spawn", frozen=True):
    """Fork a candidate that talks over the file descriptor sent along."""

    allowance: Allowance


class Kill(msgspec.Struct, tag="kill", frozen=True):
    """End the candidate and everything that it started."""

    pid: int


class Usage(msgspec.Struct, tag="usage", frozen=True):
    """Tell how much processor time the candidate has had."""

    pid: int


class Answer(msgspec.Struct, frozen=True):
    """The new candidate's process number, how a killed one had ended (as `os.waitstatus_to_exitcode`), or
    milliseconds of processor time."""

    value: int


def main(descriptor: int) -> None:
    """Answer the judge's orders until it closes the connection."""
    control = socket.socket(fileno=descriptor)
    orders = msgspec.msgpack.Decoder(Spawn | Kill | Usage)
    prepare(gradients=not has_gpu())
    confinement.hide_memory()
    own_pids = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, _FRAME, 1)
        if not data:
            return
        order = orders.decode(data)
        if isinstance(order, Spawn):
            value = _spawn(control, descriptors[0], order.allowance, own_pids)
        elif isinstance(order, Usage):
            value = milliseconds(order.pid)
        else:
            os.kill(order.pid, signal.SIGKILL)
            value = os.waitstatus_to_exitcode(os.waitpid(order.pid, 0)[1])
        control.send(msgspec.msgpack.encode(Answer(value)))


def _spawn(control: socket.socket, descriptor: int, allowance: Allowance, own_pids: int) -> int:
    """Fork the first process of a new process name space: when it dies, all that it started dies."""
    confinement.unshare(confinement.CLONE_NEWPID)
    pid = os.fork()
    if pid == 0:
        status = 70
        try:
            control.close()
            os.close(own_pids)
            os.setsid()  # a signal to its process group reaches only what it started
            _become_candidate(socket.socket(fileno=descriptor), allowance)
            status = 0
        except Exception:
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(descriptor)
    confinement.join(own_pids, confinement.CLONE_NEWPID)
    return pid


def _become_candidate(channel: socket.socket, allowance: Allowance) -> None:
    confinement.confine(allowance)
    serve(channel, Path("/tmp/submission"))
