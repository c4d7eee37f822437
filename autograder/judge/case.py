"""The steps of a hidden test: single cases, and how the operation counts of two cases compare."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import cache, cached_property
from types import ModuleType
from typing import Any, NamedTuple

import msgspec

from autograder.candidate import wire
from autograder.candidate.runtime import VARIANTS, perform
from autograder.candidate.wire import Request, Run
from autograder.errors import GraderError
from autograder.judge.difference import difference, has_telling_difference, is_same
from autograder.judge.material import Mistake
from autograder.judge.tolerance import Inputs
from autograder.judge.words import Arguments
from autograder.lesson.stubs import UNWRITTEN

# The variants, in the order of the search for a fault.
ALL = ("plain", "gradient", "double", "strided", "default64")
DETACHED = ("plain", "float64", "strided", "default64")  # for results that need no graph
_SETTINGS = {
    "plain": "",
    "attached": "",  # no plainer variant runs beside it, so the gradients need not be the reason
    "gradient": "With inputs that require gradients: ",
    "double": "In float64: ",
    "float64": "In float64: ",
    "default64": "With float64 as PyTorch's default dtype: ",
    "strided": "With inputs that are not contiguous in memory: ",
}


# The machine causes these exceptions, for example when its GPU is full. No submission must raise them too.
_MACHINES = frozenset({"AcceleratorError", "OutOfMemoryError"})


class Fault(NamedTuple):
    """A difference of runs from the expected runs."""

    message: str
    raised: bool = False  # an unexpected exception
    loop: bool = False  # too many operations
    unwritten: bool = False  # the exception of a stub


# Returns how a run differs from an expected run. The third argument is the expected run in the other
# precision, if there is one. The last returns the words for the input at a path.
Rule = Callable[[Run, Run, Run | None, Inputs, Callable[[str], str]], str | None]


class Case:
    """A request with the reference's runs, and the rule to compare other runs with them.

    Args:
        needed: the variants that show whether anything is wrong. If they are not known, most of the request's
            count.
        is_first: whether it is the first case of its test.
        is_exact: whether the reference is right in float64 too; None if the request tells.
        own: the reference's function or class that the test is about, for the words of messages.
    """

    def __init__(
        self,
        request: Request,
        inputs: Inputs,
        reference: ModuleType,
        rule: Rule = difference,
        needed: Sequence[str] = (),
        *,
        is_first: bool = True,
        is_exact: bool | None = None,
        own: Any = None,
    ) -> None:
        self.request = request
        self._inputs = inputs
        self._reference = reference
        self._rule = rule
        self._needed = list(needed) or _brief(request.variants, is_first)
        exact = not {"double", "float64", "attached"}.isdisjoint(request.variants)
        self._is_exact = exact if is_exact is None else is_exact
        self._own = own
        self._outcomes: dict[str, list[Run]] = {}

    @cached_property
    def _arguments(self) -> Arguments:
        return Arguments(self.request.inputs, self._own)

    @property
    def expected(self) -> list[Run]:
        return self._performed[0]

    @property
    def seconds(self) -> float:
        """Return the reference's CPU time in seconds.

        A candidate's time limit depends on it, so it leaves out the time that other processes take.
        """
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
        """Return the exception that ends the reference's run only when gradients are asked for, or None.

        Such a case shows nothing: every submission would be expected to raise the same exception.
        """
        for variant, run in zip(self.request.variants, self.expected, strict=True):
            if run.fault is not None and VARIANTS[variant].attached:
                (plain,) = perform(self._reference, msgspec.structs.replace(self.request, variants=["plain"]))
                return run.fault if plain.fault is None else None
        return None

    @cached_property
    def brief(self) -> Case:
        """Return the case with only the variants that show whether anything is wrong."""
        return self if self._needed == self.request.variants else self.on(self._needed)

    def on(self, variants: Sequence[str]) -> Case:
        """Return the case with these variants of the inputs."""
        request = msgspec.structs.replace(self.request, variants=list(variants))
        return Case(
            request,
            self._inputs,
            self._reference,
            self._rule,
            variants,
            is_exact=self._is_exact,
            own=self._own,
        )

    def outcome(self, mistake: Mistake) -> list[Run]:
        """Return the runs of a known mistake of the function."""
        if mistake.name not in self._outcomes:
            self._outcomes[mistake.name] = self._tried(mistake.module)
        return self._outcomes[mistake.name]

    def _tried(self, module: ModuleType) -> list[Run]:
        """Return a module's runs. For CUDA, a module that fails on the CPU runs only there.

        Otherwise an index out of bounds would end CUDA for this whole process.
        """
        if self.request.device == "cuda":
            runs = perform(module, msgspec.structs.replace(self.request, device="cpu"))
            if any(run.fault is not None for run in runs):
                return runs
        return perform(module, self.request)

    def fault(self, answers: Answers) -> Fault | None:
        """Return the fault of the first variant that differs; None if all agree."""
        for variant, run, wanted in zip(self.request.variants, answers(self), self.expected, strict=True):
            measure = self._measure(variant, self.expected)
            message = self._rule(run, wanted, measure, self._inputs, self._arguments.named)
            if message is not None and (measure is None or VARIANTS[variant].double):
                message = self._rule(
                    run, wanted, self._in_other_precision, self._inputs, self._arguments.named
                )
            if message is not None:
                raised = run.fault is not None and wanted.fault is None
                stop = "" if message.endswith((".", "!", "?")) else "."
                said = f"{_SETTINGS[variant]}{message}{stop}{self._arguments.said}"
                return Fault(said, raised, unwritten=raised and _is_of_stub(run))
        return None

    def agree(self, answers: Answers, other_answers: Answers) -> bool:
        """Return whether two modules' runs agree with each other, whether they are right or wrong."""
        runs, others = answers(self), other_answers(self)
        return all(
            is_same(run, another, self._measure(variant, others), self._inputs)
            if self._rule is difference
            else self._rule(run, another, None, self._inputs, str) is None
            for variant, run, another in zip(self.request.variants, runs, others, strict=True)
        )

    def resembles(self, answers: Answers, mistake: Mistake) -> bool:
        """Return whether a module's runs agree with a known mistake's. Most differ in the first variant."""
        if mistake.name not in self._outcomes:
            runs = dict(zip(self.request.variants, answers(self), strict=True))
            glance = self._glance
            if not glance.agree(
                lambda _: [runs[name] for name in glance.request.variants], answers_of(mistake)
            ):
                return False
        return self.agree(answers, answers_of(mistake))

    @cached_property
    def _glance(self) -> Case:
        """Return the case with its first variant, and the first in float64 to measure rounding errors."""
        first, *more = self.request.variants
        few = [first, *[name for name in more if VARIANTS[name].double][:1]]
        return self if few == self.request.variants else self.on(few)

    def is_telling(self, answers: Answers) -> bool:
        """Return whether a run holds several different wrong numbers, which only one cause gives.

        Many causes give an exception, NaN, zeros, a wrong shape or a wrong bool.
        """
        return any(
            has_telling_difference(run, wanted)
            for run, wanted in zip(answers(self), self.expected, strict=True)
        )

    @cached_property
    def _in_other_precision(self) -> Run | None:
        """Return the reference's run with gradients in the other precision, to measure rounding errors.

        Callers ask for it only if a result differs more than usual rounding explains. A case that isn't meant
        for float64 has none, because it may draw random numbers, and float64 draws different ones.
        """
        if not self._is_exact:
            return None
        is_attached = any(VARIANTS[variant].attached for variant in self.request.variants)
        narrow, wide = ("gradient", "double") if is_attached else ("plain", "float64")
        other = narrow if wide in self.request.variants else wide
        (run,) = perform(self._reference, msgspec.structs.replace(self.request, variants=[other]))
        return run

    def _measure(self, variant: str, runs: list[Run]) -> Run | None:
        """Return the run in the other precision from these runs, or None.

        For a variant in float32 it is a float64 run, and the other way round.
        """
        variants = self.request.variants
        is_double = VARIANTS[variant].double
        others = ("gradient", "attached", "plain", "strided") if is_double else ("double", "float64")
        return next((runs[variants.index(other)] for other in others if other in variants), None)


def _is_of_stub(run: Run) -> bool:
    return run.fault is not None and run.fault.message.endswith(UNWRITTEN)


def _brief(variants: Sequence[str], is_first: bool) -> list[str]:
    """Return the variants without those that the others imply.

    Code that is right in float64 with gradients, and in float32 on strided inputs, is almost surely right on
    all variants. The strided run, and the one with another default dtype, are needed only in the first case
    of a test.
    """
    if "double" in variants:
        return ["double", *(name for name in ("strided", "default64") if is_first and name in variants)]
    if any(VARIANTS[variant].attached for variant in variants):
        return [variant for variant in variants if variant != "plain"]
    return list(variants)


Answers = Callable[[Case], list[Run]]  # returns a module's runs of a case


@cache
def answers_of(mistake: Mistake) -> Answers:
    """Return the function that gives a known mistake's runs of a case."""
    return lambda case: case.outcome(mistake)


class Growth(NamedTuple):
    """A step that checks that a function doesn't dispatch more operations for larger sizes."""

    things: tuple[str, ...]  # the names of the sizes that grow, such as "rows"
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
            " Work on the whole tensor at once.",
            loop=True,
        )

    def agree(self, answers: Answers, other_answers: Answers) -> bool:
        """Return whether the operations grow in both modules or in neither."""
        return self._grows(answers) == self._grows(other_answers)

    def resembles(self, answers: Answers, mistake: Mistake) -> bool:
        """Return whether the operations grow in both, the module and the mistake, or in neither."""
        return self.agree(answers, answers_of(mistake))

    def is_telling(self, answers: Answers) -> bool:
        """Return False: many causes make operations grow."""
        return False

    def _grows(self, answers: Answers) -> bool:
        """Return whether the further things take an operation each, as a loop does.

        Code that folds in halves passes, because it takes only a few more.
        """
        few, many = self._dispatched(answers)
        return many - few >= self.sizes[1] - self.sizes[0]

    def _dispatched(self, answers: Answers) -> tuple[int, int]:
        return answers(self.few)[0].dispatched, answers(self.many)[0].dispatched
