"""`compare`, on the tiny course and without a sandbox."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
import torch

from autograder.candidate.wire import Batch, Load, Reply, Request
from autograder.errors import CourseError
from autograder.judge.case import ALL, DETACHED, Case
from autograder.judge.compare import Compare
from autograder.judge.draw import Draw
from autograder.judge.plan import Verdict
from autograder.judge.scenarios import share_memory
from autograder.judge.tolerance import Inputs
from autograder.lesson.registry import Limits
from autograder.results import Status
from autograder.sandbox.inline import Inline
from autograder.sandbox.protocol import Breach

Comparing = Callable[..., Verdict | None]
ONE = {"x": torch.ones(1)}
LOOPING = """
import torch

def double(x):
    return torch.stack([2 * row for row in x])
"""


def names(verdict: Verdict | None) -> list[str]:
    assert verdict is not None
    return [suspect.name for suspect in verdict.suspects]


def after_a_backward_pass(lesson: Any, x: torch.Tensor) -> dict[str, Any]:
    w = torch.ones_like(x).requires_grad_()
    y = lesson.double(w * x) ** 2
    y.sum().backward()
    return {"y": y, "the gradient": w.grad}


def far_away(lesson: Any, x: torch.Tensor) -> torch.Tensor:
    near: torch.Tensor = lesson.double(x / 3 + 1e6) - 2e6
    return near**2  # whose gradient is as inexact


class TestVectorised:
    @staticmethod
    def rows(compare: Compare) -> None:
        compare.vectorised(lambda rows: {"x": Draw(1, "t").normal(rows, 3)})

    def test_whole_tensors_pass(self, comparing: Comparing) -> None:
        assert comparing("def double(x): return 2 * x", self.rows) is None

    def test_a_loop_is_seen_and_diagnosed(self, comparing: Comparing) -> None:
        verdict = comparing(LOOPING, self.rows)
        assert verdict is not None
        assert verdict.status is Status.FAILED
        assert "a Python loop goes over the rows" in verdict.message
        assert names(verdict) == ["loops"]

    @pytest.mark.parametrize("scenario", [far_away, after_a_backward_pass])
    def test_a_loop_is_seen_in_a_scenario(self, comparing: Comparing, scenario: Callable[..., Any]) -> None:
        def rows(compare: Compare) -> None:
            compare.vectorised(lambda rows: {"x": Draw(1, "t").normal(rows, 3)}, scenario)

        assert comparing("def double(x): return 2 * x", rows) is None
        verdict = comparing(LOOPING, rows)
        assert verdict is not None
        assert "a Python loop goes over the rows" in verdict.message

    def test_a_loop_of_one_operation_a_row_is_seen(self, comparing: Comparing) -> None:
        """Inputs that require gradients cost operations of their own, and they must not hide the loop."""
        loop = "import torch\ndef double(x): return 2 * torch.stack([x[row] for row in range(len(x))])"
        verdict = comparing(loop, self.rows)
        assert verdict is not None
        assert "a Python loop goes over the rows" in verdict.message

    @pytest.mark.parametrize("axis", range(3))
    def test_each_size_grows_and_is_told_by_its_name(self, comparing: Comparing, axis: int) -> None:
        loop = f"torch.stack([2 * part for part in x.unbind({axis})], {axis})"
        by_axis = f"import torch\ndef double(x): return {loop}"

        def all_three(compare: Compare) -> None:
            compare.vectorised(
                lambda rows, wide_columns, layers: {"x": Draw(1, "t").normal(rows, wide_columns, layers)}
            )

        assert comparing("def double(x): return 2 * x", all_three) is None
        verdict = comparing(by_axis, all_three)
        assert verdict is not None
        told = "layers" if axis == 2 else "rows or the wide columns"
        assert f"a Python loop goes over the {told}." in verdict.message

    def test_a_loop_beside_much_else_is_seen(self, comparing: Comparing) -> None:
        much = "def double(x):\n for _ in range(200): x = x + 0\n return torch.stack([2 * r for r in x])"
        verdict = comparing(f"import torch\n{much}", self.rows)
        assert verdict is not None
        assert "a Python loop goes over the rows" in verdict.message

    def test_folding_in_halves_passes(self, comparing: Comparing) -> None:
        folding = """import torch
def double(x):
    parts = 0 * x
    while parts.shape[0] > 1:
        half = parts.shape[0] // 2
        parts = torch.cat([parts[:half] + parts[half:2 * half], parts[2 * half:]])
    return 2 * x + parts"""
        assert comparing(folding, self.rows) is None

    def test_wrong_values_fail_without_a_loop_too(self, comparing: Comparing) -> None:
        assert names(comparing("def double(x): return x * x", self.rows)) == ["squares"]


class TestStandardClaims:
    """Each is a line of a hidden test, and fails the code that it is there for."""

    @pytest.mark.parametrize(
        "condition",
        [
            "x.shape == (1, 1)",
            "x.shape[0] == x.shape[1] > 1",
            "x.shape[0] < x.shape[1]",
            "x.shape[0] > x.shape[1]",
        ],
    )
    def test_sizes(self, comparing: Comparing, condition: str) -> None:
        def any_size(compare: Compare) -> None:
            compare.sizes(lambda rows, columns: {"x": Draw(1, "t").normal(rows, columns)})

        assert comparing("def double(x): return x + x", any_size) is None
        assert comparing(f"def double(x): return x * (3 if {condition} else 2)", any_size) is not None

    def test_a_parameter_with_a_default_is_no_size(self, comparing: Comparing) -> None:
        def inputs(rows: int, scale: float = 1.0) -> dict[str, torch.Tensor]:
            return {"x": Draw(1, "t").normal(rows, scale=scale)}

        def of_one_size(compare: Compare) -> None:
            compare.sizes(inputs)
            assert len(compare.plan.steps) == 4

        assert comparing("def double(x): return x + x", of_one_size) is None

    @pytest.mark.parametrize("size", range(3))
    def test_one_size_of_one(self, comparing: Comparing, size: int) -> None:
        def any_size(compare: Compare) -> None:
            compare.sizes(lambda a, b, c: {"x": Draw(1, "t").normal(a, b, c)})

        wrong = f"x.shape[{size}] == 1 and x.numel() > 1"
        assert comparing(f"def double(x): return x * (3 if {wrong} else 2)", any_size) is not None

    def test_each_number(self, comparing: Comparing) -> None:
        def ends(compare: Compare) -> None:
            compare.each({}, x=(0.0, 1.0, torch.inf))

        assert comparing("def double(x): return x + x", ends) is None
        for end in ("0.0", "1.0", "float('inf')"):
            assert comparing(f"def double(x): return 3.5 if x == {end} else 2 * x", ends) is not None

    def test_results_that_share_memory(self, comparing: Comparing) -> None:
        def apart(compare: Compare) -> None:
            compare.apart(x=torch.ones(2))

        assert comparing("def double(x): return x + x", apart) is None
        assert comparing("def double(x): return [x + x]", apart) is not None

    @pytest.mark.parametrize(
        ("returned", "shared"),
        [
            ("y, y", True),
            ("y[:1], y[1:]", True),
            ("y, y.clone()", False),
            ("{'a': y, 'b': [y]}", True),
            ("y", False),
        ],
    )
    def test_shared_memory_is_seen(self, returned: str, shared: bool) -> None:
        lesson: Any = ModuleType("lesson")
        exec(f"def f(x):\n    y = x + x\n    return {returned}", lesson.__dict__)
        assert share_memory(lesson, "f", x=torch.ones(2)) == {"results share memory": shared}


class TestBlindness:
    """A comparison in which the reference itself can't be differentiated would pass anything."""

    def test_it_is_refused(self, comparing: Comparing) -> None:
        with pytest.raises(CourseError, match=r"test_it of double shows nothing: .* RuntimeError"):
            comparing(
                "def double(x): return 2 * x", lambda compare: compare(after_a_backward_pass, x=ONE["x"])
            )

    def test_without_gradients_it_shows_something(self, comparing: Comparing) -> None:
        def plain(compare: Compare) -> None:
            compare.on("plain")(after_a_backward_pass, **ONE)

        assert comparing("def double(x): return 2 * x", plain) is None
        assert comparing("def double(x): return 3 * x", plain) is not None


class TestDetached:
    """A contract may allow a result without a graph."""

    @pytest.mark.parametrize(
        ("body", "is_right"),
        [
            ("2 * x", True),
            ("(2 * x).detach()", True),
            ("2 * x.float().to(x.dtype)", False),
            ("2 * x + torch.zeros(3)", False),
            ("2 * x.as_strided(x.shape, x.stride(), 0)", False),
        ],
    )
    def test_it_is_held_to_all_else(self, comparing: Comparing, body: str, is_right: bool) -> None:
        def detached(compare: Compare) -> None:
            compare.detached.call(Draw(1, "t").normal(3))

        text = f"import torch\ndef double(x): return {body}"
        assert (comparing(text, detached) is None) is is_right


class TestSuspects:
    def test_one_that_fails_what_the_submission_passed_is_none(self, comparing: Comparing) -> None:
        def two_then_three(compare: Compare) -> None:
            compare.call(torch.tensor([2.0]))
            compare.call(torch.tensor([3.0]))

        def three_then_two(compare: Compare) -> None:
            compare.call(torch.tensor([3.0]))
            compare.call(torch.tensor([2.0]))

        squares_above_two = "def double(x): return x * x if x.max() > 2 else 2 * x"
        # Values alone agree with the square at 2, gradients don't: the square fails there.
        assert names(comparing(squares_above_two, three_then_two)) == ["squares"]
        assert names(comparing(squares_above_two, two_then_three)) == []


class TestBrief:
    """A right module is run on a few variants of the inputs; a wrong one on all, to tell what is wrong."""

    @pytest.mark.parametrize(
        ("variants", "brief"),
        [
            (ALL, ["double", "strided", "default64"]),
            (DETACHED, list(DETACHED)),
            (("plain", "gradient"), ["gradient"]),
            (("plain", "attached"), ["attached"]),
            (("plain", "double", "strided"), ["double", "strided"]),
            (("plain", "double"), ["double"]),
            (("plain", "strided"), ["plain", "strided"]),
            (("plain",), ["plain"]),
        ],
    )
    def test_the_fewest_variants_that_show_as_much(self, variants: tuple[str, ...], brief: list[str]) -> None:
        request = Request(b"", "", {}, list(variants), 0)
        assert Case(request, Inputs(1, 0.0), ModuleType("none")).brief.request.variants == brief

    @pytest.mark.parametrize(
        ("variants", "brief"),
        [(ALL, ["double"]), (("plain", "double"), ["double"]), (("plain", "strided"), ["plain", "strided"])],
    )
    def test_later_cases_of_a_test_run_in_float64_alone(
        self, variants: tuple[str, ...], brief: list[str]
    ) -> None:
        request = Request(b"", "", {}, list(variants), 0)
        later = Case(request, Inputs(1, 0.0), ModuleType("none"), is_first=False)
        assert later.brief.request.variants == brief

    @pytest.mark.parametrize(
        ("body", "message"),
        [
            ("3 * x", "The result is wrong"),
            ("x.mul_(2)", "It writes to its input `x` in place"),
            (
                "(x + x) if x.is_contiguous() else (3 * x)",
                "With inputs that are not contiguous in memory: The",
            ),
            ("(x + x) if x.dtype == torch.float32 else (3 * x)", "In float64: The result is wrong"),
            ("(x + x).detach()", "With inputs that require gradients: "),
            ("x.add_(x.detach()) if x.dtype == torch.float64 else x + x", "In float64: The gradient"),
        ],
    )
    def test_the_words_are_those_of_the_plainest_variant(
        self, comparing: Comparing, body: str, message: str
    ) -> None:
        found = comparing(
            f"import torch\ndef double(x):\n    return {body}",
            lambda compare: [compare.call(Draw(1, "t").normal(rows, 4)) for rows in (3, 2)],
        )
        assert found is not None
        assert found.message.startswith(message)

    @pytest.mark.parametrize(
        ("variants", "error"), [(ALL, "1e-6"), (("plain", "double"), "1e-6"), (("plain", "attached"), "0.5")]
    )
    def test_rounding_that_the_problem_magnifies_is_allowed_for_too(
        self, comparing: Comparing, variants: tuple[str, ...], error: str
    ) -> None:
        """How much it matters the two precisions tell, of which a right module is run on one alone."""

        def both(compare: Compare) -> None:
            for _ in range(2):
                compare.on(*variants)(far_away, x=Draw(1, "t").normal(40))

        assert comparing("def double(x): return 2 * x", both) is None
        assert comparing("def double(x): return 3 * x - x", both) is None
        assert comparing(f"def double(x): return 2 * x + {error}", both) is not None

    def test_where_it_can_be_run_on_no_more_what_is_known_stands(self, comparing: Comparing) -> None:
        class Brief(Inline):
            """Ends when it is to run the plain variant."""

            def start(self, limits: Limits, watched: tuple[str, ...] = ()) -> Brief:
                return Brief()

            def ask(self, order: Load | Batch, seconds: float) -> Reply:
                if isinstance(order, Batch) and any("plain" in one.variants for one in order.requests):
                    raise Breach(Status.TIMEOUT, "It did not end within 1 s.")
                return super().ask(order, seconds)

        found = comparing(
            "def double(x): return x * x", lambda compare: compare.call(torch.ones(2) * 3), Brief
        )
        assert found is not None
        assert found.status is Status.FAILED
        assert found.message.startswith("In float64: The result is wrong")
        assert names(found) == ["squares"]
