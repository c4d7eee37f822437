"""What a hidden test holds a module to: single cases, and how two of them compare."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import cache, cached_property
from types import ModuleType
from typing import NamedTuple

import msgspec

from autograder.candidate import wire
from autograder.candidate.runtime import VARIANTS, perform
from autograder.candidate.wire import Request, Run
from autograder.errors import GraderError
from autograder.judge.difference import difference, is_same
from autograder.judge.material import Mistake
from autograder.judge.tolerance import Inputs

ALL = ("plain", "gradient", "double", "strided")  # variants, in the order in which a fault is looked for
_SETTINGS = {
    "plain": "",
    "attached": "With inputs that require gradients: ",
    "gradient": "With inputs that require gradients: ",
    "double": "In float64: ",
    "strided": "With inputs that are not contiguous in memory: ",
}


# Exceptions that the machine is to blame for, as when its GPU is full: no submission is held to them.
_MACHINES = frozenset({"AcceleratorError", "OutOfMemoryError"})


class Fault(NamedTuple):
    """How runs differ from the expected ones."""

    message: str
    raised: bool = False  # an exception came where none was expected


# Tells how a run differs from an expected one; the third is the expected one in the other precision, if any.
Rule = Callable[[Run, Run, Run | None, Inputs], str | None]


class Case:
    """A request with the reference's runs, and the rule by which others are held to them.

    Args:
        is_first: whether it is the first of its test.
    """

    def __init__(
        self,
        request: Request,
        inputs: Inputs,
        reference: ModuleType,
        rule: Rule = difference,
        *,
        is_first: bool = True,
    ) -> None:
        self.request = request
        self._inputs = inputs
        self._reference = reference
        self._rule = rule
        self._is_first = is_first
        self._outcomes: dict[str, list[Run]] = {}

    @property
    def expected(self) -> list[Run]:
        return self._performed[0]

    @property
    def seconds(self) -> float:
        """What the reference took, of the processor: others must not lengthen what a candidate may take."""
        return self._performed[1]

    @cached_property
    def _performed(self) -> tuple[list[Run], float]:
        started = time.process_time()
        runs = perform(self._reference, self.request)
        seconds = time.process_time() - started
        for run in runs:
            if run.fault is not None and not _MACHINES.isdisjoint(run.fault.kinds):
                raise GraderError(f"The reference could not be run: {run.fault.message}")
        return runs, seconds

    @property
    def hidden_by(self) -> wire.RaisedException | None:
        """What ends the reference's run where gradients are asked for, and only there; None if nothing does.

        Whatever a submission answers would be expected to end the same way.
        """
        for variant, run in zip(self.request.variants, self.expected, strict=True):
            if run.fault is not None and VARIANTS[variant].attached:
                (plain,) = perform(self._reference, msgspec.structs.replace(self.request, variants=["plain"]))
                return run.fault if plain.fault is None else None
        return None

    @cached_property
    def brief(self) -> Case:
        """The same on as few variants as show whether anything is wrong."""
        variants = _brief(self.request.variants, self._is_first)
        if variants == self.request.variants:
            return self
        request = msgspec.structs.replace(self.request, variants=variants)
        return Case(request, self._inputs, self._reference, self._rule)

    def outcome(self, mistake: Mistake) -> list[Run]:
        """What a known mistake of the function makes of the request."""
        if mistake.name not in self._outcomes:
            self._outcomes[mistake.name] = self._tried(mistake.module)
        return self._outcomes[mistake.name]

    def _tried(self, module: ModuleType) -> list[Run]:
        """An index out of bounds ends CUDA for the process, so what fails on the CPU isn't tried there."""
        if self.request.device == "cuda":
            runs = perform(module, msgspec.structs.replace(self.request, device="cpu"))
            if any(run.fault is not None for run in runs):
                return runs
        return perform(module, self.request)

    def fault(self, answers: Answers) -> Fault | None:
        """The first variant that differs, and how; None if all agree."""
        for variant, run, wanted in zip(self.request.variants, answers(self), self.expected, strict=True):
            measure = self._measure(variant, self.expected)
            message = self._rule(run, wanted, measure, self._inputs)
            if message is not None and (measure is None or variant == "double"):
                message = self._rule(run, wanted, self._in_other_precision, self._inputs)
            if message is not None:
                raised = run.fault is not None and wanted.fault is None
                return Fault(_SETTINGS[variant] + message, raised)
        return None

    def agree(self, answers: Answers, other_answers: Answers) -> bool:
        """Whether two modules' runs came out alike, right or wrong."""
        runs, others = answers(self), other_answers(self)
        return all(
            is_same(run, another, self._measure(variant, others), self._inputs)
            if self._rule is difference
            else self._rule(run, another, None, self._inputs) is None
            for variant, run, another in zip(self.request.variants, runs, others, strict=True)
        )

    @cached_property
    def _in_other_precision(self) -> Run | None:
        """The reference's run with gradients in the other precision, which tells how much rounding matters.

        It is made only where a result differs more than rounding alone explains. In float64 it is made for
        `Compare.values` alone: other tests of float32 may draw random numbers, which float64 draws anew.
        """
        variants = self.request.variants
        if "double" not in variants and "attached" not in variants:
            return None
        other = "gradient" if "double" in variants else "double"
        (run,) = perform(self._reference, msgspec.structs.replace(self.request, variants=[other]))
        return run

    def _measure(self, variant: str, runs: list[Run]) -> Run | None:
        """The run in the other precision, if it is among these.

        It is of float64 for a variant in float32, and the other way round.
        """
        variants = self.request.variants
        others = ("gradient", "attached", "plain", "strided") if variant == "double" else ("double",)
        return next((runs[variants.index(other)] for other in others if other in variants), None)


def _brief(variants: Sequence[str], is_first: bool) -> list[str]:
    """Without those that show hardly anything but what others show too.

    What is right in float64 with gradients on contiguous inputs, and in float32 on others, is right on all.
    That it is right in float32 and on inputs that are not contiguous, the first case of a test shows, if it
    is to be shown both.
    """
    if "double" in variants:
        return ["double", "strided"] if is_first and "strided" in variants else ["double"]
    if any(VARIANTS[variant].attached for variant in variants):
        return [variant for variant in variants if variant != "plain"]
    return list(variants)


Answers = Callable[[Case], list[Run]]  # a module's runs of a case


@cache
def answers_of(mistake: Mistake) -> Answers:
    return lambda case: case.outcome(mistake)


class Growth(NamedTuple):
    """That the operations which a function dispatches don't grow with the sizes."""

    things: tuple[str, ...]  # what there are few or many of
    sizes: tuple[int, int]
    few: Case
    many: Case

    @property
    def brief(self) -> Growth:
        return self._replace(few=self.few.brief, many=self.many.brief)

    def fault(self, answers: Answers) -> Fault | None:
        if not self._grows(answers):
            return None
        few, many = self._dispatched(answers)
        return Fault(
            f"It takes {few} operations for {self.sizes[0]} {' and '.join(self.things)} and {many} for"
            f" {self.sizes[1]}: a Python loop goes over the {' or the '.join(self.things)}."
            " Work on the whole tensor at once."
        )

    def agree(self, answers: Answers, other_answers: Answers) -> bool:
        """Whether both grow or neither does."""
        return self._grows(answers) == self._grows(other_answers)

    def _grows(self, answers: Answers) -> bool:
        """Whether each further thing takes an operation or more. Folding in halves takes some in all."""
        few, many = self._dispatched(answers)
        return many - few >= self.sizes[1] - self.sizes[0]

    def _dispatched(self, answers: Answers) -> tuple[int, int]:
        return answers(self.few)[0].dispatched, answers(self.many)[0].dispatched
