"""assignments/ from solutions/: what students get, to the byte, and nothing that they must not get."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from notebook_files import read_notebook

from autograder.authoring.build import build, drift, render, solution_lines
from autograder.errors import CourseError
from autograder.lesson.kit import Kit
from autograder.lesson.stubs import skeleton

MakeKit = Callable[..., Kit]
SOURCE = Path("tiny.py")
MODULE = "solutions/01_tiny/tiny.py"

SKELETON = '''\
"""Two small functions."""

import torch
from torch import Tensor


def double(x: Tensor) -> Tensor:
    """Twice x, in the shape of x."""
    raise NotImplementedError("double is not written yet")


def share(x: Tensor) -> Tensor:
    """The softmax of x (N,)."""
    raise NotImplementedError("share is not written yet")
'''


@pytest.fixture
def kit(make_kit: MakeKit, tmp_path: Path) -> Kit:
    return make_kit(tmp_path)


class TestSkeleton:
    def test_to_the_byte(self, kit: Kit) -> None:
        assert skeleton((kit.root / MODULE).read_text(), SOURCE) == SKELETON

    def test_methods_nested_functions_and_several_regions(self) -> None:
        solution = (
            "class Net:\n"
            "    def __init__(self):\n"
            "        self.n = 1\n"
            "        ### BEGIN SOLUTION\n"
            "        self.m = 2\n"
            "        ### END SOLUTION\n"
            "\n"
            "    def forward(self, x):\n"
            "        if x:\n"
            "            ### BEGIN SOLUTION\n"
            "            x = 1\n"
            "\n"
            "            ### END SOLUTION\n"
            "        return x\n"
        )
        assert skeleton(solution, SOURCE) == (
            "class Net:\n"
            "    def __init__(self):\n"
            "        self.n = 1\n"
            '        raise NotImplementedError("Net.__init__ is not written yet")\n'
            "\n"
            "    def forward(self, x):\n"
            "        if x:\n"
            '            raise NotImplementedError("Net.forward is not written yet")\n'
            "        return x\n"
        )

    @pytest.mark.parametrize(
        ("solution", "words"),
        [
            ("def f():\n    ### BEGIN SOLUTION\n    return 1\n", r"has no ### END SOLUTION"),
            ("def f():\n    return 1\n    ### END SOLUTION\n", r"line 3: ### END SOLUTION without"),
            (
                "def f():\n    ### BEGIN SOLUTION\n    ### BEGIN SOLUTION\n    x = 1\n    ### END SOLUTION\n",
                r"line 3: ### BEGIN SOLUTION must stand alone",
            ),
            ("### BEGIN SOLUTION\nx = 1\n### END SOLUTION\n", r"line 1: .*in a function's body"),
            (
                "def f():\n    ### BEGIN SOLUTION\n    x = 1\ndef g():\n    x = 2\n    ### END SOLUTION\n",
                r"line 4: the function ends before",
            ),
            ("def f(:\n", r"tiny\.py"),
        ],
        ids=["no end", "no begin", "nested", "outside", "across functions", "syntax"],
    )
    def test_marks_at_fault(self, solution: str, words: str) -> None:
        with pytest.raises(CourseError, match=words):
            skeleton(solution, SOURCE)


class TestFolder:
    def test_what_students_get(self, kit: Kit) -> None:
        lesson = kit.registry.lesson("01")
        folder = kit.assignment(lesson)
        changed = build(kit, lesson)
        names = {"tiny.py", "test_tiny.py", "hints.yml", "tiny.ipynb", "checks.yml", "likely_mistakes.json"}
        assert {path.name for path in changed} == {path.name for path in folder.iterdir()} == names
        assert (folder / "tiny.py").read_text() == SKELETON
        assert (folder / "checks.yml").read_text().endswith("\ndouble: 2\nshare: 1\n")
        source = kit.solution(lesson)
        for name in ("test_tiny.py", "hints.yml"):
            assert (folder / name).read_bytes() == (source / name).read_bytes()
        notebook = read_notebook(folder / "tiny.ipynb")
        nbformat.validate(notebook)
        assert [cell.source for cell in notebook.cells] == ["# Tiny", "import tiny"]

    def test_the_rules_of_all_lessons(self, kit: Kit) -> None:
        lesson = kit.registry.lesson("01")
        kit.rules.write_text("# Rules\n")
        with pytest.raises(CourseError, match=r"tiny\.py must point to rules\.md"):
            build(kit, lesson)
        reference = kit.reference(lesson)
        reference.write_text(f'"""See rules.md."""\n{reference.read_text().partition(chr(10))[2]}')
        build(kit, lesson)
        assert (kit.assignment(lesson) / "rules.md").read_text() == "# Rules\n"
        kit.rules.write_text("# Other rules\n")
        assert drift(kit, lesson) == [f"{kit.assignment(lesson) / 'rules.md'} differs from its source."]

    def test_building_again_changes_nothing(self, kit: Kit) -> None:
        lesson = kit.registry.lesson("01")
        build(kit, lesson)
        assert build(kit, lesson) == []
        assert drift(kit, lesson) == []

    def test_drift_is_told_and_repaired(self, kit: Kit) -> None:
        lesson = kit.registry.lesson("01")
        folder = kit.assignment(lesson)
        assert len(drift(kit, lesson)) == 6
        assert not folder.exists()
        build(kit, lesson)
        (folder / "hints.yml").unlink()
        (folder / "tiny.py").write_text("solved\n")
        (folder / "deep").mkdir()
        (folder / "deep" / "stray.py").touch()
        assert drift(kit, lesson) == [
            f"{folder / 'deep' / 'stray.py'} has no source in solutions/.",
            f"{folder / 'hints.yml'} is missing.",
            f"{folder / 'tiny.py'} differs from its source.",
        ]
        assert len(build(kit, lesson)) == 3
        assert drift(kit, lesson) == []

    def test_another_number_of_hidden_checks_is_drift(self, kit: Kit) -> None:
        lesson = kit.registry.lesson("01")
        build(kit, lesson)
        suite = kit.suite(lesson) / "test_share.py"
        suite.write_text(suite.read_text().replace('@graded("share")', '@graded("double")'))
        assert drift(kit, lesson) == [f"{kit.assignment(lesson) / 'checks.yml'} differs from its source."]

    @pytest.mark.parametrize(
        ("old", "new", "words"),
        [
            ("# double\n", "", "no line `# FUNCTION` stands above test_double_of_three"),
            ("# share\n", "# shares\n", "no check below a line `# share`"),
            ("def test_share", "def share", "no check below a line `# share`"),
            ("def test_share_of_equals()", "def test_share_of_equals(", "not valid Python"),
        ],
    )
    def test_a_check_that_belongs_to_no_function(self, kit: Kit, old: str, new: str, words: str) -> None:
        path = kit.root / "solutions" / "01_tiny" / "test_tiny.py"
        path.write_text(path.read_text().replace(old, new))
        with pytest.raises(CourseError, match=re.escape(words)):
            build(kit, kit.registry.lesson("01"))
        assert not kit.assignment(kit.registry.lesson("01")).exists()

    def test_a_suite_that_can_not_be_counted(self, kit: Kit) -> None:
        (kit.suite(kit.registry.lesson("01")) / "test_share.py").write_text("def (")
        with pytest.raises(CourseError, match=r"test_share\.py, line 1: not valid Python"):
            build(kit, kit.registry.lesson("01"))

    @pytest.mark.parametrize("name", ["tiny.py", "test_tiny.py", "hints.yml", "notebook.py"])
    def test_a_missing_source(self, kit: Kit, name: str) -> None:
        (kit.root / "solutions" / "01_tiny" / name).unlink()
        with pytest.raises(CourseError, match=f"{name} can't be read"):
            build(kit, kit.registry.lesson("01"))
        assert not kit.assignment(kit.registry.lesson("01")).exists()


class TestLeaks:
    LINE = "    weights = (x - x.max()).exp()"

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("test_tiny.py", f"def test_share():\n{LINE}\n"),
            ("test_tiny.py", f"def test_share():\n{LINE}  # as in the lesson\n"),
            ("notebook.py", f"# %%\n{LINE.strip()}\n"),
            ("notebook.py", f"# %%\ndef mine(x):\n{LINE}\n    return weights\n"),
            (
                "test_tiny.py",
                "def test_double(compare, draw):\n    compare.call(draw.normal(7, scale=3.0))\n",
            ),
            ("tiny.py", None),
        ],
    )
    def test_a_secret_line_is_refused(self, kit: Kit, name: str, text: str | None) -> None:
        path = kit.root / "solutions" / "01_tiny" / name
        added = text if text is not None else f"\n\ndef other(x):\n{self.LINE}\n"
        path.write_text(f"{path.read_text()}\n{added}")
        lesson = kit.registry.lesson("01")
        with pytest.raises(CourseError, match="line that students must not get"):
            build(kit, lesson)
        assert not kit.assignment(lesson).exists()

    def test_the_head_of_a_call_is_common_but_its_arguments_are_not(self) -> None:
        inner = "    return nn.Sequential(\n        nn.Linear(width, 2 * width),\n    )\n"
        solution = f"def f(width):\n    ### BEGIN SOLUTION\n{inner}    ### END SOLUTION\n"
        assert solution_lines(solution) == ["nn.Linear(width, 2 * width),"]

    def test_nothing_secret_is_in_what_students_get(self, kit: Kit) -> None:
        files = render(kit, kit.registry.lesson("01"))
        everything = b"\n".join(files.values()).decode()
        for secret in ("weights", "doubled", "SOLUTION", "@mistake", "compare", "draw"):
            assert secret not in everything
        assert json.loads(files["tiny.ipynb"])["cells"]
