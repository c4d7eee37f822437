"""scripts/try_versions, without what it downloads: the choice of versions and tests, and the table."""

from __future__ import annotations

import argparse
import sys
import xml.etree.ElementTree as ElementTree
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import Any

import pytest

ROOT = next(folder for folder in Path(__file__).parents if (folder / "pyproject.toml").exists())
REPORT = """\
<testsuites><testsuite name="pytest">
<testcase name="test_right"/>
<testcase name="test_wrong"><failure message="no"/></testcase>
<testcase name="test_broken"><error message="no"/></testcase>
<testcase name="test_elsewhere"><skipped message="not here"/></testcase>
</testsuite></testsuites>
"""


@pytest.fixture(scope="module")
def script() -> Any:
    loader = SourceFileLoader("try_versions", str(ROOT / "scripts" / "try_versions"))
    spec = spec_from_loader(loader.name, loader)
    assert spec is not None
    module = module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "dont_write_bytecode", True)
        loader.exec_module(module)
    return module


def test_all_that_it_runs_is_there(script: Any) -> None:
    paths = script.paths_of_tests()
    assert len(paths) >= len(script.TESTS)
    assert all((ROOT / path).exists() for path in paths)


def test_a_name_that_nothing_has_is_said(script: Any, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=f"is called {script.TESTS[0]}: adjust TESTS in "):
        script.paths_of_tests(tmp_path)


def test_the_lowest_versions_are_those_of_the_kit(script: Any) -> None:
    requirements = script.requirements(script.Pair("3.11", script.LOWEST))
    dependencies = (ROOT / "pyproject.toml").read_text()
    names = [requirement.partition("==")[0] for requirement in requirements]
    assert names == ["torch", "torchvision"]
    for requirement in requirements:
        assert f'"{requirement.replace("==", ">=").removesuffix(".*")}"' in dependencies


def test_other_versions(script: Any) -> None:
    assert script.requirements(script.Pair("3.11", script.NEWEST)) == []
    assert script.requirements(script.Pair("3.11", "2.12")) == ["torch==2.12.*"]
    assert script.requirements(script.Pair("3.11", "2.12.1")) == ["torch==2.12.1"]


@pytest.mark.parametrize("text", ["3.11:2.11", "3.12:2.11.1", "3.13:newest", "3.12:lowest"])
def test_a_pair(script: Any, text: str) -> None:
    assert ":".join(script.pair_of(text)) == text


@pytest.mark.parametrize("text", ["3.11", "3:2.11", "3.11:2", "3.11:new", "3.11:2.11:0.26"])
def test_what_is_no_pair(script: Any, text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="not like"):
        script.pair_of(text)


def test_this_python_is_found(script: Any) -> None:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert script.is_python(script.interpreter(version), version)
    assert script.interpreter("3.1") is None


def test_a_shim_that_runs_nothing_is_no_python(script: Any, tmp_path: Path) -> None:
    shim = tmp_path / "python3.12"
    shim.write_text("#!/bin/sh\necho 3.12\nexit 127\n")
    shim.chmod(0o755)
    assert not script.is_python(str(shim), "3.12")


def test_a_python_that_is_not_here_has_a_row(script: Any) -> None:
    row = script.attempt(script.Pair("3.1", script.NEWEST), [])
    assert row.remarks == ["no such Python on PATH or of pyenv"]
    assert not row.is_fine


def test_counts(script: Any) -> None:
    counts = script.counts_of(ElementTree.fromstring(REPORT))
    assert counts == (1, 2, 1, ("test_wrong", "test_broken"))
    assert script.named(counts.failures) == ["failed: test_wrong, test_broken"]
    assert script.named(()) == []
    assert script.named(tuple("abcdefg")) == ["failed: a, b, c, d, e and 2 more"]


def test_rows_of_the_table(script: Any, tmp_path: Path) -> None:
    table = tmp_path / "versions.md"
    row = script.Row("3.12.1", "2.11.0", "0.26.0", script.Counts(5, 0, 1), ["a | b", "c"])
    script.note(row, table)
    script.note(row, table)
    *_, rule, first, second = table.read_text().splitlines()
    assert rule.count("|") == first.replace("\\|", "").count("|")
    assert first == second
    assert first.endswith("| 3.12.1 | 2.11.0 | 0.26.0 | 5 | 0 | 1 | a \\| b; c |")


def test_only_what_passed_and_is_proven_is_fine(script: Any) -> None:
    row = script.Row("3.12.1", "2.11.0", "0.26.0", script.Counts(5, 0, 1), [], is_proven=True)
    assert row.is_fine
    assert not row._replace(is_proven=False).is_fine
    assert not row._replace(counts=script.Counts(5, 1)).is_fine
    assert not row._replace(counts=script.Counts()).is_fine


def test_a_step_that_fails_says_its_last_line(script: Any, tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import sys; print('so'); sys.exit('it is broken')"]
    with pytest.raises(script.Failure, match="failed: it is broken"):
        script.step(command, tmp_path, 60)
    with pytest.raises(script.Failure, match="took more than 0 s"):
        script.step([sys.executable, "-c", "import time; time.sleep(60)"], tmp_path, 0.01)


def test_the_copy_has_what_belongs_to_the_kit(script: Any, tmp_path: Path) -> None:
    script.copy_kit(tmp_path / "kit")
    copied = {path.name for path in (tmp_path / "kit").iterdir()}
    assert {"pyproject.toml", "autograder", "solutions", "grading.yml"} <= copied
    assert not {".git", ".venv"} & copied
