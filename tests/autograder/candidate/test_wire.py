"""The format between judge and candidate: what travels, and what a hostile candidate sends in vain."""

from __future__ import annotations

import socket
import struct
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec
import numpy as np
import pytest
import torch

from autograder.candidate import frames
from autograder.candidate.frames import MAX_FRAME_BYTES, WireError
from autograder.candidate.wire import (
    _DTYPES,
    MAX_DEPTH,
    MappingNode,
    OpaqueNode,
    RaisedException,
    Reply,
    Run,
    SequenceNode,
    SpecialNode,
    TensorNode,
    decode,
    decode_reply,
    decode_tensor,
    encode,
    encode_message,
)


def travelled(value: Any) -> Any:
    """`value` after the way from a candidate to the judge."""
    return decode(decode_reply(encode_message(Reply(runs=[Run(value=encode(value))]))).runs[0].value)


def same_bits(one: torch.Tensor, other: torch.Tensor) -> bool:
    as_bytes = [x.contiguous().reshape(-1).view(torch.uint8) for x in (one, other)]
    return one.dtype == other.dtype and one.shape == other.shape and torch.equal(*as_bytes)


class TestTensors:
    @pytest.mark.parametrize("dtype", _DTYPES.values(), ids=str)
    @pytest.mark.parametrize("shape", [(), (0,), (3, 0, 2), (1,), (2, 3), (1, 2, 1, 3)], ids=str)
    def test_every_dtype_and_shape(self, dtype: torch.dtype, shape: tuple[int, ...]) -> None:
        x = (torch.rand(shape) * 5).to(dtype)
        assert same_bits(travelled(x), x)

    def test_nan_payloads_infinities_and_negative_zero(self) -> None:
        bits = torch.tensor([0x7FC00001, 0x7F800001, -1, 0x7F800000, -(2**31)], dtype=torch.int32)
        x = bits.view(torch.float32)
        assert torch.equal(travelled(x).view(torch.int32), bits)

    @pytest.mark.parametrize(
        "view",
        [
            lambda x: x.T,
            lambda x: x[::2, 1:],
            lambda x: x[0].expand(3, 4),
            lambda x: x.to(torch.complex64).conj(),
            lambda x: torch.view_as_complex(x.reshape(6, 2)).conj().imag,
            lambda x: torch.nn.Parameter(x),
            lambda x: x.requires_grad_() * 2,
        ],
        ids=["transposed", "sliced", "expanded", "conjugated", "negated", "parameter", "in a graph"],
    )
    def test_any_view(self, view: Any) -> None:
        x = view(torch.arange(12.0).reshape(3, 4))
        assert same_bits(travelled(x), x.detach().resolve_conj().resolve_neg())

    def test_whether_it_requires_gradients(self) -> None:
        node = encode(torch.ones(2, requires_grad=True))
        assert isinstance(node, TensorNode)
        assert node.requires_grad


class TestPlainData:
    @pytest.mark.parametrize(
        "value",
        [
            *(
                None,
                True,
                False,
                0,
                -(2**63),
                2**63 - 1,
                2**63,
                1 - 2**4096,
                1.5,
                float("inf"),
                "",
                "ä\x00\U0001f600",
            ),
            *([], (), {}, [1, (2.0, ["x", None])], {"a": {1: [True]}, None: (), 2.5: "x", True: 0}),
            *({(1, "x"): 2, (): 3}, Counter("abca"), Counter([("a", 1), ("a", 1)]), Counter({"x": 0})),
            *(torch.Size([2, 3]), torch.float16, torch.device("cpu"), torch.device("cuda:1")),
        ],
        ids=repr,
    )
    def test_comes_as_it_was(self, value: Any) -> None:
        found = travelled(value)
        assert type(found) is type(value)
        assert repr(found) == repr(value)

    def test_a_dict_of_another_kind_is_a_dict(self) -> None:
        for value in (OrderedDict(a=1), defaultdict(int, a=1)):
            assert type(travelled(value)) is dict
            assert travelled(value) == {"a": 1}

    def test_a_named_tuple_is_a_tuple(self) -> None:
        class Pair(NamedTuple):
            one: int
            other: float

        assert travelled(Pair(1, 2.0)) == (1, 2.0)
        assert len(travelled(torch.ones(2, 2).max(dim=0))) == 2

    def test_nan(self) -> None:
        assert travelled(float("nan")) != travelled(float("nan"))

    def test_a_generator_starts_from_its_seed(self) -> None:
        found = travelled(torch.Generator().manual_seed(7))
        assert torch.equal(torch.rand(3, generator=found), torch.rand(3, generator=torch.manual_seed(7)))


def test_a_named_tuple_travels_as_a_tuple() -> None:
    class Pair(NamedTuple):
        one: int
        other: list[int]

        def __iter__(self) -> Iterator[int]:
            return iter([7])

    assert travelled(Pair(1, [2])) == (1, [2])


class TestSubclasses:
    """A subclass of a type is that type. Its value is that of the base, whatever its own methods say."""

    class Whole(int):
        def __index__(self) -> int:
            return 7

    class Number(float):
        def __float__(self) -> float:
            return 7.0

    class Word(str):
        def __str__(self) -> str:
            return "liar"

    class Items(list[int]):
        def __iter__(self) -> Iterator[int]:
            return iter([7])

    class Many(tuple[int, ...]):
        def __iter__(self) -> Iterator[int]:
            return iter([7])

    class Counts(Counter[str]):
        def items(self) -> Any:
            return [("liar", 7)]

    class Table(dict[str, int]):
        def items(self) -> Any:
            return [("liar", 7)]

    @pytest.mark.parametrize(
        ("value", "plain"),
        [
            (np.float64(1.5), 1.5),
            (Whole(3), 3),
            (Number(1.5), 1.5),
            (Word("x"), "x"),
            (Items([1, 2]), [1, 2]),
            (Many([1, 2]), (1, 2)),
            (Counts("aba"), Counter("aba")),
            (Table(a=1), {"a": 1}),
            ([Items([Whole(2)])], [[2]]),
        ],
        ids=lambda value: type(value).__name__,
    )
    def test_comes_as_the_plain_value(self, value: Any, plain: Any) -> None:
        found = travelled(value)
        assert type(found) is type(plain)
        assert repr(found) == repr(plain)


class TestOpaque:
    """Of what has no form on the way only the type is told."""

    class Subclass(torch.Tensor):
        pass

    @pytest.mark.parametrize(
        ("value", "kind"),
        [
            (np.float32(1.0), "numpy.float32"),
            (np.int64(1), "numpy.int64"),
            (np.zeros(2), "numpy.ndarray"),
            (torch.zeros(2).as_subclass(Subclass), "TestOpaque.Subclass"),
            (torch.zeros(2, 2).to_sparse(), "sparse_coo tensor"),
            (torch.zeros(2, device="meta"), "on meta"),
            (torch.zeros(2).to(torch.float8_e5m2), "float8_e5m2"),
            ((x for x in "abc"), "generator"),
            (2**4096, "an int of over 4096 bits"),
            ({(1, (2,)): 3}, "dict"),
            ({(1,) * 65: 3}, "dict"),
            ({2**63: 3}, "dict"),
            ({(2**63,): 3}, "dict"),
            ({1j: 3}, "dict"),
            (b"bytes", "bytes"),
            ({1}, "set"),
            (1j, "complex"),
            (torch.nn.Linear(1, 1), "torch.nn.modules.linear.Linear"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_only_what_it_is_gets_told(self, value: object, kind: str) -> None:
        node = travelled(value)
        assert isinstance(node, OpaqueNode)
        assert kind in node.kind

    def test_a_list_that_holds_itself_ends(self) -> None:
        loop: list[object] = []
        loop.append(loop)
        node = encode(loop)
        for _ in range(MAX_DEPTH + 1):
            assert isinstance(node, SequenceNode)
            node = node.items[0]
        assert isinstance(node, OpaqueNode)
        encode_message(Reply(runs=[Run(value=encode(loop))]))

    def test_a_tensor_that_is_larger_than_a_message(self) -> None:
        assert encode(torch.zeros(1).expand(MAX_FRAME_BYTES)) == OpaqueNode("a tensor of 64 MiB")


class TestRefused:
    @pytest.mark.parametrize(
        "node",
        [
            TensorNode("float32", (2,), b"1234"),
            TensorNode("float32", (1,), b"12345678"),
            TensorNode("float32", (), b""),
            TensorNode("float32", (-1,), b"1234"),
            TensorNode("float32", (-1, -1), b"1234"),
            TensorNode("float32", (0, -1), b""),
            TensorNode("float32", (0, 2**62), b""),
            TensorNode("float32", (0, 2**62, 4), b""),
            TensorNode("float32", (2**62, 0), b""),
            TensorNode("float32", (0, 2**63), b""),
            TensorNode("float32", (2**32, 2**32), b""),
            TensorNode("float8_e5m2", (1,), b"1"),
            TensorNode("quint8", (1,), b"1"),
            TensorNode("__class__", (1,), b"1"),
            TensorNode("x" * 1000, (1,), b"1"),
        ],
        ids=lambda node: f"{node.dtype[:12]}{list(node.shape[:3])}",
    )
    def test_a_lying_tensor(self, node: TensorNode) -> None:
        with pytest.raises(WireError) as caught:
            decode_tensor(node)
        assert len(str(caught.value)) < 300
        within = SequenceNode("list", [MappingNode(["x"], [node])])
        for run in (Run(value=within), Run(gradients={"x": node})):
            with pytest.raises(WireError):
                decode_reply(encode_message(Reply(runs=[Run(), run])))

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"\xc1",
            b"\xff" * 100,
            msgspec.msgpack.encode([1, 2]),
            msgspec.msgpack.encode({"runs": 1}),
            msgspec.msgpack.encode({"runs": [{"value": {"type": "code", "source": "1"}}]}),
            msgspec.msgpack.encode({"runs": [{"value": {"type": "sequence", "kind": "set", "items": []}}]}),
            msgspec.msgpack.encode(
                {"runs": [{"value": {"type": "tensor", "dtype": 1, "shape": [], "data": b""}}]}
            ),
            msgspec.msgpack.encode({"runs": [{"value": {"type": "mapping", "keys": ["a"], "values": []}}]}),
            msgspec.msgpack.encode(
                {"runs": [{"value": {"type": "mapping", "keys": [[[1]]], "values": [1]}}]}
            ),
            msgspec.msgpack.encode(
                {"runs": [{"value": {"type": "mapping", "keys": [[1] * 65], "values": [1]}}]}
            ),
            msgspec.msgpack.encode(
                {"runs": [{"value": {"type": "mapping", "keys": [], "values": [], "kind": "set"}}]}
            ),
            msgspec.msgpack.encode({"runs": [{"value": [1]}]}),
            msgspec.msgpack.encode({"fault": {"kinds": "x", "message": 1}}),
            b"\x81\xa4runs\x91\x81\xa5value\xa2\xff\xff",
        ],
    )
    def test_what_is_no_reply(self, data: bytes) -> None:
        with pytest.raises(WireError):
            decode_reply(data)

    @pytest.mark.parametrize(
        "node",
        [
            SpecialNode("dtype", "float8"),
            SpecialNode("device", "nowhere:x"),
            SpecialNode("generator", "seven"),
            SpecialNode("generator", -(2**63) - 1),
            SpecialNode("int", "seven"),
            SpecialNode("int", "9" * 10_000),
            SequenceNode("torch.Size", ["wide"]),
        ],
        ids=str,
    )
    def test_what_no_value_is(self, node: Any) -> None:
        with pytest.raises(WireError, match="no value has this form"):
            decode(node)

    def test_what_is_nested_deeper_than_anything_sent(self) -> None:
        node = SequenceNode("list", [])
        for _ in range(400):
            node = SequenceNode("list", [node])
        with pytest.raises(WireError, match="nested more than 64 deep"):
            decode(node)

    @pytest.mark.parametrize(
        "reply",
        [
            Reply(fault=RaisedException((), "of no class")),
            Reply(fault=RaisedException(("E",) * 1001, "")),
            Reply(fault=RaisedException(("E",), "x" * 501)),
            Reply([Run()] * 10_001),
            Reply([Run(changed=("x" * 501,))]),
            Reply([Run(aliased=("x",) * 1001)]),
            Reply([Run(gradients={str(number): None for number in range(1001)})]),
            Reply([Run(TensorNode("float32", (1,) * 17, b"1234"))]),
            Reply([Run(TensorNode("float32", (1,), b"1234", "x" * 501))]),
            Reply([Run(MappingNode([1] * 10_001, [None] * 10_001))]),
        ],
    )
    def test_what_would_swell_in_the_judge(self, reply: Reply) -> None:
        with pytest.raises(WireError, match="malformed"):
            decode_reply(encode_message(reply))

    def test_every_prefix_of_a_reply(self) -> None:
        whole = encode_message(Reply(runs=[Run(value=encode({"x": torch.ones(2)}))]))
        decode_reply(whole)
        for length in range(len(whole)):
            with pytest.raises(WireError):
                decode_reply(whole[:length])

    def test_nesting_without_end(self) -> None:
        opening = msgspec.msgpack.encode({"type": "sequence", "kind": "list"})[1:]
        level = b"\x83" + opening + b"\xa5items\x91"
        with pytest.raises(WireError):
            decode_reply(b"\x81\xa4runs\x91\x81\xa5value" + level * 100_000 + b"\xc0")

    def test_a_mapping_of_more_keys_than_values_is_never_made(self) -> None:
        with pytest.raises(ValueError, match="more keys than values"):
            MappingNode(["a"], [])


class TestFrames:
    def test_a_message_of_any_size(self) -> None:
        one, other = socket.socketpair()
        with one, other:
            for message in (b"", b"x", bytes(50_000)):
                frames.send(one, message)
                assert frames.receive(other) == message

    @pytest.mark.parametrize("sent", [b"", b"\x01", struct.pack("<Q", 5), struct.pack("<Q", 5) + b"1234"])
    def test_a_message_cut_short(self, sent: bytes) -> None:
        one, other = socket.socketpair()
        with one, other:
            one.sendall(sent)
            one.shutdown(socket.SHUT_WR)
            with pytest.raises(EOFError):
                frames.receive(other)

    @pytest.mark.parametrize("size", [MAX_FRAME_BYTES + 1, 2**62, 2**64 - 1])
    def test_an_oversized_announcement_is_refused_unread(self, size: int) -> None:
        one, other = socket.socketpair()
        with one, other:
            one.sendall(struct.pack("<Q", size))
            with pytest.raises(WireError, match="may have"):
                frames.receive(other)

    def test_an_oversized_message_is_not_sent(self) -> None:
        one, other = socket.socketpair()
        with one, other, pytest.raises(WireError, match="may have 16"):
            frames.send(one, bytes(MAX_FRAME_BYTES + 1))
