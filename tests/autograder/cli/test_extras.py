"""Which extra brings a missing package."""

from __future__ import annotations

import pytest

from autograder.cli.extras import missing


@pytest.mark.parametrize("module", ["torch", "torch.nn", "autograder.nothing", "nonsense"])
def test_what_no_extra_brings_is_another_fault(module: str) -> None:
    assert missing(module) is None
