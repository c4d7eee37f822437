"""The format between judge and candidate: tensors and plain data as msgpack, which can't run code.

A value is sent as a tree of nodes. Decoding checks every node, so the judge need not trust the sender.
"""

from __future__ import annotations

import math
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal

import msgspec
import numpy
import torch

from .frames import MAX_FRAME_BYTES, WireError

MAX_DEPTH = 64  # of a tree of nodes
MAX_DIMENSIONS = 16

# Limits on a candidate's strings, so that a small message can't become large in the judge.
MAX_WORD_CHARACTERS = 500
MAX_EFFECTS = 1000
Word = Annotated[str, msgspec.Meta(max_length=MAX_WORD_CHARACTERS)]
Words = Annotated[tuple[Word, ...], msgspec.Meta(max_length=1000)]

_DTYPES = {
    str(dtype).removeprefix("torch."): dtype
    for dtype in (
        *(torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.complex64, torch.complex128),
        *(torch.bool, torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64),
    )
}
_ARRAYS = {name: numpy.dtype(name) for name in _DTYPES if name != "bfloat16"}
_NAMES = {dtype: name for name, dtype in _DTYPES.items()}
_SCALARS = (type(None), bool, int, float, str)
_SEQUENCES: dict[str, type] = {"list": list, "tuple": tuple, "torch.Size": torch.Size}
_MAPPINGS: dict[type, Literal["dict", "Counter"]] = {
    **dict.fromkeys((dict, OrderedDict, defaultdict), "dict"),
    Counter: "Counter",
}
# The value of a subclass as its base has it, whatever the methods of the subclass say.
_PLAIN: dict[type, Callable[[Any], Any]] = {
    int: int.__index__,
    float: float.__float__,
    str: str.__str__,
    list: lambda value: list(list.__iter__(value)),
    tuple: lambda value: tuple(tuple.__iter__(value)),
    Counter: lambda value: Counter(dict(dict.items(value))),
    dict: lambda value: dict(dict.items(value)),
}
_MAX_KEY_ITEMS = 64  # of a tuple that is a key
Scalar = bool | int | float | str | None
Key = Scalar | Annotated[tuple[Scalar, ...], msgspec.Meta(max_length=_MAX_KEY_ITEMS)]


class TensorNode(msgspec.Struct, tag="tensor", frozen=True):
    """A dense tensor: its elements in row-major order."""

    dtype: Word
    shape: Annotated[tuple[int, ...], msgspec.Meta(max_length=MAX_DIMENSIONS)]
    data: bytes
    device: Word = "cpu"
    requires_grad: bool = False


class SequenceNode(msgspec.Struct, tag="sequence", frozen=True):
    """A list, a tuple or a `torch.Size`."""

    kind: Literal["list", "tuple", "torch.Size"]
    items: list[Node]


class MappingNode(msgspec.Struct, tag="mapping", frozen=True):
    """A dict or a `collections.Counter` whose keys are plain scalars or tuples of them."""

    keys: Annotated[list[Key], msgspec.Meta(max_length=10_000)]
    values: list[Node]
    kind: Literal["dict", "Counter"] = "dict"

    def __post_init__(self) -> None:
        if len(self.keys) != len(self.values):
            raise ValueError("a mapping with more keys than values or the reverse")


class SpecialNode(msgspec.Struct, tag="special", frozen=True):
    """A dtype, a device, a generator on the CPU that is seeded with `value`, or the digits of a long int."""

    kind: Literal["dtype", "device", "generator", "int"]
    value: str | int


class OpaqueNode(msgspec.Struct, tag="opaque", frozen=True):
    """A value that can't be sent; only its kind is named."""

    kind: str


Node = TensorNode | SequenceNode | MappingNode | SpecialNode | OpaqueNode | None | bool | int | float | str


class Load(msgspec.Struct, tag="load", frozen=True):
    """The order to import this source text as the student's module."""

    name: str
    source: bytes


class Request(msgspec.Struct, frozen=True):
    """The request to run a scenario on the module, once for each variant of the inputs."""

    scenario: bytes  # marshalled code that needs no other file of the tests
    entry: str  # the name of the scenario's function in this code
    inputs: dict[str, Node]
    variants: list[str]
    seed: int  # of the cotangents
    device: str = "cpu"
    trace: bool = False  # whether to count the operators that the first variant dispatches
    watched: tuple[str, ...] = ()  # the concepts whose calls every variant notes
    counts_passes: bool = False  # whether to find backward passes that no known function began


class Batch(msgspec.Struct, tag="batch", frozen=True):
    """The order to serve the requests of one test, one after the other."""

    requests: list[Request]


class BatchCount(msgspec.Struct, tag="several", frozen=True):
    """The order to read the next `count` batches, and only then to serve them. Each gets its own reply."""

    count: int


class RaisedException(msgspec.Struct, frozen=True):
    """An exception that the module or the scenario raised."""

    kinds: Annotated[Words, msgspec.Meta(min_length=1)]  # the exception's class and its bases
    message: Word
    line: int | None = None  # in the module's source, if the exception passed through it
    function: Word | None = None


class Effect(msgspec.Struct, frozen=True):
    """What a call left behind in one of the objects that it was given, or in PyTorch's settings."""

    kind: Word
    where: Word = ""  # the same for every module with this effect
    said: Word = ""  # the same place in the words of the module's author


class Call(msgspec.Struct, frozen=True):
    """A forbidden call: PyTorch's name for it, and where the student's file makes it."""

    name: Word
    # First line and column, last line and end, the columns in bytes; empty if no line of the file is known.
    place: Annotated[tuple[int, ...], msgspec.Meta(max_length=4)] = ()


class Run(msgspec.Struct, frozen=True):
    """The outcome of a scenario on one variant of the inputs."""

    value: Node = None
    fault: RaisedException | None = None
    # By input; None if no output depends on it.
    gradients: Annotated[dict[Word, TensorNode | None], msgspec.Meta(max_length=1000)] = {}
    changed: Words = ()  # inputs that the code changed
    aliased: Words = ()  # inputs whose memory an output shares
    drew: bool = False  # whether the code used the global random generator
    effects: Annotated[tuple[Effect, ...], msgspec.Meta(max_length=MAX_EFFECTS)] = ()
    calls: Annotated[tuple[Call, ...], msgspec.Meta(max_length=1000)] = ()  # forbidden ones, each name once
    dispatched: int = 0  # the number of dispatched operators


class Reply(msgspec.Struct, frozen=True):
    """The answer to a `Load` (a fault or nothing) or a `Batch` (a run for each variant of each request)."""

    runs: Annotated[list[Run], msgspec.Meta(max_length=10_000)] = []
    fault: RaisedException | None = None


_MAX_INT_BITS = 4096


def encode(value: Any, depth: int = 0) -> Node:
    """Return `value` as a tree of nodes. An `OpaqueNode` stands for each part that can't be sent."""
    if depth > MAX_DEPTH:
        return OpaqueNode(f"something nested more than {MAX_DEPTH} deep")
    value_type = type(value)
    if value_type is torch.Tensor or value_type is torch.nn.Parameter:
        return encode_tensor(value)
    if value_type is int and not _is_short(value):
        too_long = value.bit_length() > _MAX_INT_BITS
        return (
            OpaqueNode(f"an int of over {_MAX_INT_BITS} bits") if too_long else SpecialNode("int", str(value))
        )
    if value_type in _SCALARS:
        return value  # type: ignore[no-any-return]
    if value_type in (list, tuple, torch.Size):
        name: Any = "torch.Size" if value_type is torch.Size else value_type.__name__
        return SequenceNode(name, [encode(item, depth + 1) for item in value])
    if value_type in _MAPPINGS and all(map(_is_key, value)):
        items = [encode(item, depth + 1) for item in value.values()]
        return MappingNode(list(value), items, _MAPPINGS[value_type])
    if value_type is torch.dtype:
        return SpecialNode("dtype", str(value).removeprefix("torch."))
    if value_type is torch.device:
        return SpecialNode("device", str(value))
    if isinstance(value, torch.Generator):
        return SpecialNode("generator", value.initial_seed())
    for base, plain in _PLAIN.items():  # a subclass of a type is that type, as numpy.float64 is a float
        if value_type is not base and issubclass(value_type, base):
            return encode(plain(value), depth)
    return OpaqueNode(f"{value_type.__module__}.{value_type.__qualname__}".removeprefix("builtins."))


def _is_key(key: object) -> bool:
    """Return whether a key of a dict can be sent."""
    if type(key) is tuple:
        return len(key) <= _MAX_KEY_ITEMS and all(type(one) is not tuple and _is_key(one) for one in key)
    return type(key) in _SCALARS and (type(key) is not int or _is_short(key))


def _is_short(number: int) -> bool:
    """Return whether MessagePack has a form for the number."""
    return -(2**63) <= number < 2**63


def encode_tensor(x: torch.Tensor) -> TensorNode | OpaqueNode:
    """Return a tensor of any shape as a node.

    The node is opaque if the tensor is sparse, without data, of a rare dtype, or over `MAX_FRAME_BYTES`.
    """
    name = _NAMES.get(x.dtype)
    if x.layout is not torch.strided or name is None or x.device.type == "meta":
        return OpaqueNode(f"a {x.layout} tensor of {x.dtype} on {x.device}".replace("torch.", ""))
    if x.nbytes > MAX_FRAME_BYTES:
        return OpaqueNode(f"a tensor of {x.nbytes >> 20} MiB")
    device = "cpu" if x.is_cpu else x.device.type
    plain = x.detach().view(torch.int16) if x.dtype is torch.bfloat16 else x  # NumPy has no bfloat16
    return TensorNode(name, tuple(x.shape), plain.numpy(force=True).tobytes(), device, x.requires_grad)


def decode(node: Node, depth: int = 0) -> Any:
    """Return the value of a tree, on the CPU. Raise `WireError` if no value has this tree."""
    if depth > MAX_DEPTH + 1:  # `encode` puts an `OpaqueNode` at this depth
        raise WireError(f"a value nested more than {MAX_DEPTH} deep")
    try:
        return _decode(node, depth)
    except (KeyError, TypeError, ValueError, RuntimeError) as error:  # a wrong size, dtype, device or seed
        raise WireError(f"no value has this form ({type(error).__name__})") from error


def _decode(node: Node, depth: int) -> Any:
    match node:
        case TensorNode():
            return decode_tensor(node)
        case SequenceNode():
            return _SEQUENCES[node.kind]([decode(item, depth + 1) for item in node.items])
        case MappingNode():
            items = dict(zip(node.keys, [decode(item, depth + 1) for item in node.values], strict=True))
            return Counter(items) if node.kind == "Counter" else items
        case SpecialNode(kind="dtype"):
            return _DTYPES[str(node.value)]
        case SpecialNode(kind="device"):
            return torch.device(str(node.value))
        case SpecialNode(kind="generator"):
            return torch.Generator().manual_seed(int(node.value))
        case SpecialNode(kind="int"):
            return int(node.value)
        case _:
            return node


def decode_tensor(node: TensorNode) -> torch.Tensor:
    """Return the node's tensor on the CPU. Raise `WireError` if dtype, shape and data don't fit together."""
    dtype = _checked_dtype(node)
    if not node.data:
        return torch.empty(node.shape, dtype=dtype)
    if dtype is torch.bfloat16:  # NumPy has no bfloat16
        return torch.frombuffer(bytearray(node.data), dtype=dtype).reshape(node.shape)
    elements = numpy.frombuffer(bytearray(node.data), _ARRAYS[node.dtype])  # faster than PyTorch's
    return torch.from_numpy(elements.reshape(node.shape))


def _checked_dtype(node: TensorNode) -> torch.dtype:
    """Return the dtype of a tensor's node. Raise `WireError` as `decode_tensor` does."""
    dtype, shape = _DTYPES.get(node.dtype), node.shape
    if dtype is None or min(shape, default=0) < 0:
        raise WireError(f"a tensor of dtype {node.dtype[:20]!r} and shape {shape}")
    if math.prod(shape) * dtype.itemsize != len(node.data):
        raise WireError(f"{len(node.data)} bytes for a tensor of shape {shape}")
    # The strides of an empty tensor's other sizes may overflow an integer.
    if not node.data and math.prod(max(size, 1) for size in shape) * dtype.itemsize > MAX_FRAME_BYTES:
        raise WireError(f"a tensor of shape {shape}")
    return dtype


def _check_tensors(nodes: Sequence[Node]) -> None:
    """Raise `WireError` if a tensor in these trees can't be decoded."""
    for node in nodes:
        if isinstance(node, TensorNode):
            _checked_dtype(node)
        elif isinstance(node, SequenceNode):
            _check_tensors(node.items)
        elif isinstance(node, MappingNode):
            _check_tensors(node.values)


encode_message = msgspec.msgpack.Encoder().encode
decode_order = msgspec.msgpack.Decoder(Load | Batch | BatchCount).decode
_decode_reply = msgspec.msgpack.Decoder(Reply).decode


def decode_reply(data: bytes) -> Reply:
    """Return the reply in these bytes. Raise `WireError` if they are no valid reply.

    All that a judge does with a reply comes afterwards, so no tensor in it can end a judge.
    """
    try:
        reply = _decode_reply(data)
        for run in reply.runs:
            _check_tensors([run.value, *run.gradients.values()])
        return reply
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise WireError(f"the reply is malformed: {error}") from error
