"""The warm process inside the sandbox: imports torch once, then forks a candidate for each submission.

It never runs student code and holds no secret, since a fork inherits its memory.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import sys
import traceback
from pathlib import Path
from types import ModuleType

import msgspec
import numpy
import torch

from . import confinement, frames, simgpu
from .confinement import Allowance, has_gpu
from .frames import WireError
from .runtime import VARIANTS, fault_of, perform_all, rehearse
from .wire import Fault, Load, Reply, decode_order, encode_message

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
    torch.set_num_threads(1)
    if simgpu.problem() is None:
        simgpu.register()
    # With CUDA at hand the first backward pass starts threads, which no fork survives.
    rehearse([name for name, variant in VARIANTS.items() if not (variant.gradients and has_gpu())])
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
            value = _processor_time(order.pid)
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


def _processor_time(pid: int) -> int:
    """Milliseconds that the process, its threads and its ended children have run."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) * 1000 // os.sysconf("SC_CLK_TCK")


def _become_candidate(channel: socket.socket, allowance: Allowance) -> None:
    confinement.confine(allowance)
    random.seed(0)  # the warm process began with another number each time; a report must not depend on it
    numpy.random.seed(0)
    frames.send(channel, b"")
    nowhere = os.open("/dev/null", os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    module = ModuleType("not_loaded")
    while True:
        try:
            order = decode_order(frames.receive(channel))
        except EOFError:
            return
        if isinstance(order, Load):
            module, fault = _load(order)
            reply = Reply(fault=fault)
        else:
            reply = Reply(runs=perform_all(module, order))
        try:
            frames.send(channel, encode_message(reply))
        except (WireError, UnicodeError) as error:  # too much, or half a surrogate pair in a string
            frames.send(channel, encode_message(Reply(fault=Fault(("WireError",), str(error)))))


def _load(order: Load) -> tuple[ModuleType, Fault | None]:
    """Run the source as a module of that name that lies alone in a folder, as an import would."""
    file = Path("/tmp/submission") / f"{order.name}.py"
    file.parent.mkdir()
    file.write_bytes(order.source)
    os.chdir(file.parent)
    module = ModuleType(order.name)
    module.__file__ = str(file)
    sys.modules[order.name] = module
    try:
        exec(compile(order.source, str(file), "exec"), module.__dict__)
    except BaseException as error:  # a student's module may raise anything
        return module, fault_of(error, module)
    return module, None
