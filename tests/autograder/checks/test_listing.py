"""The lines of a check that a failure shows."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

Run = Callable[..., str | None]


class TestListing:
    """The call can be retyped, and shows nothing of what is expected."""

    def shown(self, run: Run, body: str, student: str = "return -1.0") -> str:
        head = '@check\ndef test_double_of_it():\n    """It."""'
        message = run(student, f"{head}\n{textwrap.indent(textwrap.dedent(body), '    ')}")
        assert message is not None
        return textwrap.dedent(message.split("\n\n", 1)[1].rsplit("\n\n", 1)[0])

    def test_what_is_expected_is_left_out(self, run: Run) -> None:
        body = """
            right = 0.25 + 0.25
            half = 0.5
            expect(half, 0.5)
            expect(double(half), right)
        """
        assert self.shown(run, body) == "half = 0.5\ndouble(half)"

    def test_what_works_in_place_is_kept(self, run: Run) -> None:
        body = """
            xs, ys = [], 1
            xs.append(ys)
            xs[0] = 0.5
            expect(double(xs), 0.0)
        """
        assert self.shown(run, body) == "xs, ys = [], 1\nxs.append(ys)\nxs[0] = 0.5\ndouble(xs)"

    def test_a_nested_function_is_kept_if_it_is_used(self, run: Run) -> None:
        body = """
            def half():
                return 0.5

            def other():
                return 1

            expect(double(half()), 0.0)
        """
        assert self.shown(run, body) == "def half():\n    return 0.5\n\ndouble(half())"

    def test_the_calls_of_an_expected_error(self, run: Run) -> None:
        body = """
            with expect_error(ValueError):
                double(-1)
        """
        assert self.shown(run, body) == "double(-1)"

    def test_a_call_of_several_lines(self, run: Run) -> None:
        body = """
            expect(
                double(
                    0.5,
                ),
                1.0,
            )
        """
        assert self.shown(run, body) == "double(\n    0.5,\n)"
