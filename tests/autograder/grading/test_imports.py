"""What a module's text imports: the search finds what Python's own parser finds."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.grading.fingerprint import PACKAGE
from autograder.grading.imports import Modules, imports


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("import a.b", {"a.b"}),
        ("import a.b as c, a.d  # why", {"a.b", "a.d"}),
        ("from a import b", {"a", "a.b"}),
        ("from a.b import c as d, e", {"a.b", "a.b.c", "a.b.e"}),
        ("from a import (\n    b,  # the first\n    c as d,\n)\n", {"a", "a.b", "a.c"}),
        ("from a import b, \\\n    c\n", {"a", "a.b", "a.c"}),
        ("from a import b\r\nimport c\r\n", {"a", "a.b", "c"}),
        ("def go():\n\tif True:\n\t\tfrom a import b\n", {"a", "a.b"}),
        ("try:\n    import a\nexcept ImportError:\n    import b", {"a", "b"}),
        ("from . import b", {"top.sub", "top.sub.b"}),
        ("from .b import c", {"top.sub.b", "top.sub.b.c"}),
        ("from ..b import c", {"top.b", "top.b.c"}),
        ("important = 1\nfromage = 2\nx = 'import a'\n# import b\n", set()),
    ],
)
def test_statements(text: str, names: set[str]) -> None:
    assert set(imports(text.encode(), "top.sub")) == names


def test_bytes_that_are_no_text_import_nothing() -> None:
    assert set(imports(b"\xff\xfe\nimport \xff\xfe\nfrom \x00 import \xff")) == set()


def parsed(path: Path) -> Iterator[str]:
    """Yield what Python's parser says that a file of the package imports, TYPE_CHECKING blocks included."""
    package = path.relative_to(PACKAGE.parent).parent.parts
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join([*start, *([node.module] if node.module else [])])
            yield from (base, *(f"{base}.{alias.name}" for alias in node.names))


def test_the_search_misses_nothing_that_the_parser_finds() -> None:
    """It may find more: an import in a docstring is none."""
    files = sorted(PACKAGE.rglob("*.py"))
    assert len(files) > 150
    for path in files:
        package = ".".join(path.relative_to(PACKAGE.parent).parent.parts)
        missed = set(parsed(path)) - set(imports(path.read_bytes(), package))
        assert missed == set(), path


class TestClosure:
    @pytest.fixture
    def modules(self, tmp_path: Path) -> Modules:
        texts = {
            "__init__.py": "from top import early\n\ndef __getattr__(name):\n    from top import api\n",
            "api.py": "",
            "early.py": "",
            "a/__init__.py": "",
            "a/one.py": "from top.b import two\nimport torch\n",
            "b/__init__.py": "",
            "b/two.py": "def go():\n    from .three import thing\n",
            "b/three.py": "import top.a.one\n",
            "b/four.py": "",
        }
        for name, text in texts.items():
            path = tmp_path / "top" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return Modules(tmp_path / "top")

    def test_it_holds_what_is_imported_at_once_or_later_and_the_packages(self, modules: Modules) -> None:
        names = {"top", "top.early", "top.a", "top.a.one", "top.b", "top.b.two", "top.b.three"}
        assert set(modules.closure(["top.a.one"])) == names

    def test_other_packages_are_passed_over(self, modules: Modules) -> None:
        assert modules.closure(["torch", "topper", "top.nothing", ""]) == {}

    def test_the_modules_below_a_package(self, modules: Modules) -> None:
        assert sorted(modules.below("top.a", "top.b.two")) == ["top.a", "top.a.one", "top.b.two"]
