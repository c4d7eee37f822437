"""The reference's functions inside a submission."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest

from autograder.judge.helpers import Helpers
from autograder.lesson.registry import Function, Lesson

NAMES = ("shift", "scale", "total")
LESSON = Lesson(name="01_tiny", title="Tiny", functions=tuple(Function(name, 1.0) for name in NAMES))
REFERENCE = b'''\
"""The secret of the module."""
from __future__ import annotations
import math
STEP = 1  # a secret remark
UNUSED = "a secret constant"


def shift(x):
    """A secret docstring."""
    return x + STEP


def scale(x: Unknown):
    """Another secret docstring."""
    return _twice(shift(x))


def _twice(x):
    return math.prod((2, x))


def total(x):
    return sum(map(scale, x))
'''


def run(source: str, names: tuple[str, ...]) -> dict[str, Any]:
    """Return the module with the reference's functions of these names."""
    helpers = Helpers(LESSON, source.encode(), REFERENCE)
    namespace = {"__name__": "tiny"}
    exec(compile(helpers.replaced(names), "tiny.py", "exec"), namespace)
    return namespace


class TestReplaced:
    @pytest.mark.parametrize(
        "source",
        [
            "def shift(x): return x\ndef scale(x): return 2 * shift(x)",
            "def scale(x): return 2 * shift(x)\n",  # it is missing
            "shift = lambda x: x\nscale = lambda x, shift=shift: 2 * shift(x)",
            "if True:\n    def shift(x): return x\ndef scale(x, add=shift): return 2 * add(x)\n",
            "# coding: latin-1\n# \xe9\ndef shift(x): return x\r\n\r\n\ndef scale(x): return 2 * shift(x)",
            "def shift(x): return x\nold = shift\n"
            "def shift(x): return old(x)\ndef scale(x): return 2 * shift(x)\n",
            "from __future__ import annotations\n"
            "def shift(x: A): return x\ndef scale(x): return 2 * shift(x)\n",
        ],
    )
    def test_a_function_is_the_references(self, source: str) -> None:
        assert run(source, ("shift",))["scale"](3) == 8

    def test_a_base_class_and_a_decorator_are_the_references(self) -> None:
        source = """
            class Base: step = 0
            class total(Base): pass
            def shift(x): return x
            @lambda function: shift(function(3))
            def scale(x): return 2 * x
        """
        module = run(textwrap.dedent(source), ("shift",))
        assert module["scale"] == 7
        lesson = Lesson(
            name="01_tiny", title="Tiny", functions=(Function("Base", 1.0), Function("total", 1.0))
        )
        helpers = Helpers(
            lesson, textwrap.dedent(source).encode(), b"class Base: step = 1\nclass total: pass\n"
        )
        exec(helpers.replaced(("Base",)), module)
        assert module["total"].step == 1

    def test_the_references_uses_its_own_helpers(self) -> None:
        source = "def shift(x): return 99\ndef _twice(x): return 99\ndef scale(x): return 99\n"
        module = run(source + "def total(x): return sum(scale(one) for one in x)\n", ("scale",))
        assert module["total"]([1, 2]) == 10
        assert module["shift"](1) == 99

    def test_no_other_part_of_the_reference_is_inside(self) -> None:
        helpers = Helpers(LESSON, b"def shift(x): return x\n", REFERENCE)
        text = helpers.replaced(("shift",))
        assert b"STEP" in text
        for absent in (b"secret", b"scale", b"total", b"_twice", b"UNUSED"):
            assert absent not in text


class TestReplaceable:
    def test_only_functions_that_come_before(self) -> None:
        helpers = Helpers(LESSON, b"", REFERENCE)
        assert helpers.replaceable("shift", NAMES) == ()
        assert helpers.replaceable("scale", NAMES) == ("shift",)
        assert helpers.replaceable("total", NAMES) == ("shift", "scale")
        assert helpers.replaceable("total", ["scale"]) == ("scale",)

    def test_none_whose_reference_uses_a_later_function(self) -> None:
        """The user's own reference would come with it."""
        reference = b"def shift(x): return scale(x) / 2\ndef scale(x): return 2 * x\ndef total(x): return x\n"
        helpers = Helpers(LESSON, b"", reference)
        assert helpers.replaceable("scale", ["shift"]) == ()
        assert helpers.replaceable("total", ["shift"]) == ("shift",)


def test_the_helpers_of_a_function_are_those_of_the_lesson() -> None:
    source = b"def total(x): return own(x)\ndef own(x): return scale(x)\ndef scale(x): return shift(x)\n"
    helpers = Helpers(LESSON, source, REFERENCE)
    assert helpers.of("total") == ["shift", "scale"]
    assert helpers.of("shift") == []


def test_text_that_cannot_be_parsed_has_no_helpers() -> None:
    assert Helpers(LESSON, b"def total(x:\n", REFERENCE).of("total") == []
