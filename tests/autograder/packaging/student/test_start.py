"""start.py sets up a student's machine."""

from __future__ import annotations

import importlib.util
import platform
import sys
from pathlib import Path
from types import ModuleType

import pytest
from kit_root import ROOT


def load_start(folder: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("start", folder / "start.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class TestStart:
    @pytest.fixture
    def start(self, tmp_path: Path) -> ModuleType:
        source = ROOT / "autograder" / "packaging" / "student" / "start.py"
        (tmp_path / "start.py").write_bytes(source.read_bytes())
        (tmp_path / "kit").mkdir()
        (tmp_path / "kit" / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
        return load_start(tmp_path)

    @pytest.mark.parametrize("version", [(2, 7, 18), (3, 10, 9), (3, 14, 0)])
    def test_another_python_is_told_which_ones_do(
        self, start: ModuleType, monkeypatch: pytest.MonkeyPatch, version: tuple[int, int, int]
    ) -> None:
        monkeypatch.setattr(sys, "version_info", version)
        with pytest.raises(SystemExit) as stopped:
            start.check_python()
        assert "the course needs 3.11 to 3.13" in str(stopped.value)
        assert str(stopped.value).endswith("python3.13 start.py")

    @pytest.mark.parametrize("version", [(3, 11, 0), (3, 13, 9)])
    def test_a_python_that_does(
        self, start: ModuleType, monkeypatch: pytest.MonkeyPatch, version: tuple[int, int, int]
    ) -> None:
        monkeypatch.setattr(sys, "version_info", version)
        start.check_python()

    @pytest.mark.parametrize(
        ("system", "card", "choice", "cpu"),
        [
            ("Linux", None, "auto", True),
            ("Linux", "/usr/bin/nvidia-smi", "auto", False),
            ("Linux", "/usr/bin/nvidia-smi", "cpu", True),
            ("Linux", None, "default", False),
            ("Darwin", None, "auto", False),
            ("Windows", None, "auto", False),
        ],
    )
    def test_which_torch(
        self,
        start: ModuleType,
        monkeypatch: pytest.MonkeyPatch,
        system: str,
        card: str | None,
        choice: str,
        cpu: bool,
    ) -> None:
        monkeypatch.setattr(platform, "system", lambda: system)
        monkeypatch.setattr(start.shutil, "which", lambda _: card)
        monkeypatch.setattr(start, "quietly", lambda *_: False)
        assert start.wants_cpu_build(choice) is cpu
        monkeypatch.setattr(start, "quietly", lambda *_: True)
        assert start.wants_cpu_build(choice) is False  # torch is there already

    def test_the_cpu_build_comes_from_one_place_or_from_pypi(
        self, start: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        calls: list[tuple[str, ...]] = []

        def pip(*call: str) -> int:
            calls.append(call)
            return 1

        monkeypatch.setattr(start, "pip", pip)
        start.install_cpu_build()
        ((*packages, option, _, _, _),) = calls
        assert (packages, option) == (["torch", "torchvision"], "--index-url")
        assert "PyPI's torch" in capsys.readouterr().out

    @pytest.mark.parametrize(
        ("pip", "works", "words"),
        [(1, True, "pip could not install"), (0, False, "torch is installed but doesn't")],
    )
    def test_what_fails_stops_it_with_a_sentence(
        self, start: ModuleType, monkeypatch: pytest.MonkeyPatch, pip: int, works: bool, words: str
    ) -> None:
        for name, made in {"make_venv": None, "pip": pip, "quietly": works}.items():
            monkeypatch.setattr(start, name, lambda *_, made=made: made)
        monkeypatch.setattr(sys, "argv", ["start.py", "--torch", "default"])
        with pytest.raises(SystemExit, match=words):
            start.main()

    def test_no_environment_can_be_made(self, start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(start.subprocess, "call", lambda call, **_: 1)
        with pytest.raises(SystemExit, match="apt install python3-venv"):
            start.make_venv()
