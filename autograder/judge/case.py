"""One comparison of a hidden test: what was asked, what is right, and whether runs agree with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from autograder.candidate.wire import Request, Run
from autograder.judge.difference import difference, is_same
from autograder.judge.tolerance import Inputs

_SETTINGS = {
    "plain": "",
    "gradient": "With inputs that require gradients: ",
    "double": "In float64: ",
    "strided": "With inputs that are not contiguous in memory: ",
}


class Fault(NamedTuple):
    """How runs differ from the expected ones."""

    message: str
    raised: bool  # an exception came where none was expected


# Tells how a run differs from an expected one; the third is the float64 run to measure against, if any.
Rule = Callable[[Run, Run, Run | None, Inputs], str | None]


class Case(NamedTuple):
    """A request with the reference's runs, and the rule by which others are held to them."""

    request: Request
    inputs: Inputs
    expected: list[Run]
    rule: Rule = difference

    def fault(self, runs: list[Run]) -> Fault | None:
        """The first variant that differs, and how; None if all agree."""
        for variant, run, wanted in zip(self.request.variants, runs, self.expected, strict=True):
            message = self.rule(run, wanted, self._precise(variant, self.expected), self.inputs)
            if message is not None:
                raised = run.fault is not None and wanted.fault is None
                return Fault(_SETTINGS[variant] + message, raised)
        return None

    def agree(self, runs: list[Run], others: list[Run]) -> bool:
        """Whether two modules' runs came out alike, right or wrong."""
        return all(
            is_same(run, other, self._precise(variant, others), self.inputs)
            if self.rule is difference
            else self.rule(run, other, None, self.inputs) is None
            for variant, run, other in zip(self.request.variants, runs, others, strict=True)
        )

    def _precise(self, variant: str, runs: list[Run]) -> Run | None:
        """The float64 run that a variant in float32 is measured against."""
        variants = self.request.variants
        return runs[variants.index("double")] if variant != "double" and "double" in variants else None
