"""The doctor on machines with and without a sandbox."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from autograder.doctor.advice import advice
from autograder.doctor.examination import _gradebook, _sandbox
from autograder.doctor.finding import State
from autograder.lesson.kit import Kit


class TestMachine:
    def test_no_bubblewrap(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        finding = _sandbox()
        assert finding.state is State.MISSING
        assert "apt-get install bubblewrap" in finding.fix
        assert "--isolation none" in finding.fix

    def test_a_bubblewrap_that_can_not_start(
        self, broken_bubblewrap: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PATH", f"{broken_bubblewrap}:{os.environ['PATH']}")
        finding = _sandbox()
        assert finding.state is State.BROKEN
        assert finding.text == "it can't create a sandbox: bwrap: setting up uid map: Permission denied"

    def test_another_system(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "platform", "darwin")
        assert "virtual machine" in _sandbox().fix

    @pytest.mark.parametrize(
        ("setting", "value", "words"),
        [
            ("kernel/apparmor_restrict_unprivileged_userns", "1", "/etc/apparmor.d/bwrap"),
            ("kernel/unprivileged_userns_clone", "0", "kernel.unprivileged_userns_clone=1"),
            ("user/max_user_namespaces", "0", "user.max_user_namespaces=10000"),
        ],
    )
    def test_what_the_kernel_forbids(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str, value: str, words: str
    ) -> None:
        monkeypatch.setattr(os, "getuid", lambda: 1000)
        path = tmp_path / setting
        path.parent.mkdir()
        path.write_text(f"{value}\n")
        assert words in advice(tmp_path, tmp_path)
        path.write_text("3\n")
        assert words not in advice(tmp_path, tmp_path)

    def test_a_container(self, tmp_path: Path) -> None:
        assert "docker run" not in advice(tmp_path, tmp_path)
        (tmp_path / ".dockerenv").touch()
        assert "docker run" in advice(tmp_path, tmp_path)

    def test_no_alembic(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        assert [one.state for one in _gradebook()] == [State.OK, State.OK]
        monkeypatch.setattr("sysconfig.get_path", lambda name: str(tmp_path))
        missing = list(_gradebook())[1]
        assert missing.state is State.MISSING
        assert not missing.needed

    def test_what_to_install_is_what_pip_takes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def nothing(name: str) -> str:
            raise PackageNotFoundError(name)

        monkeypatch.setattr("autograder.doctor.examination.version", nothing)
        (nbgrader, _) = _gradebook()
        assert nbgrader.state is State.MISSING
        assert re.search(r'-m pip install "nbgrader>=[\d.]+"$', nbgrader.fix)


Run = Callable[..., "subprocess.CompletedProcess[str]"]


class TestCommand:
    @pytest.fixture
    def doctor(self, tiny: Kit) -> Run:
        def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
            return subprocess.run(
                [sys.executable, "-m", "autograder", "doctor", *arguments],
                env={**os.environ, "AUTOGRADER_KIT": str(tiny.root), **environment},
                capture_output=True,
                text=True,
                timeout=300,
            )

        return run

    @pytest.mark.usefixtures("needs_sandbox")
    def test_a_machine_with_a_sandbox(self, doctor: Run) -> None:
        done = doctor()
        assert done.returncode == 0, done.stdout + done.stderr
        assert done.stdout.splitlines()[-1] == "Grading is safe here."
        assert "\x1b" not in done.stdout
        assert all(line[:9].strip() in ("ok", "missing", "") for line in done.stdout.splitlines()[:-1])

    def test_a_machine_without_one(self, doctor: Run, tmp_path: Path) -> None:
        done = doctor("--json", PATH=str(tmp_path))
        assert done.returncode == 1, done.stderr
        found = json.loads(done.stdout)
        assert found["safe"] is False
        assert found["findings"][0]["name"] == "bubblewrap"
        assert {"torch", "simgpu", "GPU"} <= {one["name"] for one in found["findings"]}
        assert "files" not in {one["name"] for one in found["findings"]}
