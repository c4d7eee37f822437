"""`compare`: it notes the comparisons that a hidden test asks for."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from autograder.candidate.effects import tensors_in
from autograder.candidate.runtime import compiled
from autograder.candidate.wire import Request, encode
from autograder.judge.case import ALL, DETACHED, Case, Growth, Rule
from autograder.judge.difference import difference
from autograder.judge.distribution import other_distribution
from autograder.judge.draw import Draw
from autograder.judge.plan import HiddenTest, Plan, Step
from autograder.judge.scenario import call, standalone
from autograder.judge.scenarios import share_memory
from autograder.judge.tolerance import measure

_FEW_ROWS, _MANY_ROWS = 4, 24  # of something; two of them may be many at once, so not hundreds


class Compare:
    """The fixture of the hidden suites.

    Args:
        plan: the plan that gets the steps.
        reference: the module of the lesson's solution.
        seed: the seed of the run.
        variants: the variants of the inputs, keys of `runtime.VARIANTS`.
    """

    def __init__(self, plan: Plan, reference: Any, seed: int, variants: Sequence[str] = ALL) -> None:
        self.plan = plan
        self._reference = reference
        self._seed = seed
        self._variants = list(variants)

    def on(self, *variants: str) -> Compare:
        """Return a `Compare` that claims only these variants of the inputs instead of the default `ALL`.

        For a contract that says less: without "double" and "default64" if the function draws random numbers,
        because float64 draws others. To save time is no reason: `autograder verify` finds out which of the
        variants each comparison needs.
        """
        return type(self)(self.plan, self._reference, self._seed, variants)

    @property
    def detached(self) -> Compare:
        """Return a `Compare` that claims no graph of the result, for a contract that allows none."""
        return self.on(*DETACHED)

    def call(self, *args: Any, **kwargs: Any) -> None:
        """Compare a plain call of the graded function."""
        name = self.plan.function.name
        inputs = inspect.signature(getattr(self._reference, name)).bind(*args, **kwargs).arguments
        self(call, function_=name, positional_=len(args), **inputs)

    def __call__(self, scenario: Callable[..., Any], /, **inputs: Any) -> None:
        """Run `scenario(lesson, **inputs)` on the student's module and on the reference.

        For each variant the values, types, shapes, dtypes, devices, gradients and side effects must agree.
        """
        self._note(self._case(scenario, inputs))

    def sizes(self, inputs_of: Callable[..., dict[str, Any]]) -> None:
        """Compare plain calls at sizes that show whether dimensions are confused.

        All sizes are 1, then all are equal, then each is longer than the one before it, then shorter. Then
        every other one is 1, first the odd ones, then the even ones.

        Args:
            inputs_of: a function from sizes to the graded function's arguments, as for `vectorised`.
                Parameters that have a default are no sizes.
        """
        parameters = inspect.signature(inputs_of).parameters.values()
        names = [parameter.name for parameter in parameters if parameter.default is parameter.empty]
        growing = list(range(2, len(names) + 2))
        alike = [[1] * len(names), [3] * len(names)]
        in_turn = [[1 if number % 2 == odd else 2 for number in range(len(names))] for odd in (0, 1)]
        for sizes in (*alike, growing, growing[::-1], *(in_turn if len(names) > 1 else [])):
            self.call(**inputs_of(**dict(zip(names, sizes, strict=True))))

    def each(self, inputs: Mapping[str, Any], **choices: Sequence[Any]) -> None:
        """Compare plain calls with each value of each number in turn, such as the ends of its range.

        Args:
            inputs: the graded function's other arguments, by name.
            choices: the values of an argument, in the place of its value in `inputs` if there is one.
        """
        for name, values in choices.items():
            for value in values:
                self.call(**{**inputs, name: value})

    def apart(self, **inputs: Any) -> None:
        """Compare a plain call, and show that its results share no memory with each other."""
        self.call(**inputs)
        self(share_memory, function_=self.plan.function.name, **inputs)

    def distribution(self, scenario: Callable[..., Any], /, **inputs: Any) -> None:
        """Compare the distributions of random values. The scenario returns a tensor of thousands of them."""
        self._note(self.on("plain", "default64")._case(scenario, inputs, rule=other_distribution))

    def vectorised(
        self, inputs_of: Callable[..., dict[str, Any]], scenario: Callable[..., Any] | None = None
    ) -> None:
        """Compare calls at small and at large sizes, and count the operations that they dispatch.

        Args:
            inputs_of: a function from sizes to the inputs of the scenario, by name. An example:
                `lambda rows, columns: {"x": draw.normal(rows, columns)}`. It is called first with small sizes
                only. Then the first two sizes are large, then the next two, and so on. Messages use the names
                of its parameters.
            scenario: what gets these inputs, such as `forward` for a module; None for a plain call.
        """
        fixed = {"function_": self.plan.function.name, "positional_": 0} if scenario is None else {}
        few_of_all = dict.fromkeys(inspect.signature(inputs_of).parameters, _FEW_ROWS)

        # The same at all sizes, because inputs that require gradients cost operations. Without them if the
        # test allows results without a graph. Gradients would show nothing more.
        variant = "attached" if "gradient" in self._variants else "plain"

        def case(**sizes: int) -> Case:
            return self.on(variant)._case(scenario or call, {**fixed, **inputs_of(**sizes)}, trace=True)

        few = case(**few_of_all)
        self._note(few)
        names = list(few_of_all)
        for start in range(0, len(names), 2):  # in pairs, because a trace is slow and most loops go over both
            grown = names[start : start + 2]
            many = case(**few_of_all | dict.fromkeys(grown, _MANY_ROWS))
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
        request = Request(
            scenario=compiled(standalone(scenario)),
            entry=scenario.__name__,
            inputs={key: encode(value) for key, value in inputs.items()},
            variants=self._variants,
            seed=cotangent_seed(self._seed, self.plan.test),
            device=self.plan.test.device,
            trace=trace,
            watched=self.plan.function.forbidden,
            counts_passes=is_first,  # it costs two more passes, so only one case does it
        )
        needed = self._needed() if not trace else ()
        own = getattr(self._reference, self.plan.function.name)
        size = measure(tensors_in(inputs))
        return Case(request, size, self._reference, rule, needed, is_first=is_first, own=own)

    def _needed(self) -> tuple[str, ...]:
        number = len(self.plan.steps)
        return self.plan.needed[number] if number < len(self.plan.needed) else ()

    def _note(self, *steps: Step) -> None:
        self.plan.steps.extend(steps)


def cotangent_seed(seed: int, test: HiddenTest) -> int:
    """Return the seed of a test's cotangents. A candidate may know it: it doesn't reveal the run's seed."""
    return Draw(seed, f"cotangents of {'.'.join(test)}").seed()
