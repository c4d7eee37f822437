"""Visible checks: what is compared, and what a failing one says, to the letter."""

from __future__ import annotations

import math
import subprocess
import sys
import textwrap
from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import tensor

from autograder.checks.expect import Difference, Failed, expect

RIGHT = [tensor([[1.0, 2.0]]), tensor(1.0), tensor([True]), 1.0, 2, None, ["a"], (1, tensor(1.0))]
ODD = [
    *((), (None, None), [], 3, math.nan, "text", b"", {}, {1}, ..., print, torch.float32, type),
    *(np.zeros(3), np.float32(1), torch.Size([1]), torch.nn.Linear(1, 1), torch.zeros(300, 300)),
    *(torch.zeros(0), torch.zeros(1, 0), torch.full((1, 2), math.nan), torch.tensor([[1, 2]])),
    *(torch.ones(1, 2, device="meta"), torch.ones(1, 2).to_sparse(), torch.ones(1, 2, requires_grad=True)),
    *(torch.ones(1, 2, dtype=dtype) for dtype in (torch.complex64, torch.float8_e4m3fn, torch.bfloat16)),
]
Run = Callable[..., str | None]
Load = Callable[..., Callable[[], None]]


class TestMessage:
    def test_of_a_known_mistake(self, run: Run) -> None:
        assert run("return x * x") == textwrap.dedent("""\
            Twice a half is a whole.

                x = tensor([0.5, 2.0])
                double(x)

            Formula: double(x) = x + x
            By hand: 0.5 + 0.5 = 1 and 2 + 2 = 4.
            Expected: [1, 4]
            Got: [0.25, 4]
            First difference: [0] expected 1, got 0.25
            Likely mistake: These are the squares.""")

    def test_of_an_exception(self, run: Run) -> None:
        assert run("y = x\nreturn y + missing") == textwrap.dedent("""\
            Twice a half is a whole.

                x = tensor([0.5, 2.0])
                double(x)

            Raised: NameError: name 'missing' is not defined
            Where: tiny.py, line 3, in double
                return y + missing""")

    def test_of_an_unwritten_function_is_one_line(self, run: Run) -> None:
        assert run('raise NotImplementedError("double is not written yet")') == "double is not written yet"

    def test_another_error_that_is_not_implemented_is_shown(self, run: Run) -> None:
        message = run('raise NotImplementedError("no kernel")')
        assert message is not None
        assert "Raised: NotImplementedError: no kernel" in message

    @pytest.mark.filterwarnings("error")
    def test_a_warning_is_no_failure(self, run: Run) -> None:
        assert run("import warnings\nwarnings.warn('old', stacklevel=1)\nreturn x + x") is None

    def test_none_where_all_is_right(self, run: Run) -> None:
        assert run("return x + x") is None

    def test_of_a_result_that_the_check_can_not_work_with(self, run: Run) -> None:
        message = run(
            "return None",
            '''
            @check
            def test_double_of_a_half():
                """Two halves."""
                first, second = double(tensor([0.5, 0.5]))
                expect((first, second), (tensor(1.0), tensor(1.0)))
            ''',
        )
        assert message == textwrap.dedent("""\
            Two halves.

                first, second = double(tensor([0.5, 0.5]))

            Raised: TypeError: cannot unpack non-iterable NoneType object
            Where: in the last line above, outside of your functions""")

    def test_is_wrapped_to_80_columns(self, run: Run) -> None:
        long = "A sentence that is far longer than a line of a terminal can be, which nobody wants to scroll."
        message = run(
            "return [7.0] * 24",
            f'''
            @check
            def test_double_of_a_half():
                """{long}"""
                expect(double(0.5), [-1.0] * 24, "{long}")
            ''',
        )
        assert message is not None
        assert max(map(len, message.splitlines())) <= 80
        assert long in message.replace("\n", " ")
        assert "- 1" not in message.replace("\n", " ")  # no number is broken at its minus

    def test_an_endless_exception_is_cut(self, run: Run) -> None:
        message = run("raise ValueError('many words ' * 1000)")
        assert message is not None
        assert len(message) < 700

    def test_a_formula_of_several_lines_keeps_its_lines(self, run: Run) -> None:
        message = run(
            "return 2",
            '''
            @check
            def test_double_of_a_half():
                """Twice a half.

                y = x + x
                  = 2 * x
                """
                expect(double(0.5), 1.0)
            ''',
        )
        assert message is not None
        assert "Formula:\n    y = x + x\n      = 2 * x\nExpected" in message


class TestOutcome:
    """For programs that show results of checks, such as those that run them again and again."""

    @pytest.mark.parametrize(
        ("body", "outcome"),
        [
            ("return x", "failed"),
            ('raise NotImplementedError("double is not written yet")', "unwritten"),
            ("return x.y", "error"),
            ("raise AssertionError('of the student')", "error"),
        ],
    )
    def test_what_happened(self, load: Load, body: str, outcome: str) -> None:
        with pytest.raises(Failed) as failure:
            load(body)()
        assert failure.value.outcome == outcome

    def test_no_traceback_is_printed(self, load: Load) -> None:
        with pytest.raises(Failed) as failure:
            load("return x.y")()
        assert failure.value.pytrace is False
        assert failure.value.__cause__ is failure.value.__context__ is None

    def test_what_ends_pytest_is_let_through(self, load: Load) -> None:
        with pytest.raises(KeyboardInterrupt):
            load("raise KeyboardInterrupt")()


class TestErrors:
    CHECK = '''
        @check
        def test_double_of_a_word():
            """A word is refused."""
            with expect_error(ValueError, "word"):
                double("x")
    '''

    @pytest.mark.parametrize("body", ["raise ValueError('a word')", "raise UnicodeError('word')"])
    def test_the_right_one(self, run: Run, body: str) -> None:
        assert run(body, self.CHECK) is None

    @pytest.mark.parametrize(
        ("body", "got"),
        [
            ("return x", "Got: no exception"),
            ("raise ValueError('no')", "Got: ValueError: no\nWhere: tiny.py, line 2, in double"),
            ("return x.y", "Got: AttributeError: 'str' object has no attribute 'y'\nWhere: tiny.py, line 2"),
            ("raise ValueError", "Got: ValueError\nWhere: tiny.py"),
        ],
    )
    def test_another(self, run: Run, body: str, got: str) -> None:
        message = run(body, self.CHECK)
        assert message is not None
        assert f"Expected: ValueError with 'word' in its message\n{got}" in message

    def test_of_an_unwritten_function(self, run: Run) -> None:
        unwritten = 'raise NotImplementedError("double is not written yet")'
        any_error = self.CHECK.replace('ValueError, "word"', "RuntimeError")
        for source in (self.CHECK, any_error):  # NotImplementedError is a RuntimeError
            assert run(unwritten, source) == "double is not written yet"


def lines(got: object, expected: object, *mistakes: tuple[object, str]) -> list[str]:
    with pytest.raises(Difference) as difference:
        expect(got, expected, "", *mistakes)
    return list(difference.value.lines)


class TestExpect:
    @pytest.mark.parametrize(
        ("got", "expected"),
        [
            (tensor([1 / 3]), tensor([0.333334])),
            (tensor([math.nan, math.inf]), tensor([math.nan, math.inf])),
            (tensor([1.0], requires_grad=True), tensor([1.0])),
            (torch.nn.Parameter(tensor([1.0])), tensor([1.0])),
            (tensor([True]), tensor([True])),
            (torch.ones(2, 3).T, torch.ones(3, 2)),
            (1 / 3, 0.333334),
            (math.inf, math.inf),
            ((tensor([1.0]), [2, "x", None]), (tensor([1.0]), [2, "x", None])),
            ({"a": 1}, {"a": 1}),
        ],
    )
    def test_the_same(self, got: object, expected: object) -> None:
        expect(got, expected)

    @pytest.mark.parametrize(
        ("got", "expected", "told"),
        [
            (tensor([1.0]), tensor([[1.0]]), ["Expected: shape [1, 1]: [[1]]", "Got: shape [1]: [1]"]),
            (tensor([1]), tensor([1.0]), ["Expected: float32: [1]", "Got: int64: [1]"]),
            (
                tensor([2], dtype=torch.float64),
                tensor(1.0),
                ["Expected: shape [], float32: 1", "Got: shape [1], float64: [2]"],
            ),
            (torch.ones(1, device="meta"), tensor([1.0]), ["Expected: on cpu: [1]", "Got: on meta"]),
            (torch.ones(1).to_sparse(), tensor([1.0]), ["Expected: strided: [1]", "Got: sparse_coo"]),
            (None, tensor([1.0]), ["Expected: a tensor: [1]", "Got: None"]),
            (tensor([1.0]), None, ["Expected: None", "Got: a tensor: [1]"]),
            (1, tensor(1.0), ["Expected: a tensor: 1", "Got: an int: 1"]),
            (
                np.array([1.5]),
                tensor([1.5]),
                ["Expected: a tensor: [1.5]", "Got: a NumPy array: array([1.5])"],
            ),
            (np.float64(1), 1.0, ["Expected: a float: 1", "Got: a float64: np.float64(1.0)"]),
            (True, 1, ["Expected: an int: 1", "Got: a bool: True"]),
            (tensor(1.0), 1.0, ["Expected: a float: 1", "Got: a tensor: 1"]),
            (2.0, 1.0, ["Expected: 1", "Got: 2"]),
            ("b", "a", ["Expected: 'a'", "Got: 'b'"]),
            (
                (tensor([1.0]),),
                (tensor([1.0]), tensor([2.0])),
                ["Expected: a tuple of 2: ([1], [2])", "Got: a tuple of 1: ([1])"],
            ),
            ([1, 2], (1, 2), ["Expected: a tuple of 2: (1, 2)", "Got: a list of 2: [1, 2]"]),
            (
                (tensor([1.0]), None),
                (tensor([1.0]), tensor([2.0])),
                ["Expected: ([1], a tensor: [2])", "Got: ([1], None)"],
            ),
        ],
    )
    def test_another(self, got: object, expected: object, told: list[str]) -> None:
        assert lines(got, expected)[:2] == told

    @pytest.mark.parametrize(
        ("got", "expected", "told"),
        [
            (torch.zeros(2, 3), torch.eye(2, 3), "s: [0, 0] expected 1, got 0; [1, 1] expected 1, got 0"),
            (tensor([1.0, 2.5]), tensor([1.0, 2.0]), ": [1] expected 2, got 2.5"),
            (tensor([1, 2]), tensor([1, 3]), ": [1] expected 3, got 2"),
            (tensor([False]), tensor([True]), ": [0] expected True, got False"),
            (
                (tensor([1.0]), tensor([2.0])),
                (tensor([1.0]), tensor([3.0])),
                ": item 1 at [0] expected 3, got 2",
            ),
            ((1, [2, 4]), (1, [2, 3]), ": item 1, item 1 expected 3, got 4"),
            ((tensor(1.0), 2), (tensor(3.0), 2), ": item 0 expected 3, got 1"),
        ],
    )
    def test_first_places(self, got: object, expected: object, told: str) -> None:
        assert lines(got, expected)[2] == f"First difference{told}"

    def test_no_more_than_three_places(self) -> None:
        assert lines(torch.zeros(100), torch.ones(100))[2].count("expected") == 3

    def test_a_large_tensor_is_not_written_in_full(self) -> None:
        told = lines(torch.zeros(10, 10), torch.ones(3))
        assert told[1] == "Got: shape [10, 10]: 0, 0, 0, 0, 0, 0, 0, 0 and 92 more"

    @pytest.mark.parametrize(
        ("got", "expected", "sentence"),
        [
            (tensor([[1.0, 2.0], [3.0, 4.0]]), tensor([[1.0, 3.0], [2.0, 4.0]]), "It is the transpose"),
            (torch.arange(6.0).reshape(2, 3), torch.arange(6.0).reshape(2, 3).T, "It is the transpose"),
            (torch.ones(3, 3).tril() > 0, torch.ones(3, 3).triu() > 0, "It is the transpose"),
            (tensor([-1.0, 2.0]), tensor([1.0, -2.0]), "Its sign is reversed"),
            (tensor([2.0, 6.0]), tensor([1.0, 3.0]), "It is 2 times the right result"),
            (tensor([2.0, 4.0]), tensor([1.0, 3.0]), "It is off by the constant 1"),
            (tensor([2.0, 5.0, 1.0]), tensor([1.0, 2.0, 5.0]), "It has the right entries"),
            (tensor([1.0]), tensor([[1.0]]), "only the shape is wrong"),
            (tensor([1]), tensor([1.0]), "only the dtype is wrong"),
            (tensor([math.nan]), tensor([1.0]), "It contains NaN"),
            (tensor([-math.inf]), tensor([1.0]), "It contains an infinity"),
            (None, tensor([1.0]), "ends without `return`"),
            (np.array([1.0]), tensor([1.0]), "It is a NumPy value"),
            ((tensor([1.0]), 2), tensor([1.0]), "One of its items is right"),
            ((1, tensor([1, 2])), (1, tensor([1.0, 2.0])), "only the dtype is wrong"),
        ],
    )
    def test_kind_of_difference(self, got: object, expected: object, sentence: str) -> None:
        assert lines(got, expected)[-1].startswith("Likely mistake: ")
        assert sentence in lines(got, expected)[-1]

    def test_a_known_mistake_goes_before_its_kind(self) -> None:
        told = lines(
            tensor([2.0, 2.0]), tensor([1.0, 1.0]), (tensor([3.0, 3.0]), "No."), (tensor([2.0, 2.0]), "Yes.")
        )
        assert told[-1] == "Likely mistake: Yes."

    @pytest.mark.parametrize("expected", RIGHT, ids=str)
    @pytest.mark.parametrize("got", ODD, ids=lambda got: " ".join(repr(got).split())[:40])
    def test_whatever_comes_is_told(self, got: object, expected: object) -> None:
        assert [line.split(":")[0] for line in lines(got, expected)[:2]] == ["Expected", "Got"]


ON_A_DEVICE = """
import torch
from torch import tensor
from autograder.candidate import simgpu
from autograder.checks.expect import Difference, expect

simgpu.register()
for got in (tensor([1.0, 2.0]), tensor([2.0, 1.0]), tensor([[1.0], [2.0]]), tensor([1, 2])):
    try:
        expect(got.to("simgpu"), tensor([1.0, 2.0]), "", (tensor([2.0, 1.0]), "No."))
    except Difference as difference:
        print(difference)
"""


def test_a_tensor_on_an_accelerator() -> None:
    """Its numbers can be read, and must not meet those on the CPU. A device is for good: another process."""
    command = [sys.executable, "-W", "ignore", "-c", ON_A_DEVICE]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.stdout.splitlines() == [
        *("Expected: on cpu: [1, 2]", "Got: on simgpu:0: [1, 2]"),
        *("Expected: on cpu: [1, 2]", "Got: on simgpu:0: [2, 1]"),
        *("Expected: shape [2], on cpu: [1, 2]", "Got: shape [2, 1], on simgpu:0: [[1], [2]]"),
        *("Expected: float32, on cpu: [1, 2]", "Got: int64, on simgpu:0: [1, 2]"),
    ], ended.stderr
