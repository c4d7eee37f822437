"""Views of the same memory as a tensor of the host and as a tensor of the simulated device.

DLPack passes a tensor's memory from one library to another, together with the kind of its device. This module
overwrites that kind on the way.
"""

from __future__ import annotations

import ctypes

from torch import Tensor
from torch.utils.dlpack import to_dlpack  # type: ignore[attr-defined]  # its documentation has it

from ..torch_private import from_capsule, neg_view

_CPU, _EXTENSION = 1, 12  # DLPack's numbers for the host and for an extension device


class _DLTensor(ctypes.Structure):
    """The first fields of DLPack's struct of the same name."""

    _fields_ = (("data", ctypes.c_void_p), ("device_type", ctypes.c_int32), ("device_id", ctypes.c_int32))


_pointer = ctypes.pythonapi.PyCapsule_GetPointer
_pointer.restype = ctypes.c_void_p
_pointer.argtypes = [ctypes.py_object, ctypes.c_char_p]


def is_simulated(x: Tensor) -> bool:
    return x.device.type == "simgpu"


def host(x: Tensor) -> Tensor:
    """Return a CPU tensor on the memory of `x`, a tensor of the device."""
    if x.is_conj():
        return host(x.conj()).conj()
    if x.is_neg():
        return neg_view(host(neg_view(x)))
    return _readdressed(x, _CPU)


def simulated(x: Tensor) -> Tensor:
    """Return a tensor of the device on the memory of `x`, a CPU tensor."""
    return _readdressed(x.resolve_conj().resolve_neg(), _EXTENSION)


def _readdressed(x: Tensor, kind: int) -> Tensor:
    capsule = to_dlpack(x)
    _DLTensor.from_address(_pointer(capsule, b"dltensor")).device_type = kind
    return from_capsule(capsule)
