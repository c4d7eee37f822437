"""`compare`: notes what a hidden test asks, and what the reference makes of it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

from autograder.candidate.runtime import compiled, tensors_in
from autograder.candidate.wire import Request, encode
from autograder.judge.case import ALL, Case, Growth, Rule
from autograder.judge.difference import difference
from autograder.judge.distribution import other_distribution
from autograder.judge.draw import Draw
from autograder.judge.plan import HiddenTest, Plan, Step
from autograder.judge.scenario import call, standalone
from autograder.judge.tolerance import measure

_FEW_ROWS, _MANY_ROWS = 4, 24  # of something; two of them may be many at once, so not hundreds


class Compare:
    """The fixture of the hidden suites.

    Args:
        plan: is filled with the steps.
        reference: the lesson's module.
        seed: the run's own.
    """

    def __init__(self, plan: Plan, reference: Any, seed: int, variants: Sequence[str] = ALL) -> None:
        self.plan = plan
        self._reference = reference
        self._seed = seed
        self._variants = list(variants)

    def on(self, *variants: str) -> Compare:
        """The same with other variants of the inputs than all of plain, gradient, double and strided.

        There is attached too, where inputs require gradients and none are computed.
        """
        return type(self)(self.plan, self._reference, self._seed, variants)

    @property
    def values(self) -> Compare:
        """For a claim about values alone, in float32: no gradient is computed.

        That takes a third of the time. Inputs require gradients all the same, so that it shows whether the
        result has a graph. The reference must be right in float64 too: that is what the values are held to
        where rounding alone doesn't explain a difference.
        """
        return self.on("plain", "attached")

    def call(self, *args: Any, **kwargs: Any) -> None:
        """Compare a plain call of the graded function."""
        name = self.plan.function.name
        inputs = inspect.signature(getattr(self._reference, name)).bind(*args, **kwargs).arguments
        self(call, function_=name, positional_=len(args), **inputs)

    def __call__(self, scenario: Callable[..., Any], /, **inputs: Any) -> None:
        """Run `scenario(lesson, **inputs)` on the student's module and on the reference.

        Values, types, shapes, dtypes, devices, gradients and side effects must agree, for each variant.
        """
        self._note(self._case(scenario, inputs))

    def distribution(self, scenario: Callable[..., Any], /, **inputs: Any) -> None:
        """Compare how random values are distributed; the scenario returns a tensor of thousands of them."""
        self._note(self.on("plain")._case(scenario, inputs, rule=other_distribution))

    def vectorised(self, inputs_of: Callable[..., dict[str, Any]]) -> None:
        """Compare plain calls on few and on many of something, and count the operations that they dispatch.

        Args:
            inputs_of: the arguments of the graded function, by name. It takes numbers, and is called with few
                of everything, then with many of the first two, then of the next two, and so on. What there
                are many of, the parameters' names tell: `lambda rows, columns: {"x": draw.normal(rows,
                columns)}`.
        """
        fixed = {"function_": self.plan.function.name, "positional_": 0}
        few_of_all = dict.fromkeys(inspect.signature(inputs_of).parameters, _FEW_ROWS)

        def case(*variants: str, **sizes: int) -> Case:
            return self.on(*variants)._case(call, {**fixed, **inputs_of(**sizes)}, trace=True)

        # Not attached where a test says that a right result may have no graph. Gradients show nothing more.
        few = case("plain", *(["attached"] if "gradient" in self._variants else []), **few_of_all)
        self._note(few)
        names = list(few_of_all)
        for start in range(0, len(names), 2):  # a trace is dear, and most loops go over both of two
            grown = names[start : start + 2]
            many = case("plain", **few_of_all | dict.fromkeys(grown, _MANY_ROWS))
            things = tuple(name.replace("_", " ") for name in grown)
            self._note(many, Growth(things, (_FEW_ROWS, _MANY_ROWS), few, many))

    def _case(
        self,
        scenario: Callable[..., Any],
        inputs: dict[str, Any],
        rule: Rule = difference,
        trace: bool = False,
    ) -> Case:
        is_first = not self.plan.steps
        forbidden = self.plan.function.forbidden
        if not is_first:  # a backward pass takes two more to see, so one case of a test must do
            forbidden = tuple(word for word in forbidden if word != "autograd")
        request = Request(
            scenario=compiled(standalone(scenario)),
            entry=scenario.__name__,
            inputs={key: encode(value) for key, value in inputs.items()},
            variants=self._variants,
            seed=cotangent_seed(self._seed, self.plan.test),
            device=self.plan.test.device,
            trace=trace,
            watched=forbidden,
        )
        return Case(request, measure(tensors_in(inputs)), self._reference, rule, is_first=is_first)

    def _note(self, *steps: Step) -> None:
        self.plan.steps.extend(steps)


def cotangent_seed(seed: int, test: HiddenTest) -> int:
    """A seed that a candidate may know: the run's own can't be told from it."""
    return Draw(seed, f"cotangents of {'.'.join(test)}").seed()
