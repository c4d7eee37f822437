"""Calls that an exercise asks to write oneself, as the source shows them."""

from __future__ import annotations

from typing import get_args

import pytest
from kit_root import ROOT

from autograder.candidate.concepts import operators_of
from autograder.judge.forbidden import forbidden_in_source
from autograder.lesson.registry import Forbidden, Function, Lesson

LESSON = Lesson(
    name="01_tiny",
    title="Tiny",
    functions=(
        Function("share", 1.0, ("softmax",)),
        Function("loss", 1.0, ("cross_entropy", "autograd")),
        Function("free", 1.0),
    ),
)


def findings(source: str) -> dict[str, str]:
    return forbidden_in_source(source.encode(), LESSON)


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("def share(x): return torch.softmax(x, 0)", "softmax"),
        ("def share(x): return x.softmax(0)", "softmax"),
        ("def share(x): return torch._softmax(x, 0, False)", "_softmax"),
        ("def share(x): return torch.nn.Softmax(dim=0)(x)", "Softmax"),
        ("def share(x): return torch.ops.aten.softmax.int(x, 0)", "softmax"),
        ("from torch.nn.functional import softmax as s\ndef share(x): return s(x, 0)", "softmax"),
        ("def help(x): return x.softmax(0)\ndef share(x): return help(x)", "softmax"),
        ("def share(x):\n    f = x.softmax\n    return f(0)", "softmax"),
        ("class share:\n    def __call__(self, x): return x.softmax(0)", "softmax"),
        ("def a(x): return b(x)\ndef b(x): return a(x).softmax(0)\ndef share(x): return a(x)", "softmax"),
    ],
)
def test_found_with_its_line(source: str, name: str) -> None:
    line = next(
        number
        for number, text in enumerate(source.splitlines(), 1)
        if ".softmax" in text.lower() or "_softmax" in text or " s(" in text
    )
    sentence = findings(source)["share"]
    assert f"{name} (line {line})" in sentence


@pytest.mark.parametrize(
    "source",
    [
        "def free(x): return x.softmax(0)",
        "def share(x): return x.exp() / x.exp().sum()  # not torch.softmax",
        "def share(x):\n    'torch.softmax'\n    return x",
        "def loss(x): return share(x)\ndef share(x): return x.exp()",
        "class share:\n    def softmax(self, x): return x\n    def __call__(self, x): return self.softmax(x)",
        "def share(x):\n    softmax = x.exp()\n    return softmax",
        "def other(x): return x.softmax(0)\ndef share(x): return x.exp()",
        "softmax = 1",
        "",
    ],
)
def test_not_found(source: str) -> None:
    assert findings(source) == {}


def test_what_one_function_calls_costs_no_other() -> None:
    source = "def share(x): return x.softmax(0)\ndef loss(x): return -share(x).log()"
    assert set(findings(source)) == {"share"}


def test_autograd_in_all_its_forms() -> None:
    for call in ("l.backward()", "torch.autograd.grad(l, x)", "torch.func.grad(f)(x)"):
        assert "loss" in findings(f"def loss(l): {call}")


@pytest.mark.parametrize(
    "source",
    [
        b"def share(",
        b"\xff\xfe\x00",
        b"x = '\x00'",
        b"# coding: nonsense\nx = 1",
        b"x = " + b"(" * 10_000,
        b"x = " + b"-" * 100_000 + b"1",
        b"def share(x): return x" + b".a" * 100_000,
    ],
    ids=["syntax", "bytes", "null", "coding", "brackets", "minus", "chain"],
)
def test_source_that_is_no_python_has_no_findings(source: bytes) -> None:
    assert forbidden_in_source(source, LESSON) == {}


def test_a_long_chain_can_neither_hide_a_call_nor_end_the_judge() -> None:
    assert "share" in findings(f"def share(x): return x{'.a' * 700}.softmax(0)")


@pytest.mark.parametrize("word", [word for word in get_args(Forbidden) if word != "autograd"])
def test_the_dispatchers_names_are_those_of_this_torch(word: Forbidden) -> None:
    import torch

    names = operators_of((word,))
    assert names
    assert not {name for name in names if not hasattr(torch.ops.aten, name)}


def test_a_real_solution_uses_none() -> None:
    """The proof of a lesson shows it for each."""
    from autograder.lesson.kit import Kit

    kit = Kit(ROOT)
    lesson = kit.registry.lesson("02")
    source = (kit.solution(lesson) / f"{lesson.module}.py").read_bytes()
    assert any(function.forbidden for function in lesson.functions)
    assert forbidden_in_source(source, lesson) == {}
