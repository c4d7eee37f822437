"""What a GPU changes for candidates and judges, as far as a machine without one can tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any

import pytest
import torch

from autograder.candidate import gpu, simgpu
from autograder.candidate.runtime import compiled, perform
from autograder.candidate.service import start_cuda
from autograder.candidate.wire import Batch, Load, RaisedException, Reply, Request, Run, encode
from autograder.errors import GraderError
from autograder.intake.source import Source
from autograder.judge import case
from autograder.judge.answers import Submission
from autograder.judge.case import Case
from autograder.judge.material import Mistake
from autograder.judge.tolerance import Inputs
from autograder.lesson.registry import Function, Lesson, Limits
from autograder.results import Status
from autograder.sandbox.protocol import Breach, Task

FUNCTION = Function("double", 1.0)
BROKEN = RaisedException(("AcceleratorError", "RuntimeError"), "CUDA error: device-side assert triggered")


def request(device: str) -> Request:
    return Request(compiled("def call(lesson): return lesson.double()"), "call", {}, ["plain"], 0, device)


@pytest.fixture
def with_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gpu.os.path, "exists", lambda path: path == "/dev/nvidiactl")


@pytest.mark.usefixtures("with_gpu")
class TestSettings:
    def test_what_a_candidate_is_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES"):
            monkeypatch.delenv(name, raising=False)
        assert gpu.gpu_settings() == {}
        monkeypatch.setenv("LD_LIBRARY_PATH", "/driver")
        monkeypatch.setenv("SECRET_TOKEN", "1")
        assert gpu.gpu_settings() == {"LD_LIBRARY_PATH": "/driver"}

    @pytest.mark.parametrize(("visible", "is_used"), [(None, True), ("0", True), ("", False)])
    def test_a_gpu_can_be_left_out(
        self, monkeypatch: pytest.MonkeyPatch, visible: str | None, is_used: bool
    ) -> None:
        monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
        if visible is not None:
            monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)
        assert gpu.has_gpu() is is_used
        assert (gpu.cuda_mb() > 0) is is_used
        assert gpu.gpu_settings().get("CUDA_VISIBLE_DEVICES") == visible

    def test_simgpu_makes_room_for_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Beside a device that is defined in Python, PyTorch runs no backward pass on CUDA."""
        monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
        monkeypatch.setattr(torch.version, "cuda", "13.0")
        assert "CUDA_VISIBLE_DEVICES" in str(simgpu.problem())
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
        assert simgpu.problem() is None


@pytest.mark.skipif(torch.cuda.is_available(), reason="CUDA starts here")
def test_where_cuda_does_not_start_the_candidate_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before it takes a submission, whose fault it isn't."""
    monkeypatch.setattr(torch.version, "cuda", "13.0")
    monkeypatch.setattr(torch, "ones", _no_driver)
    with pytest.raises(RuntimeError, match=r"CUDA doesn't start in the sandbox \(no driver\); CUDA_VISIBLE"):
        start_cuda()
    monkeypatch.setattr(torch.version, "cuda", None)
    start_cuda()


def _no_driver(*_: object, **__: object) -> torch.Tensor:
    raise RuntimeError("no driver\nand more about it")


@pytest.mark.skipif(torch.cuda.is_available(), reason="CUDA works here")
def test_inputs_that_can_not_be_handed_over_are_a_fault() -> None:
    """As after an index out of bounds, from which on CUDA refuses all work of the process."""
    inputs = {"x": encode(torch.ones(2))}
    order = Request(compiled("def call(lesson, x): return x"), "call", inputs, ["plain"], 0, "cuda")
    (run,) = perform(ModuleType("lesson"), order)
    assert run.fault is not None
    assert "RuntimeError" in run.fault.kinds or "AssertionError" in run.fault.kinds


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


class Candidates:
    """A sandbox whose candidates lose CUDA at some tests, and note who was asked what."""

    def __init__(self, *breaking: int) -> None:
        self.loading = 0.0
        self.started = 0
        self.closed: list[int] = []
        self.asked: list[tuple[int, int]] = []  # which candidate, which test
        self._breaking = breaking

    def start(self, limits: Limits, watched: tuple[str, ...] = ()) -> Candidate:
        self.started += 1
        return Candidate(self, self.started)

    def serve(self, candidate: int, test: int) -> Reply:
        self.asked.append((candidate, test))
        return Reply(runs=[Run(fault=BROKEN if test in self._breaking else None)])


class Candidate:
    def __init__(self, sandbox: Candidates, number: int) -> None:
        self._sandbox, self._number = sandbox, number
        self.spent = sandbox.loading

    def ask(self, order: Load | Batch, seconds: float) -> Reply:
        return Reply()

    def ask_each(self, tasks: Sequence[Task]) -> Iterator[Reply]:
        return (self._sandbox.serve(self._number, task.batch.requests[0].seed) for task in tasks)

    def close(self) -> None:
        self._sandbox.closed.append(self._number)


@pytest.mark.parametrize(
    ("device", "breaking", "asked"),
    [
        ("cuda", 1, [(1, 0), (1, 1), (2, 2), (2, 3)]),
        ("cuda", 3, [(1, 0), (1, 1), (1, 2), (1, 3)]),
        ("cpu", 1, [(1, 0), (1, 1), (1, 2), (1, 3)]),  # where anybody may name an exception so
    ],
)
def test_one_that_lost_cuda_costs_one_test(device: str, breaking: int, asked: list[tuple[int, int]]) -> None:
    """The tests that follow are put to a new candidate."""
    sandbox: Any = Candidates(breaking)
    lesson = Lesson(name="01_tiny", title="Tiny", functions=(FUNCTION,))
    submission = Submission(Source(b"def double(): pass"), lesson, Limits(), sandbox)
    order = request(device)
    tasks = [Task(Batch([Request(order.scenario, "call", {}, ["plain"], i, device)]), 0.1) for i in range(4)]
    outcomes = list(submission.run_each(FUNCTION, tasks))
    assert [isinstance(one, list) and one[0].fault == BROKEN for one in outcomes] == [
        number == breaking for number in range(4)
    ]
    assert sandbox.asked == asked
    assert sandbox.closed == [1] * (device == "cuda"), "one that lost CUDA isn't used again"


def test_whoever_breaks_cuda_again_and_again_pays_for_the_new_candidates() -> None:
    sandbox: Any = Candidates(*range(100))
    sandbox.loading = 3.0
    lesson = Lesson(name="01_tiny", title="Tiny", functions=(FUNCTION,))
    submission = Submission(Source(b"def double(): pass"), lesson, Limits(seconds=3), sandbox)
    tasks = [Task(Batch([request("cuda")]), 0.0) for _ in range(100)]
    last = list(submission.run_each(FUNCTION, tasks))[-1]
    assert isinstance(last, Breach)
    assert last.status is Status.TIMEOUT
    assert sandbox.started < 10


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
