"""Whatever bytes come: a reply or `WireError`, a registry or one sentence, and nothing else."""

from __future__ import annotations

import os
import random
import tracemalloc
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest
import torch
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from kit_root import ROOT

from autograder.candidate.frames import WireError
from autograder.candidate.wire import (
    Call,
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
    encode,
    encode_message,
)
from autograder.errors import CourseError
from autograder.judge.difference import difference
from autograder.judge.tolerance import Inputs
from autograder.lesson.registry import Registry, load_registry

# In CI the same examples each time: a red job must be about the change at hand.
settings.register_profile("here", deadline=None, suppress_health_check=list(HealthCheck))
settings.register_profile("ci", settings.get_profile("here"), derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")

VALUE = {
    "logits": torch.arange(6.0).reshape(2, 3),
    "counts": [1, 2.5, None, True, "words"],
    "kinds": (torch.Size([2, 3]), torch.float32, torch.device("cpu"), torch.Generator().manual_seed(7)),
}
RUN = Run(
    value=encode(VALUE),
    gradients={"x": encode(torch.ones(2))},  # type: ignore[dict-item]
    changed=("x",),
    calls=(Call("exp", (3, 4, 3, 9)), Call("sum")),
)
REPLIES = [
    encode_message(Reply(runs=[RUN, RUN])),
    encode_message(Reply(runs=[Run(fault=RaisedException(("ValueError", "Exception"), "no", 3, "f"))])),
    encode_message(Reply(fault=RaisedException(("SyntaxError",), "invalid syntax"))),
]
INPUTS = Inputs(1, 1.0)

numbers = st.integers(-(2**63), 2**64 - 1)
scalars = st.none() | st.booleans() | numbers | st.floats() | st.text(max_size=40)
dtypes = st.sampled_from(["float32", "bool", "int64", "bfloat16", "complex64"]) | st.text(max_size=9)
shapes = st.lists(st.integers(0, 4) | numbers, max_size=20).map(tuple)
tensors = st.builds(
    TensorNode, dtypes, shapes, st.binary(max_size=64), st.text(max_size=9) | st.just("cpu"), st.booleans()
)
specials = st.builds(
    SpecialNode, st.sampled_from(["dtype", "device", "generator", "int"]), st.text(max_size=9) | numbers
)
leaves = scalars | tensors | specials | st.builds(OpaqueNode, st.text(max_size=40))
nodes = st.recursive(
    leaves,
    lambda inner: (
        st.builds(SequenceNode, st.sampled_from(["list", "tuple", "torch.Size"]), st.lists(inner, max_size=4))
        | st.builds(
            lambda pairs, kind: MappingNode([key for key, _ in pairs], [value for _, value in pairs], kind),
            st.lists(st.tuples(scalars | st.lists(scalars, max_size=3).map(tuple), inner), max_size=4),
            st.sampled_from(["dict", "Counter"]),
        )
    ),
    max_leaves=12,
)


def nested(depth: int) -> SequenceNode:
    node = SequenceNode("list", [])
    for _ in range(depth):
        node = SequenceNode("list", [node])
    return node


@st.composite
def mutated(draw: st.DrawFn, texts: list[bytes]) -> bytes:
    """One of the texts with bytes changed, cut out, doubled, or taken from another."""
    data = bytearray(draw(st.sampled_from(texts)))
    source = random.Random(draw(st.integers(0, 2**32)))
    for _ in range(draw(st.integers(1, 6))):
        at, length = source.randrange(len(data) + 1), source.choice([1, 1, 2, 5, 40])
        other = source.choice(texts)
        start = source.randrange(len(other))
        data[at : at + length] = source.choice(
            [b"", bytes([source.randrange(256)]), data[at : at + length] * 2, other[start : start + length]]
        )
    return bytes(data)


def taken(data: bytes) -> None:
    """Does with the bytes of a reply all that a judge does."""
    with suppress(WireError):
        for run in decode_reply(data).runs:
            told(run)


def told(run: Run) -> None:
    for node in (run.value, *run.gradients.values()):
        with suppress(WireError):
            decode(node)
    for got, expected in ((run, RUN), (run, msgspec.structs.replace(run, changed=()))):
        try:
            sentence = difference(got, expected, None, INPUTS)
        except WireError:
            continue
        if sentence is not None:
            assert len(sentence) <= 500
            assert sentence.isprintable()


class TestReplies:
    @settings(max_examples=300)
    @given(st.binary(max_size=300))
    def test_any_bytes(self, data: bytes) -> None:
        taken(data)

    @settings(max_examples=500)
    @given(mutated(REPLIES))
    def test_replies_with_changed_bytes(self, data: bytes) -> None:
        taken(data)

    @settings(max_examples=250)
    @given(nodes)
    @example(SpecialNode("dtype", "float8"))
    @example(SpecialNode("device", "nowhere:x"))
    @example(SpecialNode("generator", "seven"))
    @example(SequenceNode("torch.Size", ["wide"]))
    @example(SequenceNode("torch.Size", [2**64 - 1]))
    @example(nested(200))
    @example(TensorNode("float32", (1,) * 5000, b""))
    @example(TensorNode("x\n" * 5000, (2, 3), b""))
    @example(OpaqueNode("\x1b[31m" * 1000))
    def test_any_tree(self, node: Any) -> None:
        taken(encode_message(Reply(runs=[Run(value=node), Run(value=encode(VALUE), aliased=("\n" * 999,))])))
        told(Run(value=node))

    @pytest.mark.parametrize(
        "header", [b"\xdd\xff\xff\xff\xff", b"\xdf\xff\xff\xff\xff", b"\xc6\xff\xff\xff\xff"]
    )
    @pytest.mark.parametrize("field", [b"runs", b"fault"])
    def test_an_announced_size_takes_no_memory(self, header: bytes, field: bytes) -> None:
        """A list that says it has four thousand million items, and holds none."""
        value = b"\x91\x81\xa5value\x83\xa4type\xa8sequence\xa4kind\xa4list\xa5items" + header
        for data in (header, b"\x81" + bytes([0xA0 + len(field)]) + field + header, b"\x81\xa4runs" + value):
            tracemalloc.start()
            try:
                with pytest.raises(WireError):
                    decode_reply(data)
                assert tracemalloc.get_traced_memory()[1] < 2**20
            finally:
                tracemalloc.stop()


REGISTRIES = [
    (ROOT / "grading.yml").read_bytes(),
    b"limits: {seconds: 4}\nlessons:\n  - name: 01_alpha\n    title: Alpha\n    functions:\n"
    b"      - {name: first, points: 1.5, forbidden: [softmax, autograd]}\n      - &b {name: b, points: 2}\n",
    b"lessons: [{name: 02_b, title: !!str 3, functions: [{name: f, points: 0x10}]}]\nfeedback: {hints: 2}\n",
]
words = st.sampled_from(
    [
        *(
            "lessons",
            "name",
            "title",
            "functions",
            "points",
            "limits",
            "devices",
            "cpu",
            "01_a",
            "f",
            "~",
            "2",
        ),
        *(
            "*a",
            "&a ",
            "!!int",
            "!!binary",
            "!!set",
            "!!omap",
            "!!timestamp",
            "!!merge",
            "!<%0A>",
            "<<",
            "\u2028",
        ),
        *(
            "9" * 400,
            "1e400",
            "1:99",
            ".nan",
            "2020-01-01",
            '"\\n"',
            '"\\x1b"',
            "? ",
            "- ",
            "\n",
            "\n  ",
            "\t",
        ),
        *(": ", ", ", "[", "]", "{", "}", "|", ">", "%YAML 9.9\n---\n", "---\n", "...\n", "#"),
    ]
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz") / "grading.yml"


class TestRegistries:
    @staticmethod
    def load(path: Path, data: bytes) -> None:
        path.write_bytes(data)
        message = f"{path}."
        try:
            assert isinstance(load_registry(path), Registry)
        except CourseError as error:
            message = str(error)
        assert message.startswith(str(path))
        assert message.endswith(".")
        assert message.isprintable()
        assert len(message) < 1000

    @settings(max_examples=200)
    @given(st.text(max_size=200).map(str.encode) | st.binary(max_size=100))
    def test_any_text(self, path: Path, data: bytes) -> None:
        self.load(path, data)

    @settings(max_examples=400)
    @given(st.lists(words | st.text(max_size=3), max_size=30).map("".join))
    def test_pieces_of_yaml(self, path: Path, text: str) -> None:
        self.load(path, text.encode())

    @settings(max_examples=300)
    @given(mutated(REGISTRIES))
    def test_registries_with_changed_bytes(self, path: Path, data: bytes) -> None:
        self.load(path, data)

    @settings(max_examples=200)
    @given(st.sampled_from(REGISTRIES[1:]), words, words)
    @example(REGISTRIES[1], "1.5", "9" * 400)
    @example(REGISTRIES[1], "first", '"a\\nb"')
    @example(REGISTRIES[1], "forbidden", '"a\\nb"')
    def test_values_of_another_kind(self, path: Path, data: bytes, old: str, new: str) -> None:
        self.load(path, data.decode().replace(old, new).encode())
