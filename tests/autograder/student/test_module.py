"""A student's module as text."""

from __future__ import annotations

import pytest

from autograder.student.module import Module


class TestModule:
    BEFORE = """\
import math


def a():
    return 1


def b():
    return a()


def c():
    return b()


def d():
    return 4
"""

    @pytest.mark.parametrize(
        ("old", "new", "touched"),
        [
            ("return 1", "return 2", {"a", "b", "c"}),
            ("return a()", "return 5", {"b", "c"}),
            ("return 4", "return 5", {"d"}),
            ("return 4", "return 4  # four", {"d"}),
            ("import math", "import math  # pi", set()),
            ("import math", "import torch", None),
            ("def d", "X = 1\n\n\ndef d", None),
            ("def a", "@print\ndef a", {"a", "b", "c"}),
            ("def a", "def e", {"a", "b", "c", "e"}),
        ],
    )
    def test_a_change_touches_what_it_changes_and_what_calls_that(
        self, old: str, new: str, touched: set[str] | None
    ) -> None:
        after = Module(self.BEFORE.replace(old, new).encode())
        assert after.touched_since(Module(self.BEFORE.encode())) == touched

    def test_where_to_write(self) -> None:
        text = (
            "import x\n\n\nclass A:\n    def f(self):\n        'F.'\n"
            "        raise NotImplementedError('A.f is not written yet')\n"
        )
        assert Module(text.encode()).place_to_write("A") == 7
        assert Module(text.replace("is not written yet", "").encode()).place_to_write("A") == 4
        assert Module(text.encode()).place_to_write("B") is None

    def test_of_two_definitions_the_last_counts(self) -> None:
        assert Module(b"def a():\n    x\n\n\ndef a():\n    y\n").text_of("a") == "def a():\n    y\n"
