"""A simulated accelerator: a device `simgpu` on any machine, to find code with a hard-coded device.

Its tensors are ordinary `torch.Tensor`s with their own values, storages, views and version counters. They
refuse to mix with CPU tensors where CUDA's tensors refuse. They lie in the host's memory: each operator runs
its CPU kernel on the same bytes, so values equal the CPU's.

Four things differ from CUDA. Autocast doesn't change dtypes. A draw on the CPU accepts the device's
generator. `x.is_cuda` is false. A program's own threads can't run backward passes.
"""

from __future__ import annotations

import torch

from .. import torch_private
from ..gpu import has_gpu

NAME = "simgpu"

_kept_alive: list[torch.library.Library] = []  # the kernels go with it


def problem() -> str | None:
    """Why this PyTorch can't have the device, as a sentence; None if it can."""
    lacking = torch_private.missing_for_simgpu()
    if lacking:
        return (
            f"PyTorch {torch.__version__} can't define a device in Python, because it lacks"
            f" {', '.join(lacking)}. Another release can, 2.11 for one."
        )
    if has_gpu() and torch.version.cuda is not None:
        return (
            "This machine has a CUDA device, and in a process PyTorch runs backward passes on one kind of "
            "accelerator; CUDA_VISIBLE_DEVICES= (nothing) in the environment leaves it out."
        )
    other = torch.device("privateuseone").type  # which gives the name that the place has by now
    if other not in ("privateuseone", NAME):
        return f"The device {other!r} takes the one place that PyTorch has for a device of one's own."
    return None


def register() -> None:
    """Add the device to this process and to those it forks from now on; a second call does nothing.

    Backward passes then run in the calling thread, since threads don't survive a fork.

    Raises:
        RuntimeError: with `problem()`'s sentence.
    """
    if _kept_alive:
        return
    sentence = problem()
    if sentence is not None:
        raise RuntimeError(sentence)
    from . import accelerator, kernels

    _start_autograd()
    torch_private.define_device(NAME, accelerator.SimgpuModule())
    accelerator.replace_generator()
    accelerator.allocate_storages()
    _kept_alive.extend(kernels.install())


def _start_autograd() -> None:
    """Start the autograd engine while there is no accelerator, else it starts a thread for this one."""
    torch.autograd.set_multithreading_enabled(False)
    torch.zeros((), requires_grad=True).backward()  # type: ignore[no-untyped-call]
