"""The doctor: what it says of a sandbox that holds, of one that doesn't, and of a machine without one."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from autograder.doctor.advice import advice
from autograder.doctor.bait import Places, bait
from autograder.doctor.examination import _gradebook, _sandbox
from autograder.doctor.finding import Finding, State, as_json, as_text, is_safe
from autograder.doctor.trial import Prober, attempts, ending, limit, traces, ways_out
from autograder.lesson.kit import Kit
from autograder.results import Status
from autograder.sandbox.bubblewrap import Bubblewrap
from autograder.sandbox.inline import Inline
from autograder.sandbox.unconfined import Unconfined


class TestAttempts:
    @pytest.mark.usefixtures("needs_sandbox")
    def test_a_sandbox_holds_all_of_them(self, sandbox: Bubblewrap, tiny: Kit) -> None:
        with bait(tiny) as places:
            findings = attempts(sandbox, places)
        assert [finding for finding in findings if finding.state is not State.OK] == []
        assert {"files", "writing", "network", "processes", "rights", "memory", "its end", "traces"} <= {
            finding.name for finding in findings
        }

    @pytest.fixture
    def places(self, tmp_path: Path) -> Iterator[Places]:
        """Things that a process without a sandbox reaches."""
        (tmp_path / "secret").write_text("42")
        with socket.create_server(("127.0.0.1", 0)) as server:
            yield Places(
                secrets=[str(tmp_path / "secret"), str(tmp_path / "nothing")],
                folders=[str(tmp_path), str(tmp_path / "nothing")],
                ports=[server.getsockname()[1]],
                letters=[str(tmp_path / "letter")],
                mark=f"stays-{os.getpid()}",
                kit=str(tmp_path),
            )

    @pytest.mark.parametrize(
        ("name", "words"),
        [
            ("files", "can read {0}/secret"),
            ("writing", "can write to {0}"),
            ("network", "can connect to 127.0.0.1:"),
            ("processes", "can see the processes 1, "),
        ],
    )
    def test_each_finds_an_open_door(self, places: Places, tmp_path: Path, name: str, words: str) -> None:
        (attempt,) = [one for one in ways_out(places) if one.name == name]
        finding = attempt.finding(Prober(Inline()))
        assert finding.state is State.BROKEN
        assert words.format(tmp_path) in finding.text
        assert "nothing" not in finding.text
        assert not list(tmp_path.glob(".autograder-probe-*"))

    def test_a_limit_that_is_none(self) -> None:
        finding = limit(Prober(Inline()), "memory", Status.MEMORY, "take_memory", size=2**20)
        assert finding.state is State.BROKEN
        assert finding.text.endswith("it got 1 MB")

    def test_what_one_submission_leaves_for_the_next(self, places: Places) -> None:
        assert traces(Prober(Inline()), places).state is State.BROKEN

    @pytest.mark.skipif(sys.platform != "linux", reason="the probe knows Linux's rights")
    def test_an_ordinary_process_has_rights_and_outlives_its_submission(self, places: Places) -> None:
        prober = Prober(Unconfined([]))
        (rights,) = [one for one in ways_out(places) if one.name == "rights"]
        assert rights.finding(prober).state is State.BROKEN
        assert ending(prober, places).state is State.BROKEN


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


class TestTold:
    GOOD = Finding("files", State.OK, "held", "not shown")
    EXTRA = Finding("GPU", State.MISSING, "none", needed=False)
    BAD = Finding("bubblewrap", State.MISSING, "it is not there", "Install it.\nOr not.")

    def test_only_what_is_needed_makes_it_unsafe(self) -> None:
        assert is_safe([self.GOOD, self.EXTRA])
        assert not is_safe([self.GOOD, self.BAD])

    def test_as_text(self) -> None:
        assert as_text([self.GOOD, self.BAD]).splitlines() == [
            "ok       files         held",
            "missing  bubblewrap    it is not there",
            "                       Install it.",
            "                       Or not.",
            "",
            "Grading is not safe here.",
        ]

    def test_as_json(self) -> None:
        found = json.loads(as_json([self.GOOD, self.EXTRA]))
        assert found["safe"] is True
        assert found["findings"][1]["state"] == "missing"


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


def test_the_probe_runs_where_the_kit_is_not(tmp_path: Path) -> None:
    probe = Path(sys.modules[Prober.__module__].__file__ or "").with_name("probe.py")
    copy = shutil.copy(probe, tmp_path)
    subprocess.run([sys.executable, "-I", "-S", copy], check=True)
