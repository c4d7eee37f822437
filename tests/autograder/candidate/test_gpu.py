"""What a GPU changes for candidates, as far as a machine without one can tell."""

from __future__ import annotations

import os
from types import ModuleType

import pytest
import torch

from autograder.candidate import gpu, simgpu
from autograder.candidate.runtime import compiled, perform
from autograder.candidate.service import start_cuda
from autograder.candidate.wire import Request, encode


@pytest.fixture
def with_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os.path, "exists", lambda path: path == "/dev/nvidiactl")


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
    with pytest.raises(
        RuntimeError, match=r"CUDA doesn't start in the sandbox \(no driver\)\. To grade without"
    ):
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
