"""Guards for the course's own code in this process: a time limit, and settings that are restored."""

from __future__ import annotations

import signal
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

import torch


class TooLong(BaseException):
    """The end of code that runs for too long. The code can't catch it as an `Exception`."""


@contextmanager
def imported(name: str, module: ModuleType) -> Iterator[None]:
    """Let `import name` give the module inside the `with` block, and undo changes of `sys.path`."""
    before, path = sys.modules.get(name), [*sys.path]
    sys.modules[name] = module
    try:
        yield
    finally:
        sys.path[:] = path
        del sys.modules[name]
        if before is not None:
            sys.modules[name] = before


@contextmanager
def restored_settings(seed: int) -> Iterator[None]:
    """Seed PyTorch's CPU generator inside the `with` block, and undo the block's changes of global settings.

    A thread more would only wait for work: the tensors are small.
    """
    threads, generator = torch.get_num_threads(), torch.default_generator.get_state()
    has_gradients, dtype = torch.is_grad_enabled(), torch.get_default_dtype()
    torch.set_num_threads(1)
    torch.default_generator.manual_seed(seed)  # torch.manual_seed also looks for GPUs, for 2 ms
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    finally:
        torch.set_num_threads(threads)
        torch.default_generator.set_state(generator)
        torch.set_grad_enabled(has_gradients)
        torch.set_default_dtype(dtype)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `TooLong` in the `with` block after these seconds of processor time.

    What is built must not depend on how busy the machine is. There is no limit outside the main thread, or on
    a system without SIGPROF.
    """
    if not hasattr(signal, "SIGPROF") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise TooLong

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
