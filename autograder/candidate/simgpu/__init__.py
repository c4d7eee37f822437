"""A simulated accelerator: a device `simgpu` on any machine, to find code with a hard-coded device.

Its tensors are ordinary `torch.Tensor`s with their own values, storages, views and version counters. They
refuse to mix with CPU tensors where CUDA's tensors refuse. They lie in the host's memory: each operator runs
its CPU kernel on the same bytes, so values equal the CPU's.

Four things differ from CUDA. Autocast doesn't change dtypes. A draw on the CPU accepts the device's
generator. `x.is_cuda` is false. A program's own threads can't run backward passes.
"""

from __future__ import annotations

import functools

import torch

from .. import torch_private
from ..gpu import has_gpu

NAME = "simgpu"

_kept_alive: list[torch.library.Library] = []  # the kernels end with these objects


def problem() -> str | None:
    """Return a sentence that says why this PyTorch can't have the device, or None if it can."""
    lacking = torch_private.missing_for_simgpu()
    if lacking:
        return (
            f"PyTorch {torch.__version__} can't define a device in Python, because it lacks"
            f" {', '.join(lacking)}. Another release can, 2.11 for one."
        )
    if has_gpu() and torch.version.cuda is not None:
        return (
            "This machine has a CUDA device. In one process PyTorch runs backward passes on only one kind of"
            " accelerator. To use simgpu, set the variable CUDA_VISIBLE_DEVICES to an empty value."
        )
    other = torch.device("privateuseone").type  # the present name of PyTorch's place for a device
    if other not in ("privateuseone", NAME):
        return f"The device {other!r} takes the one place that PyTorch has for a device of one's own."
    return None


def register() -> None:
    """Add the device to this process and its later forks. A second call does nothing.

    Backward passes then run in the calling thread, because threads don't survive a fork.

    Raises:
        RuntimeError: the device can't be added; the message is that of `problem()`.
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
    """Start the autograd engine before the device exists.

    Otherwise the engine would start a thread for it.
    """
    torch.autograd.set_multithreading_enabled(False)
    torch.zeros((), requires_grad=True).backward()  # type: ignore[no-untyped-call]
    _keep_passes_in_their_thread()


def _keep_passes_in_their_thread() -> None:
    """Let `torch.inference_mode(False)` leave backward passes in the calling thread.

    In its block PyTorch would turn multithreading on and look for a thread of the device.
    """
    enter = torch.inference_mode.__enter__

    @functools.wraps(enter)
    def enter_alone(self: torch.inference_mode) -> None:
        enter(self)
        torch.autograd.set_multithreading_enabled(False)  # the block's end sets back all modes

    torch.inference_mode.__enter__ = enter_alone  # type: ignore[method-assign]
