"""The warm process from which candidates are forked."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from processes import descendants, youngest

from autograder.candidate.runtime import compiled
from autograder.candidate.wire import Batch, Load, Request, decode
from autograder.errors import GraderError
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Limits
from autograder.sandbox.availability import require_sandbox
from autograder.sandbox.bubblewrap import Bubblewrap
from autograder.sandbox.protocol import Candidate, LostCandidate

pytestmark = pytest.mark.usefixtures("needs_sandbox")


class TestSpare:
    """The next candidate is there before it is wanted."""

    @pytest.fixture
    def own(self, tiny: Kit) -> Iterator[Bubblewrap]:
        sandbox = Bubblewrap([tiny.root])
        yield sandbox
        sandbox.close()

    @staticmethod
    def answer(candidate: Candidate, body: str = "1") -> Any:
        source = f"import os, resource\ndef go(): return {body}".encode()
        assert candidate.ask(Load("submission", source), 5).fault is None
        order = Request(compiled("def enter(lesson):\n    return lesson.go()\n"), "enter", {}, ["plain"], 0)
        return decode(candidate.ask(Batch([order]), 5).runs[0].value)

    def test_it_is_the_next_one(self, own: Bubblewrap) -> None:
        own.start(Limits()).close()
        spare = own._spare
        assert spare is not None
        candidate = own.start(Limits())
        assert candidate._process is spare
        assert self.answer(candidate) == 1
        candidate.close()

    def test_the_one_before_is_gone_when_it_begins(self, own: Bubblewrap) -> None:
        own.start(Limits()).close()
        second = own.start(Limits())
        own._settle()
        assert own._process is not None
        before = set(descendants(own._process.pid))
        assert len(before) == 4  # the first process inside, the warm one, the candidate and the spare
        second.close()
        third = own.start(Limits())
        assert len(before - set(descendants(own._process.pid))) == 1
        third.close()

    def test_one_that_was_closed_ends_without_another(self, own: Bubblewrap) -> None:
        candidate = own.start(Limits())
        own._settle()
        assert own._process is not None
        before = len(list(descendants(own._process.pid)))
        candidate.close()
        deadline = time.monotonic() + 60
        while len(list(descendants(own._process.pid))) == before and time.monotonic() < deadline:
            time.sleep(0.01)
        assert len(list(descendants(own._process.pid))) == before - 1

    def test_one_of_other_limits_is_not_taken(self, own: Bubblewrap) -> None:
        body = "resource.getrlimit(resource.RLIMIT_DATA)[0]"
        limits = []
        for memory_mb in (300, 900, 900):
            candidate = own.start(Limits(memory_mb=memory_mb))
            limits.append(self.answer(candidate, body))
            candidate.close()
        small, large, again = limits
        assert 590 * 2**20 < large - small < 610 * 2**20
        assert again == large

    def test_one_that_the_kernel_ended_costs_nothing(self, own: Bubblewrap) -> None:
        candidate = own.start(Limits())
        own._settle()
        assert own._process is not None
        os.kill(youngest(descendants(own._process.pid)), signal.SIGKILL)
        assert self.answer(candidate) == 1
        candidate.close()
        candidate = own.start(Limits())
        try:
            assert self.answer(candidate) == 1
        except LostCandidate:  # it was ready before it was ended, so only its first task tells
            candidate = own.start(Limits())  # as the judge does
            assert self.answer(candidate) == 1
        candidate.close()


class TestWarmProcess:
    def test_it_is_replaced_when_it_was_killed(self, tiny: Kit) -> None:
        sandbox = Bubblewrap([tiny.root])
        try:
            lost = sandbox.start(Limits())
            assert sandbox._process is not None
            assert sandbox._control is not None
            sandbox._settle()
            sandbox._process.kill()
            assert sandbox._control.recv(1) == b""
            with pytest.raises(GraderError, match="warm process ended"):
                lost.ask(Load("submission", b""), 5)
            lost.close()
            candidate = sandbox.start(Limits())
            assert candidate.ask(Load("submission", b""), 5).fault is None
            lost.close()  # its number may be another child's now
            order = Request(compiled("def enter(lesson):\n    return 1\n"), "enter", {}, ["plain"], 0)
            assert candidate.ask(Batch([order]), 5).runs[0].value == 1
            candidate.close()
        finally:
            sandbox.close()

    def test_one_that_is_lost_while_a_candidate_ends_is_replaced(self, tiny: Kit) -> None:
        sandbox = Bubblewrap([tiny.root])
        try:
            sandbox.start(Limits()).close()
            assert sandbox._process is not None
            sandbox._process.kill()
            sandbox._process.wait()
            with pytest.raises(GraderError, match="warm process ended"):
                sandbox.start(Limits())
            candidate = sandbox.start(Limits())
            assert candidate.ask(Load("submission", b""), 5).fault is None
            candidate.close()
        finally:
            sandbox.close()

    def test_nothing_runs_after_close(self, tiny: Kit) -> None:
        sandbox = Bubblewrap([tiny.root])
        candidate = sandbox.start(Limits())
        process = sandbox._process
        assert process is not None
        sandbox.close()
        assert process.poll() is not None
        assert candidate._channel.recv(1) == b""
        candidate._channel.close()
        sandbox.close()

    def test_no_bubblewrap(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(GraderError, match="bubblewrap is missing"):
            require_sandbox()
        with pytest.raises(GraderError, match="bubblewrap is missing"):
            Bubblewrap([])
