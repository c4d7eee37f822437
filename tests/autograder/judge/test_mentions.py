"""Which names of a module use which others."""

from __future__ import annotations

import pytest

from autograder.judge.mentions import passages_of, reached

MODULE = b'''\
"""A module."""
from __future__ import annotations
import torch
from torch import nn as layers

EPS = 1e-5
first = second = None; third = EPS


def plain(x):
    return torch.relu(x) + EPS


def through(x):
    return [plain(row) for row in x]


def local(plain):
    through = plain
    return through


@plain
def decorated(x): return x


def bound(x, at=plain): return at(x)


if EPS:
    def inside(x): return plain(x)


class Layer(layers.Module):
    def forward(self, x):
        def deep():
            return through(x)
        return self.plain(deep())
'''


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("plain", {"torch", "EPS"}),
        ("through", {"plain", "torch", "EPS"}),
        ("local", set()),
        ("decorated", {"plain", "torch", "EPS"}),
        ("bound", {"plain", "torch", "EPS"}),
        ("inside", {"plain", "torch", "EPS"}),
        ("Layer", {"layers", "through", "plain", "torch", "EPS"}),
        ("first", {"EPS"}),  # it shares its line with `third`
        ("missing", set()),
    ],
)
def test_what_a_name_reaches(name: str, expected: set[str]) -> None:
    assert reached(passages_of(MODULE), name) == expected


def test_two_that_call_each_other() -> None:
    passages = passages_of(b"def even(n): return odd(n - 1)\ndef odd(n): return even(n - 1)\n")
    assert reached(passages, "even") == {"even", "odd"}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_in_the_file(end: str) -> None:
    text = end.join(["# a remark", 's = """é\u2028', '\x0c"""', "def f():", "    return s", ""])
    passages = passages_of(text.encode())
    assert [passage.last_line for passage in passages] == [3, 5]
    assert reached(passages, "f") == {"s"}


def test_a_line_of_many_statements_takes_no_longer_than_many_lines() -> None:
    (passage,) = passages_of(b"a=1;" * 30_000)
    assert len(passage.statements) == 30_000
