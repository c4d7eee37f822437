"""The device's parts other than tensors: `torch.simgpu` and random generators."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakSet

import torch
from torch import Tensor

from ..torch_private import is_same_generator

_HostGenerator = torch.Generator


class _SimulatedGenerator(_HostGenerator):
    """A generator of the device. It draws the same numbers as a CPU generator with the same seed."""

    @property
    def device(self) -> torch.device:  # type: ignore[override]
        return torch.device("simgpu", 0)

    def __new__(cls) -> _SimulatedGenerator:
        self = super().__new__(cls, "cpu")  # type: ignore[call-arg]
        _simulated.add(self)
        return self


_simulated: WeakSet[_SimulatedGenerator] = WeakSet()


class _EitherDevice(type):
    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, _HostGenerator)

    def __call__(cls, device: torch.device | str | int = "cpu") -> torch.Generator:
        if torch.device(device).type == "simgpu":
            return _SimulatedGenerator()
        return _HostGenerator(device)


class _Generator(metaclass=_EitherDevice):
    """The replacement for `torch.Generator`, which can't make generators for a device defined in Python."""


def replace_generator() -> None:
    torch.Generator = _Generator  # type: ignore[assignment, misc]


def allocate_storages() -> None:
    """Make `torch.UntypedStorage(size, device="simgpu")` work. Deep copies and `torch.load` call it.

    PyTorch would ask an allocator for the memory, and an allocator can't be defined in Python.
    """

    of_host = torch.UntypedStorage.__new__

    def new(cls: type[torch.UntypedStorage], *args: Any, **kwargs: Any) -> Any:
        device = kwargs.get("device")
        if device is None or torch.device(device).type != "simgpu":
            return of_host(cls, *args, **kwargs)
        return torch.empty(*args, dtype=torch.uint8, device=device).untyped_storage()

    torch.UntypedStorage.__new__ = new  # type: ignore[method-assign, assignment]


def check_generator(generator: torch.Generator) -> None:
    """Refuse a generator of another device as CUDA does."""
    if not any(is_same_generator(generator, one) for one in _simulated):
        kind = generator.device.type
        raise RuntimeError(f"Expected a 'simgpu' device type for generator but found '{kind}'")


_default = _SimulatedGenerator()
_default.seed()


@contextmanager
def own_stream() -> Iterator[None]:
    """Replace the CPU's global generator, which many kernels use, by the device's in the `with` block."""
    before = torch.default_generator.get_state()
    torch.default_generator.set_state(_default.get_state())
    try:
        yield
    finally:
        _default.set_state(torch.default_generator.get_state())
        torch.default_generator.set_state(before)


class SimgpuModule:
    """The module `torch.simgpu`. PyTorch uses the same names in it as in `torch.cuda`."""

    def is_available(self) -> bool:
        return True

    def is_initialized(self) -> bool:
        return True

    def _is_in_bad_fork(self) -> bool:
        return False

    def current_device(self) -> int:
        return 0

    @contextmanager
    def device(self, device: Any) -> Iterator[None]:
        """Do nothing, because there is only one device."""
        yield

    def device_count(self) -> int:
        return 1

    def synchronize(self, device: Any = None) -> None:
        """Do nothing, because each operator is complete when it returns."""

    def manual_seed(self, seed: int) -> None:
        _default.manual_seed(seed)

    manual_seed_all = manual_seed

    def get_rng_state(self, device: Any = None) -> Tensor:
        return _default.get_state()

    def set_rng_state(self, state: Tensor, device: Any = None) -> None:
        _default.set_state(state)

    def get_amp_supported_dtype(self) -> list[torch.dtype]:
        return [torch.float16, torch.bfloat16]
