"""The device's kernels: after a check of the devices, the CPU's kernel runs on the same memory."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from functools import lru_cache, partial
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.library import Library, fallthrough_kernel

from ..torch_private import internal_operator, on_host_keys, schema
from . import fused
from .accelerator import check_generator, own_stream
from .memory import host, is_simulated, simulated
from .mixing import check_devices

_aten = torch.ops.aten


def install() -> list[Library]:
    """Register the kernels and return their libraries. The kernels exist as long as the libraries."""
    every: Any = Library("_", "IMPL")  # type: ignore[no-untyped-call]
    aten: Any = Library("aten", "IMPL")  # type: ignore[no-untyped-call]
    every.fallback(_run, "PrivateUse1")
    every.fallback(fallthrough_kernel, "AutocastPrivateUse1")
    aten.impl("copy_", _copy, "PrivateUse1")
    aten.impl("_to_copy", _to_copy, "PrivateUse1")
    aten.impl("resize_", _resize, "PrivateUse1")
    for name in fused.KERNELS:
        aten.impl(name, partial(_run, getattr(_aten, name).default), "PrivateUse1")
    return [every, aten]


class _KernelPlan(NamedTuple):
    """The way to run an operator, derived from its schema."""

    kernel: Callable[..., Any]  # a function on CPU tensors
    is_view: bool
    draws: bool  # whether it draws random numbers
    tensors: tuple[int, ...]  # the positions of its tensor arguments
    outs: tuple[str, ...]  # the names of its `out` arguments
    returns: tuple[str | int, ...]  # the arguments that it writes to and returns


@lru_cache(maxsize=4096)
def _plan(op: Any) -> _KernelPlan:
    form = schema(op)
    aliases = [value.alias_info for value in form.returns if value.alias_info is not None]
    written: list[str | int] = [
        p.name if p.kwarg_only else i
        for i, p in enumerate(form.arguments)
        if p.alias_info is not None and p.alias_info.is_write
    ]
    name = op.overloadpacket.__name__
    return _KernelPlan(
        kernel=fused.KERNELS.get(name, op),
        is_view=name == "set_" or any(not alias.is_write for alias in aliases),
        draws=torch.Tag.nondeterministic_seeded in op.tags,
        tensors=tuple(i for i, p in enumerate(form.arguments) if str(p.type) == "Tensor"),
        outs=tuple(name for name in written if isinstance(name, str)),
        returns=tuple(written) if aliases else (),
    )


@lru_cache(maxsize=1024)
def _with_numbers(op: Any, positions: tuple[int, ...]) -> Callable[..., Any] | None:
    """Return the overload of an operator that accepts numbers at these positions; None if there is none.

    PyTorch's own search for it is slow: for each overload that doesn't match, it prints the tensors.
    """
    wanted = ["number" if i in positions else str(p.type) for i, p in enumerate(schema(op).arguments)]
    overloads = (getattr(op.overloadpacket, name) for name in op.overloadpacket.overloads())
    return next((one for one in overloads if [str(p.type) for p in schema(one).arguments] == wanted), None)


def _with_tensors(op: Any, positions: tuple[int, ...], /, *args: Any, **kwargs: Any) -> Any:
    """Run an operator that accepts only tensors, with numbers at these positions."""
    return op(*(_as_tensor(x, args) if i in positions else x for i, x in enumerate(args)), **kwargs)


def _as_tensor(number: complex, others: Sequence[Any]) -> Tensor:
    """Return a number as a tensor that gives the results of the number, in their dtype and precision.

    Beside a tensor with dimensions it doesn't decide the result's dtype, so it has the highest precision.
    """
    floating = [x for x in others if isinstance(x, Tensor) and x.is_floating_point()]
    if not floating or not isinstance(number, float):
        return torch.tensor(number)
    has_dimensions = any(x.dim() for x in floating)
    return torch.tensor(number, dtype=torch.float64 if has_dimensions else floating[0].dtype)


def _run(op: Any, *args: Any, **kwargs: Any) -> Any:
    check_devices(op, args, kwargs)
    plan = _plan(op)
    if plan.is_view:  # a view needs no kernel of the device
        return on_host_keys(op, *args, **kwargs)
    kernel = plan.kernel
    # For x % 2 PyTorch passes the number 2 as a tensor argument.
    numbers = tuple(i for i in plan.tensors if i < len(args) and isinstance(args[i], int | float | complex))
    if numbers:
        kernel = _with_numbers(op, numbers) or partial(_with_tensors, op, numbers)
    # Shared memory can't grow, so the result is copied to `out` afterwards.
    outs = {name: torch.empty(0, dtype=kwargs[name].dtype) for name in plan.outs}
    generator = kwargs.get("generator")
    if generator is not None:
        check_generator(generator)
    with own_stream() if plan.draws and generator is None else nullcontext():
        result = kernel(*map(_to_host, args), **{key: _to_host(x) for key, x in kwargs.items()} | outs)
    for name, value in outs.items():
        if kwargs[name].shape != value.shape:
            _resize(kwargs[name], value.shape)
        host(kwargs[name]).copy_(value)
    if plan.returns:
        results = tuple(kwargs[key] if isinstance(key, str) else args[key] for key in plan.returns)
        return results if len(results) > 1 else results[0]
    return _to_device(result)


def _to_host(value: Any) -> Any:
    if isinstance(value, Tensor):
        return host(value) if is_simulated(value) else value
    if isinstance(value, torch.device) and value.type == "simgpu":
        return torch.device("cpu")
    if isinstance(value, list):
        return [_to_host(item) for item in value]
    return value


def _to_device(value: Any) -> Any:
    if isinstance(value, Tensor):
        return simulated(value)
    if isinstance(value, list | tuple):
        return type(value)(map(_to_device, value))
    return value


def _copy(self: Tensor, source: Tensor, non_blocking: bool = False) -> Tensor:
    _to_host(self).copy_(_to_host(source))
    return self


def _to_copy(self: Tensor, *, non_blocking: bool = False, **options: Any) -> Tensor:
    """Return a copy, made without PyTorch's pinned memory, which needs an allocator."""
    copy: Tensor = internal_operator("_to_copy")(
        host(self), **{key: _to_host(x) for key, x in options.items()}
    )
    device = options.get("device")
    return simulated(copy) if device is None or device.type == "simgpu" else copy


def _resize(self: Tensor, size: Any, *, memory_format: torch.memory_format | None = None) -> Tensor:
    room = self.untyped_storage().nbytes() - self.storage_offset() * self.element_size()
    if math.prod(size) * self.element_size() > room:
        larger = torch.empty(math.prod(size), dtype=self.dtype)
        larger[: self.numel()] = host(self).reshape(-1)
        storage = simulated(larger).untyped_storage()
        on_host_keys(_aten.set_.source_Storage, self, storage)
    on_host_keys(_aten.resize_.default, self, size, memory_format=memory_format)
    return self
