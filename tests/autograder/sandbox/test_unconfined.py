"""Candidates without a sandbox: a process of its own, within its time."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograder.candidate.runtime import compiled
from autograder.candidate.wire import Batch, Load, Request, decode
from autograder.lesson.registry import Limits
from autograder.results import Status
from autograder.sandbox.process import ProcessCandidate
from autograder.sandbox.protocol import Breach
from autograder.sandbox.unconfined import Unconfined

GO = Batch([Request(compiled("def enter(lesson):\n    return lesson.go()\n"), "enter", {}, ["plain"], 0)])


class TestUnconfined:
    @pytest.fixture
    def load(self) -> Iterator[Callable[[str], ProcessCandidate]]:
        sandbox, started = Unconfined([]), []

        def load(source: str) -> ProcessCandidate:
            started.append(sandbox.start(Limits()))
            assert started[-1].ask(Load("submission", source.encode()), 20).fault is None
            return started[-1]

        yield load
        for candidate in started:
            candidate.close()

    def test_a_process_and_a_folder_of_its_own_which_end_with_it(
        self, load: Callable[[str], ProcessCandidate], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SECRET_TOKEN", "1")
        candidate = load("""
import os, subprocess, sys
def go():
    child = subprocess.Popen(["/bin/sleep", "1000"])
    inside = [name for name in ("jobs", "judge", "autograder") if name in sys.modules]
    return [os.getcwd(), os.listdir("."), "SECRET_TOKEN" in os.environ, inside, os.getpgrp(), child.pid]
""")
        (run,) = candidate.ask(GO, 20).runs
        folder, files, secret, inside, group, child = decode(run.value)
        assert Path(folder).name == "submission"
        assert Path(folder).is_relative_to(Path(tempfile.gettempdir()).resolve())
        assert files == ["submission.py"]
        assert not secret
        assert inside == []
        assert group != os.getpgrp()
        candidate.close()
        assert not Path(folder).parent.exists()
        assert _has_ended(child)

    def test_a_hang(self, load: Callable[[str], ProcessCandidate]) -> None:
        candidate = load("def go():\n    while True: pass")
        with pytest.raises(Breach) as caught:
            candidate.ask(GO, 0.3)
        assert caught.value.status is Status.TIMEOUT

    def test_an_end_of_its_own(self, load: Callable[[str], ProcessCandidate]) -> None:
        candidate = load("import os\ndef go(): os._exit(3)")
        with pytest.raises(Breach, match="ended itself with status 3"):
            candidate.ask(GO, 20)


def _has_ended(pid: int) -> bool:
    """Whether it is gone, or waits for its new parent to take note."""
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False
