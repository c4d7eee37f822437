"""The attempts of a submission to get out, with a sandbox and without."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.doctor.bait import Places, bait
from autograder.doctor.finding import State
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
