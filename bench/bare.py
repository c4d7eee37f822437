"""The hidden suite without isolation: the judge's own loop, with the student's module in the same process.

`python bare.py DESCRIPTOR` serves a host as `autograder.judge.server` does; `check` serves a notebook's cell.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from functools import cache
from types import ModuleType

from autograder.candidate import frames
from autograder.candidate.wire import Batch, Load, Reply
from autograder.errors import CourseError
from autograder.grading import jobs
from autograder.grading.jobs import Job, JobGraded, JudgeReady, Setup
from autograder.judge import server
from autograder.lesson.registry import Limits
from autograder.results import Report, Status
from autograder.sandbox.inline import Inline
from autograder.sandbox.protocol import Sandbox

SEED = 20  # one for all ways, so that they do the same work


class BareJudge:
    """A warm judge process whose submissions run inside it."""

    def __init__(self, setup: Setup) -> None:
        """Raises `CourseError` if the suites can't be used."""
        self._channel, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, __file__, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env={**os.environ, "OMP_NUM_THREADS": "1"},
            )
        _begin(self._channel, setup)

    def grade(self, job: Job) -> Report:
        frames.send(self._channel, jobs.encode(job))
        return _report(self._channel)

    def close(self) -> None:
        self._channel.close()
        self._process.wait()


class Loaded(Inline):
    """Both the sandbox and its candidate, for a module that is imported already."""

    def __init__(self, module: ModuleType) -> None:
        super().__init__()
        self._module = module

    def start(self, limits: Limits, watched: tuple[str, ...] = ()) -> Loaded:
        return self

    def ask(self, order: Load | Batch, seconds: float) -> Reply:
        return Reply() if isinstance(order, Load) else super().ask(order, seconds)

    def branch(self) -> Loaded:
        return self

    def close(self) -> None:
        """The module stays."""


def check(kit: str, lesson: str, devices: Sequence[str], function: str) -> None:
    """Run the hidden tests of one function on this process's main module, such as a notebook's.

    Raises:
        CourseError: naming the first tests that did not pass.
    """
    report = _whole_report(Setup(kit, (lesson,), tuple(devices)))
    wanted = [each for each in report.functions if each.name == function]
    require_full_marks(Report.of(lesson, SEED, wanted, report.isolation))


@cache
def _whole_report(setup: Setup) -> Report:
    """A notebook's first cell has all functions tested, and its other cells find that done.

    The judge's thread ends with the cell: what nbgrader waits for afterwards is not of our making.
    """
    ours, theirs = socket.socketpair()
    sandbox = Loaded(sys.modules["__main__"])
    judge = threading.Thread(target=serve, args=(theirs.detach(), sandbox))
    judge.start()
    with ours:
        _begin(ours, setup)
        (lesson,) = setup.lessons
        frames.send(ours, jobs.encode(Job(lesson, SEED, b"")))
        report = _report(ours)
    judge.join()
    return report


def require_full_marks(report: Report) -> None:
    """Raises `CourseError` naming the first tests that did not pass."""
    tests = [test for function in report.functions for test in function.tests]
    bad = [test for test in tests if test.status not in (Status.PASSED, Status.SKIPPED)]
    if bad or report.score != report.max_score:
        reasons = "; ".join(f"{test.name}: {test.status} {test.message}" for test in bad[:3])
        raise CourseError(
            f"A correct solution of {report.lesson} got {report.score:g} of {report.max_score:g} points, so"
            f" there is no time to tell. {reasons}"
        )


def _begin(channel: socket.socket, setup: Setup) -> None:
    frames.send(channel, jobs.encode(setup))
    answer = jobs.decode_answer(frames.receive(channel))
    if not isinstance(answer, JudgeReady):
        raise CourseError(f"The bare suite can't start: {getattr(answer, 'message', answer)}")


def _report(channel: socket.socket) -> Report:
    answer = jobs.decode_answer(frames.receive(channel))
    if not isinstance(answer, JobGraded):
        raise CourseError(f"The bare suite gave no report: {getattr(answer, 'message', answer)}")
    return answer.report


def serve(descriptor: int, sandbox: Sandbox) -> None:
    """Be the judge, with `sandbox` in place of bubblewrap."""
    server.main(descriptor, lambda hidden: sandbox)


if __name__ == "__main__":
    serve(int(sys.argv[1]), Inline())
