"""The judges of this machine: processes that are forked from one, so that they share what it has imported."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from contextlib import suppress

from autograder.candidate import frames
from autograder.common.last_words import LastWords
from autograder.errors import CourseError, GraderError
from autograder.grading import jobs
from autograder.grading.jobs import (
    EndJudge,
    ForkJudge,
    Job,
    JobGraded,
    JudgeAnswer,
    JudgeFailure,
    JudgeForked,
    JudgeOrder,
    Setup,
)
from autograder.results import Report

_ANSWER_TIMEOUT_SECONDS = 1800  # a judge that says nothing for longer is taken for lost


class _OrderedProcess:
    """A process that serves orders over a socket, one at a time."""

    def __init__(self) -> None:
        self._errors = LastWords()
        self._lock = threading.Lock()
        self._channel, self._theirs = socket.socketpair()
        self._channel.settimeout(_ANSWER_TIMEOUT_SECONDS)

    def ask(self, message: Setup | JudgeOrder, *descriptors: int) -> JudgeAnswer:
        """Raises `GraderError` if the process is lost."""
        with self._lock:
            try:
                frames.send(self._channel, jobs.encode(message))
                if descriptors:
                    socket.send_fds(self._channel, [b"+"], descriptors)
                return jobs.decode_answer(frames.receive(self._channel))
            except (EOFError, OSError) as error:
                self.close()
                raise GraderError(f"A judge ended unexpectedly{self._errors}.") from error

    def close(self) -> None:
        self._channel.close()


class JudgeProcess(_OrderedProcess):
    """A process that has collected the suites: it grades by itself or forks others that do.

    Raises:
        CourseError: if the course's own code can't be used.
        GraderError: if the process ends.
    """

    def __init__(self, setup: Setup) -> None:
        super().__init__()
        with self._theirs as theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "autograder.judge.server", str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._errors.file,
                pass_fds=[theirs.fileno()],
                env={**os.environ, "OMP_NUM_THREADS": "1"},
            )
        answer = self.ask(setup)
        if isinstance(answer, JudgeFailure):
            self.close()
            raise CourseError(answer.message)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def close(self) -> None:
        super().close()
        self._process.kill()
        self._process.wait()


class ForkedJudge(_OrderedProcess):
    """A judge that was forked from a `JudgeProcess`, and ends with it."""

    def __init__(self, parent: JudgeProcess) -> None:
        super().__init__()
        self._parent = parent
        self._closed = False
        with self._theirs as theirs:
            answer = parent.ask(ForkJudge(), theirs.fileno(), self._errors.file.fileno())
        if not isinstance(answer, JudgeForked):
            raise GraderError(f"A judge could not be forked: {getattr(answer, 'message', answer)}")
        self.pid = answer.pid

    def close(self) -> None:
        """Once: its number may be another's afterwards."""
        if self._closed:
            return
        self._closed = True
        super().close()
        with suppress(GraderError):  # a parent that is gone has taken it along
            if self._parent.is_alive:
                self._parent.ask(EndJudge(self.pid))


class Stem:
    """What judges are forked from; it is started when the first is wanted, and anew when it is gone."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._lock = threading.Lock()
        self._process: JudgeProcess | None = None

    def fork(self) -> ForkedJudge | JudgeProcess:
        """A judge that is ready. Where a fork may not survive what was imported, a process of its own."""
        if sys.platform != "linux":
            return JudgeProcess(self._setup)
        with self._lock:
            if self._process is not None and not self._process.is_alive:
                self.close()
            if self._process is None:
                self._process = JudgeProcess(self._setup)
            return ForkedJudge(self._process)

    def close(self) -> None:
        if self._process is not None:
            self._process.close()
            self._process = None


class Judge:
    """One that takes jobs: it is forked at the first, and anew when it was lost."""

    def __init__(self, stem: Stem) -> None:
        self._stem = stem
        self._process: ForkedJudge | JudgeProcess | None = None

    def grade(self, job: Job) -> Report:
        """Raises `GraderError` if the judge was lost, `CourseError` if the course's own code stops it."""
        if self._process is None:
            self._process = self._stem.fork()
        try:
            answer = self._process.ask(job)
        except GraderError:
            self._process = None
            raise
        if not isinstance(answer, JobGraded):
            raise GraderError(f"The judge gave no report: {getattr(answer, 'message', answer)}")
        return answer.report

    def close(self) -> None:
        if self._process is not None:
            self._process.close()
            self._process = None
