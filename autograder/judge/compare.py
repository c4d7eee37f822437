"""`compare`: the same scenario on the reference and on the student's module."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import pytest
import torch

from autograder.candidate.frames import WireError
from autograder.candidate.runtime import VARIANTS
from autograder.candidate.wire import Request, Run, encode
from autograder.judge.case import Case, Rule
from autograder.judge.difference import difference
from autograder.judge.distribution import other_distribution
from autograder.judge.draw import Draw
from autograder.judge.lesson import Material, Mistake
from autograder.judge.memory import Memory, Test
from autograder.judge.scenario import call, standalone
from autograder.judge.submission import Submission
from autograder.judge.tolerance import measure
from autograder.registry import Function
from autograder.results import Status
from autograder.sandbox.protocol import Breach

_SIZES = (4, 64)  # few and many


class Verdict(pytest.fail.Exception):  # type: ignore[misc, name-defined]
    """Ends a test with the words that the student reads.

    Args:
        suspects: the known mistakes whose outcome equals the student's.
    """

    def __init__(self, status: Status, message: str, suspects: Sequence[Mistake] = ()) -> None:
        super().__init__(" ".join([message, *(suspect.sentence for suspect in suspects[:1])]), pytrace=False)
        self.status = status
        self.message = message
        self.suspects = tuple(suspects)


class Context(NamedTuple):
    """The graded function, and where and on what it is graded."""

    material: Material
    function: Function
    submission: Submission
    test: Test
    seed: int
    memory: Memory

    @property
    def device(self) -> str:
        return self.test[2]


class Compare:
    """The fixture of the hidden suites."""

    def __init__(self, context: Context, variants: Sequence[str] = tuple(VARIANTS)) -> None:
        self._context = context
        self._variants = list(variants)

    def on(self, *variants: str) -> Compare:
        """The same with fewer variants of the inputs: of plain, gradient, double and strided."""
        return Compare(self._context, variants)

    def call(self, *args: Any, **kwargs: Any) -> None:
        """Compare a plain call of the graded function."""
        name = self._context.function.name
        signature = inspect.signature(getattr(self._context.material.reference, name))
        inputs = signature.bind(*args, **kwargs).arguments
        self(call, function_=name, positional_=len(args), **inputs)

    def __call__(self, scenario: Callable[..., Any], /, **inputs: Any) -> None:
        """Run `scenario(lesson, **inputs)` on the student's module and on the reference.

        Values, types, shapes, dtypes, devices, gradients and side effects must agree, for each variant.
        Ends the test with a `Verdict` if they don't.
        """
        self._compare(scenario, inputs)

    def distribution(self, scenario: Callable[..., Any], /, **inputs: Any) -> None:
        """Compare how random values are distributed; the scenario returns a tensor of thousands of them."""
        self.on("plain")._compare(scenario, inputs, rule=other_distribution)

    def vectorised(self, over: str, inputs_of: Callable[[int], dict[str, Any]]) -> None:
        """Compare plain calls on few and on many, and count the operations that they dispatch.

        Args:
            over: what there are few or many of, in a word: "rows".
            inputs_of: the arguments of the graded function, by name, for a number of these.
        """
        name = self._context.function.name
        # The first variant is the one that is counted; a float64 or strided run would show nothing more.
        called = self.on(*(variant for variant in self._variants if variant in ("plain", "gradient")))
        cases = []
        for size in _SIZES:
            inputs = {"function_": name, "positional_": 0, **inputs_of(size)}
            cases.append(called._compare(call, inputs, trace=True))
        few, many = (runs[0].dispatched for _, runs in cases)
        if _grows(few, many):
            looping = [
                mistake
                for mistake in self._context.material.mistakes[name]
                if _grows(*(self._context.memory.outcome(mistake, case)[0].dispatched for case, _ in cases))
            ]
            message = (
                f"It takes {few} operations for {_SIZES[0]} {over} and {many} for {_SIZES[1]}: "
                f"a Python loop goes over the {over}. Work on the whole tensor at once."
            )
            raise Verdict(Status.FAILED, message, looping)

    def _compare(
        self,
        scenario: Callable[..., Any],
        inputs: dict[str, Any],
        rule: Rule = difference,
        trace: bool = False,
    ) -> tuple[Case, list[Run]]:
        context = self._context
        request = Request(
            scenario=standalone(scenario),
            entry=scenario.__name__,
            inputs={key: encode(value) for key, value in inputs.items()},
            variants=self._variants,
            seed=cotangent_seed(context.seed, context.test),
            device=context.device,
            trace=trace,
        )
        measured = measure(_tensors(inputs))
        case = context.memory.case(context.test, context.material.reference, request, measured, rule)
        try:
            runs = context.submission.run(context.function, request)
            fault = case.fault(runs)
            if fault is not None:
                status = Status.ERROR if fault.raised else Status.FAILED
                raise Verdict(status, fault.message, self._suspects(case, runs))
        except Breach as breach:
            raise Verdict(breach.status, breach.message) from None
        except WireError as error:
            message = f"Its process sent something that is no result ({error})."
            raise Verdict(Status.CRASHED, message) from None
        return case, runs

    def _suspects(self, case: Case, runs: list[Run]) -> list[Mistake]:
        context = self._context
        mistakes = context.material.mistakes[context.function.name]
        return [one for one in mistakes if case.agree(runs, context.memory.outcome(one, case))]


def _grows(few: int, many: int) -> bool:
    """Whether the operations grow with the size. Folding in halves, which grows by its logarithm, may."""
    return many > 2 * few + 10


def cotangent_seed(seed: int, test: Test) -> int:
    """A seed that a candidate may know: the run's own can't be told from it."""
    return Draw(seed, f"cotangents of {'.'.join(test)}").seed()


def _tensors(inputs: dict[str, Any]) -> list[torch.Tensor]:
    return [x for x in torch.utils._pytree.tree_leaves(inputs) if isinstance(x, torch.Tensor)]
