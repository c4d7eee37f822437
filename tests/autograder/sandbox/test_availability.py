"""Grading without a sandbox: only when it is asked for, and told in each report."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.errors import GraderError
from autograder.grading.jobs import Job
from autograder.grading.one import grade
from autograder.grading.pool import LocalPool
from autograder.lesson.kit import Kit
from autograder.results import UNISOLATED, FunctionResult, Isolation, Report
from autograder.sandbox.availability import require


class TestReports:
    def test_a_judge_says_how_it_graded(
        self, tiny: Kit, right: bytes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PATH", "")
        with LocalPool(tiny, ["01_tiny"], ["cpu"], 1, Isolation.NONE) as pool:
            report = pool.grade(Job("01_tiny", 1, right))
        assert report.score == report.max_score
        assert report.isolation is Isolation.NONE

    def test_it_stands_in_the_json_only_where_there_was_none(self) -> None:
        functions: list[FunctionResult] = []
        usual = Report.of("01_tiny", 1, functions)
        assert b"isolation" not in usual.to_json()
        assert Report.from_json(usual.to_json()) == usual
        bare = Report.of("01_tiny", 1, functions, Isolation.NONE)
        assert json.loads(bare.to_json())["isolation"] == "none"
        assert Report.from_json(bare.to_json()) == bare


class TestAskedFor:
    def test_without_bubblewrap_nothing_is_graded_unasked(
        self, tiny: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, right: bytes
    ) -> None:
        (tmp_path / "tiny.py").write_bytes(right)
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(GraderError, match="bubblewrap is missing"):
            grade("01", tmp_path, kit=tiny)
        require(Isolation.NONE)

    def test_a_bubblewrap_that_can_not_start(
        self, broken_bubblewrap: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PATH", f"{broken_bubblewrap}:{os.environ['PATH']}")
        with pytest.raises(GraderError) as caught:
            require(Isolation.BUBBLEWRAP)
        assert str(caught.value) == (
            "bubblewrap can't create a sandbox here (bwrap: setting up uid map: Permission denied). "
            "`autograder doctor` says what to do."
        )

    def test_another_system(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", "")
        monkeypatch.setattr(sys, "platform", "darwin")
        with pytest.raises(GraderError, match="only where Linux isolates it"):
            require(Isolation.BUBBLEWRAP)
        require(Isolation.NONE)
        monkeypatch.setattr(sys, "platform", "win32")
        with pytest.raises(GraderError, match="WSL 2"):
            require(Isolation.NONE)

    def test_a_class_by_the_command(self, make_kit: Callable[..., Kit], tmp_path: Path, right: bytes) -> None:
        kit = make_kit(tmp_path / "kit")
        environment = {**os.environ, "AUTOGRADER_KIT": str(kit.root), "PATH": "/nowhere"}

        def command(*arguments: str) -> str:
            done = subprocess.run(
                [sys.executable, "-m", "autograder", *arguments],
                env=environment,
                cwd=tmp_path,
                capture_output=True,
                text=True,
            )
            assert done.returncode == 0, done.stderr
            return done.stdout

        command("build")
        (tmp_path / "roster.csv").write_text("id,first_name,last_name,email\nada,Ada,L,\n")
        command("init", "course", "--roster", "roster.csv")
        folder = tmp_path / "course" / "submitted" / "ada" / "01_tiny"
        folder.mkdir(parents=True)
        (folder / "tiny.py").write_bytes(right)
        said = command("grade", "--course", "course", "--isolation", "none", "--device", "cpu")
        assert UNISOLATED in said
        reports = tmp_path / "course" / "reports" / "01_tiny"
        assert UNISOLATED in (reports / "index.html").read_text()
        assert json.loads((reports / "results" / "ada.json").read_text())["isolation"] == "none"
