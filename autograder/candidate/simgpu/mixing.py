"""The CPU tensors that an operator accepts beside tensors of the device, the same as with CUDA."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from ..torch_private import schema
from .memory import is_simulated

# x[i] and x[i] = y accept CPU indices, and y may be a CPU scalar.
_INDEXING = {"index", "index_put", "index_put_", "_index_put_impl_", "_unsafe_index", "_unsafe_index_put"}
# These accept a CPU scalar as a number.
_SCALAR_VALUE = {"fill_", "fill", "masked_fill_", "masked_fill"}


def check_devices(op: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """Raise `RuntimeError`, with CUDA's message, if CUDA would refuse these devices."""
    name = op.overloadpacket.__name__
    parameters = schema(op).arguments
    named = [
        *zip(parameters, args, strict=False),
        *((p, kwargs[p.name]) for p in parameters if p.name in kwargs),
    ]
    for parameter, value in named:
        for x in value if isinstance(value, list) else (value,):
            if not isinstance(x, Tensor) or is_simulated(x):
                continue
            if name in _INDEXING and parameter.name == "indices":
                continue
            written = parameter.alias_info is not None and parameter.alias_info.is_write
            if written or x.dim() > 0 or not _takes_scalars(op, name, parameter.name):
                _refuse(x, name, parameter.name)


def _takes_scalars(op: Any, name: str, parameter: str) -> bool:
    if name in _INDEXING or name in _SCALAR_VALUE:
        return parameter in ("value", "values")
    return torch.Tag.pointwise in op.tags


def _refuse(x: Tensor, name: str, parameter: str) -> None:
    if name in _INDEXING and parameter == "self":
        raise RuntimeError(
            f"indices should be either on {x.device} or on the same device as the indexed tensor ({x.device})"
        )
    raise RuntimeError(
        "Expected all tensors to be on the same device, but found at least two devices, simgpu:0 and "
        f"{x.device}! (when checking argument for argument {parameter} in method {name})"
    )
