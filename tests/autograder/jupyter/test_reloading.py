"""In a notebook, edits of the module show."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from autograder.jupyter.reloading import Reloader

SOURCE = """\
from math import sqrt

ONE = 1

def double(x):
    return 2 * x

def half(x):
    return x / 2

class Net:
    def size(self):
        return 1
"""


class Notebook:
    """The names of a notebook that imported from a module which a student edits."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.path.write_text(SOURCE)
        self.names: dict[str, Any] = {}
        exec("import lesson_module\nfrom lesson_module import double, half, sqrt, Net", self.names)
        self.reloader = Reloader("lesson_module", self.names)
        self.reloader.remember()

    def edit(self, old: str, new: str) -> str | None:
        text = self.path.read_text()
        assert text.count(old) == 1
        self.path.write_text(text.replace(old, new))
        return self.reloader.refresh()


@pytest.fixture
def notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Notebook]:
    monkeypatch.syspath_prepend(str(tmp_path))
    yield Notebook(tmp_path / "lesson_module.py")
    sys.modules.pop("lesson_module", None)


class TestReloading:
    def test_nothing_happens_while_the_file_is_the_same(self, notebook: Notebook) -> None:
        before = dict(notebook.names)
        assert notebook.reloader.refresh() is None
        assert notebook.names == before

    def test_an_edit_shows_under_each_name(self, notebook: Notebook) -> None:
        notebook.names["twice"] = notebook.names["double"]
        said = notebook.edit("2 * x", "3 * x")
        assert said == "Reloaded lesson_module.py: double changed."
        for name in ("double", "twice"):
            assert notebook.names[name](5) == 15
        module: ModuleType = notebook.names["lesson_module"]
        assert module is sys.modules["lesson_module"]
        assert module.double is notebook.names["double"]
        assert notebook.names["half"] is module.half  # it calls the new module's functions, too
        assert notebook.reloader.refresh() is None

    def test_what_is_not_the_modules_stays(self, notebook: Notebook) -> None:
        notebook.names.update(x=1, mine=lambda x: x)
        kept = {name: notebook.names[name] for name in ("x", "mine", "sqrt")}
        notebook.edit("ONE = 1", "ONE = 2")
        assert all(notebook.names[name] is value for name, value in kept.items())

    def test_a_file_that_is_half_written_changes_nothing(self, notebook: Notebook) -> None:
        before = dict(notebook.names)
        said = notebook.edit("2 * x", "3 *")
        assert said is not None
        assert said.startswith("lesson_module.py was not reloaded: line 6 is not valid Python")
        assert notebook.names == before
        assert notebook.reloader.refresh() is None  # it is told once
        assert notebook.edit("3 *\n", "3 * x\n") == "Reloaded lesson_module.py: double changed."
        assert notebook.names["double"](5) == 15

    @pytest.mark.parametrize("line", ["1 / 0", "raise SystemExit(3)"])
    def test_a_module_that_fails_changes_nothing(self, notebook: Notebook, line: str) -> None:
        before, module = dict(notebook.names), sys.modules["lesson_module"]
        said = notebook.edit("ONE = 1", f"ONE = 1\n{line}")
        assert said is not None
        assert re.search(r"was not reloaded: it raised (ZeroDivisionError|SystemExit): ", said)
        assert notebook.names == before
        assert sys.modules["lesson_module"] is module

    def test_what_is_gone_and_what_is_stale_is_named(self, notebook: Notebook) -> None:
        net = notebook.names["net"] = notebook.names["Net"]()
        said = notebook.edit("def half(x):\n    return x / 2\n", "def third(x):\n    return x / 3\n")
        assert said == (
            "Reloaded lesson_module.py: third changed. It has no half any more; the notebook keeps the"
            " old one. Created before the change, so run their cells again: net."
        )
        assert notebook.names["half"](4) == 2
        assert notebook.names["net"] is net

    def test_classes_find_their_module(self, notebook: Notebook) -> None:
        said = notebook.edit("class Net:", "from dataclasses import dataclass\n@dataclass\nclass Net:")
        assert said == "Reloaded lesson_module.py: Net changed."

    def test_a_comment_is_no_change_of_a_function(self, notebook: Notebook) -> None:
        assert notebook.edit("2 * x", "2 * x  # twice") == "Reloaded lesson_module.py: no function changed."

    def test_a_file_that_is_just_being_replaced(self, notebook: Notebook) -> None:
        notebook.path.unlink()
        assert notebook.reloader.refresh() is None
        notebook.path.write_text(SOURCE.replace("2 * x", "3 * x"))
        assert notebook.reloader.refresh() == "Reloaded lesson_module.py: double changed."

    def test_a_module_that_is_not_imported_yet(self, tmp_path: Path) -> None:
        reloader = Reloader("never_imported", {})
        reloader.remember()
        assert reloader.refresh() is None
