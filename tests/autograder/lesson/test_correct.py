from __future__ import annotations

from pathlib import Path

import pytest
from tiny_lesson import REFERENCE

from autograder.errors import CourseError
from autograder.lesson.correct import laid_over, misspelt_in, versions_in
from autograder.lesson.registry import Function, Lesson

NAMES = ("share", "above")
LESSON = Lesson("01_tiny", "Tiny", tuple(Function(name, 1.0) for name in NAMES))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "style.py"


def merged(path: Path, text: str, reference: str = REFERENCE) -> str:
    path.write_text(text)
    return laid_over(reference, path, NAMES)


def run(source: str) -> dict[str, object]:
    module: dict[str, object] = {}
    exec(compile(source, "module", "exec"), module)
    return module


def test_what_a_file_lacks_is_the_references(path: Path) -> None:
    module = run(merged(path, "def share(x):\n    return 'own'\n"))
    assert module["share"](1) == "own"  # type: ignore[operator]
    assert merged(path, "def share(x):\n    return 'own'\n").startswith(REFERENCE)
    assert "above" in module


def test_a_whole_solution_stays_as_it_is(path: Path) -> None:
    text = "from numpy import torch\n\n\ndef share(x): ...\n\n\ndef above(x, limit): ...\n"
    assert merged(path, text) == text


@pytest.mark.parametrize("reference", [REFERENCE, f"{REFERENCE}\n\ndef helper(): ...\n"])
def test_helpers_and_imports_may_be_added(path: Path, reference: str) -> None:
    text = (
        '"""Own."""\nimport math\nimport torch\ndef _two():\n    return 2\ndef share(x):\n    return _two()\n'
    )
    assert run(merged(path, text, reference))["share"](1) == 2  # type: ignore[operator]


@pytest.mark.parametrize(
    "text",
    ["def helper():\n    return 2\n", "helper = 2\n", "import helper\n", "if True:\n    class helper: ...\n"],
)
def test_another_meaning_of_a_name_is_refused(path: Path, text: str) -> None:
    reference = f"{REFERENCE}\n\ndef helper():\n    return 1\n"
    with pytest.raises(CourseError, match=r"style\.py gives helper another meaning than the reference"):
        merged(path, f"{text}\n\ndef share(x):\n    return 1\n", reference)


def test_the_same_meaning_is_no_clash(path: Path) -> None:
    reference = f"import torch.nn.functional as F\n{REFERENCE}\n\ndef helper():\n    return 1\n"
    text = "from torch.nn import functional as F\n\n\ndef helper():\n    '''One.'''\n    return 1  # one\n"
    assert "share" in run(merged(path, f"{text}\n\ndef share(x):\n    return 1\n", reference))


def test_imports_from_the_future_come_first(path: Path) -> None:
    future = "from __future__ import (\n    annotations,\n)\n"
    text = f'"""Own."""\n\n{future}\n\ndef share(x: Nowhere):\n    return 1\n'
    reference = f'"""Its."""\nfrom __future__ import annotations; import math\n{REFERENCE}'
    for base in (REFERENCE, reference):
        module = run(merged(path, text, base))
        assert module["share"].__annotations__ == {"x": "Nowhere"}
    assert "math" in module


def test_bad_syntax_is_named(path: Path) -> None:
    with pytest.raises(CourseError, match=r"style\.py, line 2: not valid Python"):
        merged(path, "\ndef share(x:\n")


def test_a_star_import_is_refused(path: Path) -> None:
    with pytest.raises(CourseError, match=r"style\.py, line 1: import names one by one"):
        merged(path, "from torch import *\n")


def test_versions_differ_by_more_than_layout(path: Path) -> None:
    path.write_text("def share(x):\n    return x+1\n\ndef _helper(): ...\n")
    first = versions_in(path, LESSON)
    path.write_text("def share(x):\n    '''Its.'''\n    return (x + 1)  # one more\n")
    assert versions_in(path, LESSON) == first
    assert list(first) == ["share"]
    path.write_text("def share(x):\n    return x + 2\n")
    assert versions_in(path, LESSON) != first


@pytest.mark.parametrize(
    ("text", "misspelt"),
    [
        ("def shar(x): ...", [("shar", "share")]),
        ("Above = 1", [("Above", "above")]),
        ("def share(x): ...\ndef shares(x): ...", []),  # a helper of the function that is there
        ("def shape(x): ...", []),
    ],
)
def test_misspelt_names(path: Path, text: str, misspelt: list[tuple[str, str]]) -> None:
    path.write_text(text)
    assert list(misspelt_in(path, LESSON)) == misspelt
