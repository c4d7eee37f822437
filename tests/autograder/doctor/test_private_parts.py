"""The doctor names the private parts that PyTorch lacks."""

from __future__ import annotations

import pytest
from torch_parts import (
    loader_without,
)

from autograder.doctor.bait import TrialReport
from autograder.doctor.examination import private_parts
from autograder.doctor.finding import State, is_safe


class TestDoctor:
    def test_all_there(self) -> None:
        finding = private_parts(TrialReport("2.99", "", ""))
        assert finding.state is State.OK
        assert "2.99" in finding.text

    def test_each_missing_part_has_a_line(self, monkeypatch: pytest.MonkeyPatch) -> None:
        parts = loader_without(monkeypatch)("torch:_neg_view", "torch._C:DispatchKeySet").missing()
        finding = private_parts(
            TrialReport("2.99", "", "", lacking=[(one.name, one.consequence) for one in parts])
        )
        assert finding.state is State.MISSING
        assert finding.text == "PyTorch 2.99 lacks 2 private parts that the kit uses"
        neg_view, key_set, advice = sorted(
            finding.fix.splitlines(), key=lambda line: "torch." not in line[:6]
        )
        assert neg_view.startswith("torch._C.DispatchKeySet: There is no simgpu")
        assert key_set.startswith("torch._neg_view: A view is made by Tensor.set_")
        assert "2.99" in advice
        assert is_safe([finding])
