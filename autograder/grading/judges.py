"""The judges of this machine: processes forked from one process, so that they share its imported modules."""

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

_ANSWER_TIMEOUT_SECONDS = 1800  # a judge that is silent for longer counts as lost


class _OrderedProcess:
    """A process that follows orders over a socket, one at a time."""

    def __init__(self) -> None:
        self._errors = LastWords()
        self._lock = threading.Lock()
        self._channel, self._theirs = socket.socketpair()
        self._channel.settimeout(_ANSWER_TIMEOUT_SECONDS)

    def ask(self, message: Setup | JudgeOrder, *descriptors: int) -> JudgeAnswer:
        """Send a message with file descriptors, and return the answer.

        Raise `GraderError` if the process has ended or doesn't answer in time.
        """
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
    """A judge that has collected the suites. It grades by itself, or forks other judges.

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
    """A judge that was forked from a `JudgeProcess` and ends with it."""

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
        """End the process, once only: afterwards another process may have its number."""
        if self._closed:
            return
        self._closed = True
        super().close()
        with suppress(GraderError):  # if the parent has ended, the judge has ended with it
            if self._parent.is_alive:
                self._parent.ask(EndJudge(self.pid))


class Stem:
    """The process that judges are forked from. It starts with the first judge, and again if it has ended."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._lock = threading.Lock()
        self._process: JudgeProcess | None = None

    def start(self) -> None:
        """Start the process ahead of the first judge. A failure is left to `fork`, which meets it again."""
        with self._lock, suppress(CourseError, GraderError):
            self._ready()

    def fork(self) -> ForkedJudge | JudgeProcess:
        """Return a judge that is ready for jobs.

        On systems other than Linux it is a new process, because a fork may not survive the imported modules.
        """
        if sys.platform != "linux":
            return JudgeProcess(self._setup)
        with self._lock:
            return ForkedJudge(self._ready())

    def _ready(self) -> JudgeProcess:
        if self._process is not None and not self._process.is_alive:
            self.close()
        if self._process is None:
            self._process = JudgeProcess(self._setup)
        return self._process

    def close(self) -> None:
        if self._process is not None:
            self._process.close()
            self._process = None


class Judge:
    """A judge that takes jobs. Its process is forked for the first job, and again if it was lost."""

    def __init__(self, stem: Stem) -> None:
        self._stem = stem
        self._process: ForkedJudge | JudgeProcess | None = None

    def grade(self, job: Job) -> Report:
        """Return the report on a job.

        Raises:
            CourseError: if the course's own code can't be used.
            GraderError: if the judge was lost or gave no report.
        """
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
