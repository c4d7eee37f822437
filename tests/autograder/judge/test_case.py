"""On a GPU, one test's outcome spoils no other."""

from __future__ import annotations

from types import ModuleType

import pytest

from autograder.candidate.runtime import compiled
from autograder.candidate.wire import RaisedException, Request, Run
from autograder.errors import GraderError
from autograder.judge import case
from autograder.judge.case import Case
from autograder.judge.material import Mistake
from autograder.judge.tolerance import Inputs

BROKEN = RaisedException(("AcceleratorError", "RuntimeError"), "CUDA error: device-side assert triggered")


def request(device: str) -> Request:
    return Request(compiled("def call(lesson): return lesson.double()"), "call", {}, ["plain"], 0, device)


class TestKnownMistakes:
    """One that indexes out of bounds would end CUDA for the judge, and with it all that it has to grade."""

    def test_what_fails_on_the_cpu_is_not_tried_on_cuda(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert self._devices(monkeypatch, Run(fault=BROKEN)) == ["cpu"]

    def test_what_works_on_the_cpu_is(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert self._devices(monkeypatch, Run(value=1)) == ["cpu", "cuda"]

    def _devices(self, monkeypatch: pytest.MonkeyPatch, run: Run) -> list[str]:
        asked: list[str] = []

        def perform(_: ModuleType, order: Request) -> list[Run]:
            asked.append(order.device)
            return [run]

        monkeypatch.setattr(case, "perform", perform)
        mistake = Mistake("double", "out_of_bounds", "It reads past the end.", ModuleType("mistake"))
        found = Case(request("cuda"), Inputs(1, 0.0), ModuleType("reference")).outcome(mistake)
        assert found == [run]
        return asked


@pytest.mark.parametrize("kind", ["AcceleratorError", "OutOfMemoryError"])
def test_what_a_full_gpu_does_to_the_reference_is_expected_of_nobody(
    monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(
        case, "perform", lambda *_: [Run(fault=RaisedException((kind, "RuntimeError"), "no room"))]
    )
    asked = Case(request("cuda"), Inputs(1, 0.0), ModuleType("reference"))
    for _ in range(2):  # and it is not remembered
        with pytest.raises(GraderError, match="The reference could not be run: no room"):
            _ = asked.expected
