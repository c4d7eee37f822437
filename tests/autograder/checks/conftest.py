"""A visible check on a student's module."""

from __future__ import annotations

import importlib.util
import itertools
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

HEAD = """\
import sys
from pathlib import Path

from torch import tensor

from autograder.checks.expect import check, expect, expect_error

sys.path.insert(0, str(Path(__file__).parent))

import tiny
from tiny import double
"""
CHECK = '''\
@check
def test_double_of_a_half():
    """Twice a half is a whole.

    double(x) = x + x
    """
    x = tensor([0.5, 2.0])
    expect(
        double(x),
        tensor([1.0, 4.0]),
        "0.5 + 0.5 = 1 and 2 + 2 = 4.",
        (tensor([0.25, 4.0]), "These are the squares."),
    )
'''
Run = Callable[..., str | None]
Load = Callable[..., Callable[[], None]]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Writes a student's function and a check to files of their own; gives the check."""
    numbers = itertools.count()

    def imported(path: Path, name: str) -> ModuleType:
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, name, module)
        spec.loader.exec_module(module)
        return module

    def load(body: str, check_source: str = CHECK) -> Callable[[], None]:
        folder = tmp_path / str(next(numbers))
        folder.mkdir()
        monkeypatch.setattr(sys, "path", [*sys.path])
        (folder / "tiny.py").write_text(f"def double(x):\n{textwrap.indent(body, '    ')}\n")
        (folder / "test_tiny.py").write_text(f"{HEAD}\n\n{textwrap.dedent(check_source)}")
        imported(folder / "tiny.py", "tiny")
        checks: dict[str, Any] = vars(imported(folder / "test_tiny.py", "test_tiny"))
        function: Callable[[], None]
        (function,) = (found for name, found in checks.items() if name.startswith("test_"))
        return function

    return load


@pytest.fixture
def run(load: Load) -> Run:
    """Runs such a check; gives its message, or None if it passes."""

    def run(*sources: str) -> str | None:
        function = load(*sources)
        try:
            function()
        except pytest.fail.Exception as failure:
            return str(failure)
        return None

    return run
