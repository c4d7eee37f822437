"""`compare`: the same scenario on the reference and on the student's module."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

import pytest
import torch

from autograder.candidate.frames import WireError
from autograder.candidate.runtime import VARIANTS, perform
from autograder.candidate.wire import Request, Run, encode, encode_message
from autograder.judge.difference import difference, is_same
from autograder.judge.lesson import Material
from autograder.judge.scenario import call, standalone
from autograder.judge.submission import Submission
from autograder.registry import Function
from autograder.results import Status
from autograder.sandbox.protocol import Breach


class Verdict(pytest.fail.Exception):  # type: ignore[misc, name-defined]
    """Ends a test with the words that the student reads."""

    def __init__(self, status: Status, message: str, diagnosis: str | None = None) -> None:
        super().__init__(f"{message} {diagnosis}" if diagnosis else message, pytrace=False)
        self.status = status
        self.message = message
        self.diagnosis = diagnosis


class Compare:
    """The fixture of the hidden suites, bound to one graded function, one device and one submission."""

    def __init__(
        self,
        material: Material,
        function: Function,
        submission: Submission,
        device: str,
        seed: int,
        expected: dict[bytes, list[Run]],
        variants: Sequence[str] = tuple(VARIANTS),
    ) -> None:
        self._material = material
        self._function = function
        self._submission = submission
        self._device = device
        self._seed = seed
        self._expected = expected
        self._variants = tuple(variants)

    def on(self, *variants: str) -> Compare:
        """The same with fewer variants of the inputs: of plain, gradient, double and strided."""
        return Compare(
            self._material,
            self._function,
            self._submission,
            self._device,
            self._seed,
            self._expected,
            variants,
        )

    def call(self, *args: Any, **kwargs: Any) -> None:
        """Compare a plain call of the graded function."""
        signature = inspect.signature(getattr(self._material.reference, self._function.name))
        inputs = signature.bind(*args, **kwargs).arguments
        self(call, function=self._function.name, positional=len(args), **inputs)

    def __call__(self, scenario: Callable[..., Any], /, **inputs: Any) -> None:
        """Run `scenario(lesson, **inputs)` on the student's module and on the reference.

        Values, types, shapes, dtypes, devices, gradients and side effects must agree, for each variant.
        Ends the test with a `Verdict` if they don't.
        """
        request = Request(
            scenario=standalone(scenario),
            entry=scenario.__name__,
            args=[],
            kwargs={key: encode(value) for key, value in inputs.items()},
            variants=list(self._variants),
            seed=self._seed,
            device=self._device,
        )
        expected = self._reference_runs(request)
        try:
            runs = self._submission.run(self._function, request)
            self._judge(request, runs, expected, _largest(inputs))
        except Breach as breach:
            raise Verdict(breach.status, breach.message) from None
        except WireError as error:
            message = f"Its process sent something that is no result ({error})."
            raise Verdict(Status.CRASHED, message) from None

    def _judge(self, request: Request, runs: list[Run], expected: list[Run], size: int) -> None:
        """The first variant that differs decides."""
        precise = self._precise(expected)
        for variant, run, wanted in zip(self._variants, runs, expected, strict=True):
            exact = None if variant == "double" else precise
            message = difference(run, wanted, exact, size)
            if message is not None:
                unexpected = run.fault is not None and wanted.fault is None
                status = Status.ERROR if unexpected else Status.FAILED
                raise Verdict(status, _SETTINGS[variant] + message, self._diagnosis(request, runs, size))

    def _diagnosis(self, request: Request, runs: list[Run], size: int) -> str | None:
        """The sentence of the first known mistake whose outcome equals the student's."""
        for mistake in self._material.mistakes[self._function.name]:
            outcome = perform(mistake.module, request)
            precise = self._precise(outcome)
            if all(
                is_same(run, other, None if variant == "double" else precise, size)
                for variant, run, other in zip(self._variants, runs, outcome, strict=True)
            ):
                return mistake.sentence
        return None

    def _precise(self, runs: list[Run]) -> Run | None:
        return runs[self._variants.index("double")] if "double" in self._variants else None

    def _reference_runs(self, request: Request) -> list[Run]:
        key = encode_message(request)
        if key not in self._expected:
            self._expected[key] = perform(self._material.reference, request)
        return self._expected[key]


_SETTINGS = {
    "plain": "",
    "gradient": "With inputs that require gradients: ",
    "double": "In float64: ",
    "strided": "With inputs that are not contiguous in memory: ",
}


def _largest(inputs: dict[str, Any]) -> int:
    tensors = [x for x in torch.utils._pytree.tree_leaves(inputs) if isinstance(x, torch.Tensor)]
    return max((x.numel() for x in tensors), default=1)
