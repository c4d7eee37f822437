"""The command: quick where it can be, and one sentence with status 2 where it can't do as asked."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

import pytest
import typer

from autograder.authoring.build import build
from autograder.cli.app import app
from autograder.lesson.kit import Kit
from autograder.student.start import start

MakeKit = Callable[..., Kit]


def command(*arguments: str, kit: Kit, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "autograder", *arguments],
        cwd=kit.root,
        env={**os.environ, "AUTOGRADER_KIT": str(kit.root), "OMP_NUM_THREADS": "1", **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


def commands() -> Mapping[str, Any]:
    """Return each command, by its name."""
    return cast(Mapping[str, Any], cast(Any, typer.main.get_command(app)).commands)


@pytest.fixture(scope="module")
def built(make_kit: MakeKit, tmp_path_factory: pytest.TempPathFactory) -> Kit:
    kit = make_kit(tmp_path_factory.mktemp("built"))
    build(kit, kit.registry.lesson("01"))
    start(kit, kit.registry.lesson("01"))
    return kit


WITHOUT_TORCH = """
import sys
from autograder.cli.app import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    assert end.code == 0, end.code
heavy = {"torch", "numpy", "nbgrader", "matplotlib", "jupytext", "sklearn"} & set(sys.modules)
assert not heavy, heavy
"""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--help"], "Auto-graded PyTorch exercises"),
        (["--version"], "autograder "),
        (["list"], "01_tiny"),
        (["start", "01"], "kept your tiny.py"),
        (["next", "01"], "Twice x, in the shape of x."),
        (["hint", "01", "double"], "Add x to itself."),
        (["hint", "01_tiny", "share", "--level", "3"], "Subtract the maximum first."),
        (["grade", "--help"], "--submission"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_quick_commands_import_nothing_heavy(built: Kit, arguments: list[str], words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_TORCH, *arguments],
        env={**os.environ, "AUTOGRADER_KIT": str(built.root)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert words in done.stdout


def test_help_lists_commands_by_who_uses_them(built: Kit) -> None:
    done = command("--help", kit=built, COLUMNS="100")
    panels: dict[str, list[str]] = {}
    for line in done.stdout.splitlines():
        if title := re.match(r"╭─ (\w+) ─", line):
            panels[title[1]] = []
        elif name := re.match(r"│ (\w+) ", line):
            panels[next(reversed(panels))].append(name[1])
    del panels["Options"]
    assert panels == {
        "Students": ["list", "start", "check", "next", "hint", "reset", "watch"],
        "Instructors": ["init", "collect", "grade", "report", "demo", "doctor", "export", "bundle"],
        "Authors": ["build", "new", "draft", "verify"],
    }


def test_each_sentence_of_the_help_is_short() -> None:
    for name, shown in commands().items():
        texts = [shown.help or "", *(getattr(parameter, "help", None) or "" for parameter in shown.params)]
        for sentence in re.split(r"(?<=[.:])\s", " ".join(texts)):
            assert len(sentence.split()) <= 25, f"{name}: {sentence}"
        for parameter, text in zip(shown.params, texts[1:], strict=True):
            assert text.endswith("."), f"{name}, {parameter.name} has no sentence that explains it"


def test_importing_the_package_and_the_plugin_imports_no_torch() -> None:
    look = "import sys, autograder.judge.plugin, autograder.grading.pool; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", look]).returncode == 0


def test_the_list_shows_titles_as_they_are(built: Kit) -> None:
    done = command("list", kit=built)
    assert "01_tiny  Tiny [draft], 5 points" in done.stdout
    assert "double   2  untouched" in done.stdout


class TestFaults:
    @staticmethod
    def sentence(done: subprocess.CompletedProcess[str]) -> str:
        assert done.returncode == 2, done.stdout + done.stderr
        assert done.stdout == ""
        assert "Traceback" not in done.stderr
        (line,) = done.stderr.splitlines()
        assert line.startswith("autograder: ")
        assert line.endswith((".", ")"))
        return line

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (
                ["grade", "99", "--submission", "."],
                "'99' is not a lesson of this course. Lessons: 01_tiny",
            ),
            (["hint", "99", "double"], "'99' is not a lesson"),
            (["hint", "01", "triple"], "has no function 'triple'. Functions: double, share"),
            (["grade", "01", "--submission", "nowhere.py"], "There is no submission at nowhere.py"),
            (["grade", "01"], "Say what to grade"),
            (["grade", "01", "--course", "x", "--submission", "y"], "Say what to grade"),
            (["grade", "--submission", "grading.yml"], "Name one lesson"),
            (["grade", "01", "--course", "nowhere"], "nowhere"),
            (["grade", "01", "--course", "nowhere", "--json"], "--json needs --submission"),
            (["grade", "01", "--submission", "solutions/01_tiny", "--device", "tpu"], "tpu"),
            (["grade", "01", "--submission", "solutions/01_tiny", "--seed", "9" * 30], "seed"),
            (["build", "99"], "'99' is not a lesson"),
            (["new", "01"], "Name the functions to write: `autograder new 01_tiny FUNCTION ...`."),
            (["new", "01", "triple", "double"], "01_tiny has a function double already."),
            (["report", "--course", "nowhere"], "nowhere is not a course folder"),
            (["report", "99", "--course", "nowhere"], "'99' is not a lesson"),
        ],
        ids=lambda value: " ".join(value)[:60] if isinstance(value, list) else "",
    )
    def test_what_can_not_be_done(self, built: Kit, arguments: list[str], words: str) -> None:
        if arguments[-2:-1] == ["--seed"] or arguments[-2:-1] == ["--device"]:
            done = command(*arguments, kit=built)  # these may be told as wrong arguments
            assert done.returncode == 2
            assert "Traceback" not in done.stderr
            assert words in done.stderr
        else:
            assert words in self.sentence(command(*arguments, kit=built))

    @pytest.mark.parametrize(
        "arguments",
        [
            ["nonsense"],
            ["grade", "--nonsense"],
            ["grade", "--seed", "x"],
            ["grade", "--seed", "-1"],
            ["grade", "--jobs", "0", "--course", "x"],
            ["hint", "01"],
            ["hint", "01", "double", "--level", "4"],
            ["report"],
        ],
    )
    def test_wrong_arguments(self, built: Kit, arguments: list[str]) -> None:
        done = command(*arguments, kit=built)
        assert done.returncode == 2
        assert done.stdout == ""
        assert "Traceback" not in done.stderr
        assert "Usage: " in done.stderr

    def test_a_broken_registry(self, make_kit: MakeKit, tmp_path: Path) -> None:
        kit = make_kit(tmp_path, {"grading.yml": "lessons: [\n"})
        assert "grading.yml" in self.sentence(command("list", kit=kit))

    def test_no_kit(self, tmp_path: Path) -> None:
        assert "no grading.yml is there" in self.sentence(command("list", kit=Kit(tmp_path)))

    def test_no_bubblewrap(self, built: Kit, tmp_path: Path) -> None:
        arguments = ("grade", "01", "--submission", "solutions/01_tiny")
        said = self.sentence(command(*arguments, kit=built, PATH=str(tmp_path)))
        assert "bubblewrap is missing" in said
        assert "apt-get install bubblewrap" in said

    def test_drift(self, make_kit: MakeKit, tmp_path: Path) -> None:
        done = command("build", "--check", kit=make_kit(tmp_path))
        assert done.returncode == 2
        assert done.stderr.count("is missing.") == 7
        assert done.stderr.splitlines()[-1].startswith("autograder: The files above are out of date.")
        assert not (tmp_path / "assignments").exists()

    @pytest.mark.usefixtures("needs_sandbox")
    def test_a_suite_at_fault(self, make_kit: MakeKit, tmp_path: Path) -> None:
        kit = make_kit(tmp_path, {"tests/lessons/01_tiny/test_share.py": "def ("})
        said = self.sentence(command("grade", "01", "--submission", "solutions/01_tiny", kit=kit))
        assert "test_share.py can't be collected" in said


@pytest.mark.usefixtures("needs_sandbox")
class TestGradeOne:
    def test_one_json_object_with_the_documented_keys(self, built: Kit, tmp_path: Path) -> None:
        (tmp_path / "tiny.py").write_text("print('noise')\ndef double(x): return x * x\n")
        arguments = ("grade", "01", "--submission", str(tmp_path), "--json", "--seed", "7")
        done = command(*arguments, kit=built)
        assert done.returncode == 0, done.stderr
        assert done.stderr == ""
        report = json.loads(done.stdout)
        assert set(report) == {"lesson", "score", "max_score", "seed", "functions"}
        assert (report["lesson"], report["score"], report["max_score"], report["seed"]) == (
            "01_tiny",
            0,
            5,
            7,
        )
        for function in report["functions"]:
            assert set(function) == {"name", "score", "max_score", "tests"}
            for test in function["tests"]:
                assert set(test) == {"name", "device", "status", "title", "message", "diagnosis"}
        assert report["functions"][0]["tests"][0]["diagnosis"] == "It equals the square of x."
        assert command(*arguments, kit=built).stdout == done.stdout

    def test_for_people(self, built: Kit, tmp_path: Path, right: bytes) -> None:
        (tmp_path / "tiny.py").write_bytes(right)
        done = command("grade", "01", "--submission", str(tmp_path / "tiny.py"), kit=built)
        assert done.returncode == 0, done.stderr
        assert "Each entry of a vector is doubled." in done.stdout
        assert "5 of 5" in done.stdout


def test_a_closed_pipe_is_no_traceback(built: Kit) -> None:
    shell = f"{sys.executable} -m autograder list | true"
    done = subprocess.run(
        [shutil.which("sh") or "sh", "-c", shell],
        env={**os.environ, "AUTOGRADER_KIT": str(built.root)},
        capture_output=True,
        text=True,
    )
    assert "Traceback" not in done.stderr
