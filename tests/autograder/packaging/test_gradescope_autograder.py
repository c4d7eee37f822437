"""Gradescope's autograder zip, and what it does in a container."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from export_command import Command, exporting
from kit_root import ROOT

from autograder.export import Visibility
from autograder.lesson.kit import Kit
from autograder.packaging.gradescope_autograder import autograder_zip
from autograder.results import Isolation


@pytest.fixture(scope="module")
def container(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Gradescope's /autograder with the zip for lesson 02 and its reference as submission."""
    kit = Kit(ROOT)
    lesson = kit.registry.lesson("02")
    root = tmp_path_factory.mktemp("autograder")
    with zipfile.ZipFile(io.BytesIO(autograder_zip(kit, lesson, seed=7))) as archive:
        for entry in archive.infolist():
            path = Path(archive.extract(entry, root / "source"))
            path.chmod(entry.external_attr >> 16 & 0o777)
    submission = root / "submission" / "softmax_classifier.py"
    submission.parent.mkdir()
    text = (kit.solution(lesson) / "softmax_classifier.py").read_text("utf-8")
    submission.write_text(text.replace("def accuracy(", "def accuracies("))
    return root


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    return exporting(capsys)


def run_autograder(root: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [root / "source" / "run_autograder"],
        env={
            **os.environ,
            "AUTOGRADER_ROOT": str(root),
            "AUTOGRADER_PYTHON": sys.executable,
            "PYTHONPATH": str(root / "source" / "kit"),
            **environment,
        },
        cwd=root,
        capture_output=True,
        text=True,
        timeout=300,
    )


class TestAutograder:
    def test_the_zip_has_what_gradescope_needs_and_one_lesson_alone(self, container: Path) -> None:
        source = container / "source"
        for name in ("setup.sh", "run_autograder"):
            assert os.access(source / name, os.X_OK)
            assert subprocess.run(["bash", "-n", source / name]).returncode == 0
        assert (source / "settings.sh").read_text().splitlines() == [
            "lesson=02_softmax_classifier",
            "seed=7",
            "isolation=bubblewrap",
            "visibility=visible",
        ]
        lessons = {path.name for path in (source / "kit" / "solutions").iterdir()}
        assert lessons == {path.name for path in (source / "kit" / "tests" / "lessons").iterdir()}
        assert lessons == {"02_softmax_classifier"}
        assert not list(source.rglob("__pycache__"))
        assert not (source / "kit" / "assignments").exists()

    def test_equal_input_gives_an_equal_zip(self) -> None:
        kit = Kit(ROOT)
        lesson = kit.registry.lesson("02")
        assert autograder_zip(kit, lesson, 1) == autograder_zip(kit, lesson, 1)
        assert autograder_zip(kit, lesson, 1) != autograder_zip(kit, lesson, 2)

    @pytest.mark.usefixtures("needs_sandbox")
    def test_it_grades_in_the_sandbox(self, container: Path) -> None:
        done = run_autograder(container)
        assert done.returncode == 0, done.stdout
        assert done.stderr == ""
        assert "Graded under isolation: bubblewrap." in done.stdout
        given = json.loads((container / "results" / "results.json").read_text("utf-8"))
        assert given["score"] == 19  # all but the one point for accuracy, which the submission lacks
        failed = {test["name"].split(":")[0] for test in given["tests"] if test["status"] == "failed"}
        assert failed == {"accuracy"}
        assert sum(test["score"] for test in given["tests"]) == pytest.approx(given["score"], abs=0.05)
        assert sum(test["max_score"] for test in given["tests"]) == pytest.approx(20, abs=0.05)
        assert sorted(path.name for path in (container / "results").iterdir()) == ["results.json"]

    def test_without_a_sandbox_nothing_is_graded(
        self, container: Path, tmp_path: Path, broken_bubblewrap: Path
    ) -> None:
        root = tmp_path / "autograder"
        shutil.copytree(container, root)
        (root / "results").mkdir(exist_ok=True)
        (root / "results" / "results.json").write_text("{}")
        done = run_autograder(root, PATH=f"{broken_bubblewrap}{os.pathsep}{os.environ['PATH']}")
        assert done.returncode == 1
        assert "NOT GRADED: this container gives no sandbox" in done.stdout
        assert list((root / "results").iterdir()) == []

    def test_without_a_sandbox_it_grades_where_that_was_chosen(
        self, tmp_path: Path, broken_bubblewrap: Path, make_kit: Callable[..., Kit], right: bytes
    ) -> None:
        kit = make_kit(tmp_path / "kit")
        content = autograder_zip(kit, kit.registry.lesson("01"), 7, Isolation.NONE, Visibility.HIDDEN)
        root = tmp_path / "autograder"
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            archive.extractall(root / "source")
        (root / "source" / "run_autograder").chmod(0o755)
        (root / "submission").mkdir()
        (root / "submission" / "tiny.py").write_bytes(right)
        done = run_autograder(root, PATH=f"{broken_bubblewrap}{os.pathsep}{os.environ['PATH']}")
        assert done.returncode == 0, done.stdout
        assert "NO SANDBOX: this submission runs with all rights" in done.stdout
        given = json.loads((root / "results" / "results.json").read_text("utf-8"))
        assert given["score"] == 5
        assert given["visibility"] == "hidden"

    def test_the_command(self, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AUTOGRADER_KIT", str(ROOT))
        target = tmp_path / "autograder.zip"
        arguments = ("--format", "gradescope", "--autograder", target)
        status, printed, _ = command("02", *arguments, here=False)
        assert status == 0
        assert "Keep it secret" in printed
        with zipfile.ZipFile(target) as archive:
            assert archive.testzip() is None
            assert {"setup.sh", "run_autograder", "README.md", "kit/grading.yml"} <= set(archive.namelist())
        status, _, said = command(*arguments, here=False)
        assert status == 2
        assert "Name one lesson" in said
