"""The process that runs a student's code."""

from __future__ import annotations

import signal
from pathlib import Path

from autograder.student.messages import CheckRequest, Finished
from autograder.student.process import Worker


def test_a_loop_ends_though_nobody_waits_for_it_any_more(file: Path) -> None:
    worker = Worker()
    worker.ask(CheckRequest(str(file.parent), str(file), "tiny", b"while True: pass", (), (), 1))
    heard = [worker.hear(60), worker.hear(60)]
    worker.close()
    assert heard[1] == Finished(-signal.SIGALRM)
