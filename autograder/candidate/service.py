"""What every candidate does, confined or not: take the student's module, then serve requests on it."""

from __future__ import annotations

import os
import random
import socket
import sys
from pathlib import Path
from types import ModuleType

import numpy
import torch

from . import frames, simgpu
from .frames import WireError
from .gpu import has_gpu
from .runtime import VARIANTS, fault_of, perform_all, rehearse
from .wire import Batch, BatchCount, Load, RaisedException, Reply, decode_order, encode_message


def prepare(rehearsals: int = 1) -> None:
    """What can be done before a submission is there, and before a fork.

    Args:
        rehearsals: how often. Python makes code quicker that has run some times, and each fork would do so
            anew, in pages that it has to copy for that.
    """
    torch.set_num_threads(1)
    # oneDNN compiles a kernel for each shape that it meets, and each fork would do so anew: for the small
    # tensors of a test PyTorch's own kernels are there at once.
    torch.backends.mkldnn.enabled = False  # type: ignore[assignment]  # it is a property
    # A GPU's shortened floats have three digits: a right result would be told from the reference's by them.
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    if simgpu.problem() is None:
        simgpu.register()
    # With CUDA at hand a backward pass starts threads, and no fork survives these.
    variants = [name for name, variant in VARIANTS.items() if not (variant.gradients and has_gpu())]
    for _ in range(rehearsals):
        rehearse(variants)


def rehearse_training() -> None:
    """Step an optimizer once, for which torch imports 400 modules: else each fork would."""
    weight = torch.nn.Parameter(torch.ones(1))
    weight.grad = torch.ones(1)
    torch.optim.SGD([weight], lr=0.1).step()


def start_cuda() -> None:
    """Have CUDA take its memory and start its threads, which are not the submission's.

    Raises:
        RuntimeError: it can't, for which no student is to blame.
    """
    if torch.version.cuda is None:
        return
    try:
        x = torch.ones(2, 2, device="cuda", requires_grad=True)
        (x @ x).sum().backward()  # type: ignore[no-untyped-call]
        torch.cuda.synchronize()
    except RuntimeError as error:
        reason = str(error).splitlines()[0]
        raise RuntimeError(
            f"CUDA doesn't start in the sandbox ({reason}); CUDA_VISIBLE_DEVICES= in the environment leaves"
            " the GPU out"
        ) from error


def serve(channel: socket.socket, folder: Path) -> None:
    """Say that it is ready, then answer the judge until it closes the connection.

    Args:
        folder: where the student's module will lie alone; it doesn't exist yet.
    """
    random.seed(0)  # the process began with another number each time; a report must not depend on it
    numpy.random.seed(0)
    frames.send(channel, b"")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    module = ModuleType("not_loaded")
    while True:
        try:
            orders = _next_orders(channel)
        except EOFError:
            return
        for order in orders:
            if isinstance(order, Load):
                module, fault = _load(order, folder)
                _reply(channel, Reply(fault=fault))
            else:
                _reply(channel, Reply(runs=perform_all(module, order)))


def _next_orders(channel: socket.socket) -> list[Load | Batch]:
    order = decode_order(frames.receive(channel))
    if not isinstance(order, BatchCount):
        return [order]
    # All of them are taken before the first is answered: else both sides could wait to be read.
    return [one for _ in range(order.count) for one in _next_orders(channel)]


def _reply(channel: socket.socket, reply: Reply) -> None:
    try:
        frames.send(channel, encode_message(reply))
    except (WireError, UnicodeError) as error:  # too much, or half a surrogate pair in a string
        frames.send(channel, encode_message(Reply(fault=RaisedException(("WireError",), str(error)))))


def _load(order: Load, folder: Path) -> tuple[ModuleType, RaisedException | None]:
    """Run the source as a module of that name that lies alone in a folder, as an import would."""
    file = folder / f"{order.name}.py"
    folder.mkdir()
    file.write_bytes(order.source)
    os.chdir(folder)
    module = ModuleType(order.name)
    module.__file__ = str(file)
    sys.modules[order.name] = module
    try:
        exec(compile(order.source, str(file), "exec"), module.__dict__)
    except BaseException as error:  # a student's module may raise anything
        return module, fault_of(error, module)
    return module, None
