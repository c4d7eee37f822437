"""The work of every candidate, confined or not: load the student's module, then serve requests on it."""

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
from .effects import restore, settings
from .frames import WireError
from .gpu import has_gpu
from .runtime import VARIANTS, fault_of, perform_all, rehearse
from .wire import Batch, BatchCount, Load, RaisedException, Reply, decode_order, encode_message


def prepare(rehearsals: int = 1) -> None:
    """Set PyTorch up and run sample requests, before a submission arrives and before any fork.

    Args:
        rehearsals: how many times to run the sample requests. Python speeds up code that has run some times.
            If each fork did that anew, it would have to copy the pages.
    """
    torch.set_num_threads(1)
    # oneDNN compiles a kernel for each new shape, and each fork would compile its own. PyTorch's own kernels
    # need no compilation, so they are faster on the small tensors of a test.
    torch.backends.mkldnn.enabled = False  # type: ignore[assignment]  # it is a property
    # TF32 keeps about three decimal digits, so a right result could differ from the reference's.
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    if simgpu.problem() is None:
        simgpu.register()
    # Where CUDA is available, a backward pass starts threads, and threads don't survive a fork.
    variants = [name for name, variant in VARIANTS.items() if not (variant.gradients and has_gpu())]
    for _ in range(rehearsals):
        rehearse(variants)


def rehearse_training() -> None:
    """Step an optimizer once. PyTorch imports 400 modules for that; otherwise each fork would import them."""
    weight = torch.nn.Parameter(torch.ones(1))
    weight.grad = torch.ones(1)
    torch.optim.SGD([weight], lr=0.1).step()


def start_cuda() -> None:
    """Have CUDA take its memory and start its threads before the submission's limits hold.

    Raises:
        RuntimeError: if CUDA doesn't start; the submission is not at fault.
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
            f"CUDA doesn't start in the sandbox ({reason}). To grade without the GPU, set the variable"
            " CUDA_VISIBLE_DEVICES to an empty value"
        ) from error


def serve(channel: socket.socket, folder: Path) -> None:
    """Tell the judge that the candidate is ready, then answer until the judge closes the connection.

    Args:
        folder: the folder to make for the student's module, which will lie there alone.
    """
    random.seed(0)  # Python seeds each process differently, and a report must not depend on that
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
    # Read all orders before answering the first. Otherwise each side could wait for the other to read.
    return [one for _ in range(order.count) for one in _next_orders(channel)]


def _reply(channel: socket.socket, reply: Reply) -> None:
    try:
        frames.send(channel, encode_message(reply))
    except (WireError, UnicodeError) as error:  # the reply is too long, or has half a surrogate pair
        frames.send(channel, encode_message(Reply(fault=RaisedException(("WireError",), str(error)))))


def _load(order: Load, folder: Path) -> tuple[ModuleType, RaisedException | None]:
    """Run the source as an import would, with its file alone in a new folder.

    Return the module, and the exception that its code raised, if any.
    """
    file = folder / f"{order.name}.py"
    folder.mkdir()
    file.write_bytes(order.source)
    os.chdir(folder)
    module = ModuleType(order.name)
    module.__file__ = str(file)
    sys.modules[order.name] = module
    before = settings()
    try:
        exec(compile(order.source, str(file), "exec"), module.__dict__)
    except BaseException as error:  # a student's module may raise anything
        return module, fault_of(error, module)
    finally:
        restore(before)  # each test finds the same settings, also the first one
    return module, None
