"""The worked example of CONTRIBUTING.md, followed to the letter on a copy of its lesson."""

from __future__ import annotations

import re
import shutil
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from kit_root import ROOT
from typer.testing import CliRunner

from autograder.authoring.agreement import unwritten
from autograder.authoring.build import build
from autograder.authoring.proof import Scope, prove
from autograder.authoring.registry_edits import function_entry, function_note
from autograder.authoring.scaffold import stubs
from autograder.cli.app import app
from autograder.grading.pool import LocalPool, default_jobs
from autograder.lesson.kit import Kit

LESSON, FUNCTION = "02_softmax_classifier", "entropy"
BLOCK = re.compile(r"(?ms)^( *)```(python|yaml)\n(.*?)^\1```$")
FILE = re.compile(r"`([\w/]+\.(?:py|yml))`")


class Step(NamedTuple):
    """Text that an author puts in the place of a stub."""

    file: str  # the end of its path
    text: str


def section() -> str:
    text = (ROOT / "CONTRIBUTING.md").read_text()
    return text.partition("\n## Add a function to a lesson\n")[2].partition("\n## ")[0]


def steps() -> Iterator[Step]:
    """The code blocks, each with the file that is named last before it."""
    text = section()
    for block in BLOCK.finditer(text):
        yield Step(FILE.findall(text[: block.start()])[-1], textwrap.dedent(block[3]))


def copy_of_lesson(root: Path) -> Kit:
    shutil.copy(ROOT / "grading.yml", root)
    for folder in ("solutions", "tests/lessons"):
        shutil.copytree(ROOT / folder / LESSON, root / folder / LESSON)
    return Kit(root)


@pytest.mark.usefixtures("needs_sandbox")
def test_the_example_gives_a_proof(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kit = copy_of_lesson(tmp_path)
    monkeypatch.setenv("AUTOGRADER_KIT", str(tmp_path))
    assert f"\nautograder new {LESSON} {FUNCTION}\n" in section()
    ended = CliRunner().invoke(app, ["new", LESSON, FUNCTION], catch_exceptions=False)
    assert ended.exit_code == 0

    kit = Kit(tmp_path)
    lesson = kit.registry.lesson(LESSON)
    to_write = {stub.path: stub.text for stub in stubs(kit, lesson, FUNCTION)}
    to_write[kit.root / "grading.yml"] = f"{function_entry(FUNCTION)}  {function_note(FUNCTION)}\n"
    for step in steps():
        (path,) = [path for path in to_write if str(path).endswith(f"/{step.file}")]
        text, stub = path.read_text(), to_write.pop(path)
        assert text.count(stub) == 1
        path.write_text(text.replace(stub, step.text.removeprefix("- ")))
    assert not to_write

    kit = Kit(tmp_path)
    lesson = kit.registry.lesson(LESSON)
    assert list(unwritten(kit, lesson)) == []
    build(kit, lesson)
    with LocalPool(kit, [LESSON], None, default_jobs()) as pool:
        proof = prove(kit, lesson, pool, Scope(seeds=1, functions=(FUNCTION,), handout=False))
    assert proof.findings == []
    assert [row.name for row in proof.functions] == [FUNCTION]
