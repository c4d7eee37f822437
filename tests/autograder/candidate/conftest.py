"""What the tests of the candidate share."""

from __future__ import annotations

import pytest
from torch_parts import Load, loader_without


@pytest.fixture
def load_without(monkeypatch: pytest.MonkeyPatch) -> Load:
    """Return a function that loads `torch_private` in a PyTorch without the named parts."""
    return loader_without(monkeypatch)
