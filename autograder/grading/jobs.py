"""The messages between the host and a judge. No torch here."""

from __future__ import annotations

import msgspec

from autograder.intake.source import Source
from autograder.lesson.registry import Lesson
from autograder.results import Isolation, Report


class Setup(msgspec.Struct, frozen=True):
    """The first message, which sets a judge up. `JudgeReady` or `JudgeFailure` answers it; orders follow."""

    kit: str  # the kit's folder
    lessons: tuple[str, ...]
    devices: tuple[str, ...] | None  # None for those of grading.yml
    isolation: Isolation = Isolation.BUBBLEWRAP


class Job(msgspec.Struct, tag="job", frozen=True):
    """The order to grade one submission. `JobGraded` or `JudgeFailure` answers it."""

    lesson: str
    seed: int
    source: bytes | None
    problem: str = ""  # why there is no source
    functions: tuple[str, ...] | None = None  # grade these only
    until_failure: bool = False  # leave out a function's other tests once one has not passed
    first: str = ""  # the test to begin with, where only the tests until a failure run
    lenient: bool = False  # don't look for forbidden calls
    diagnose: bool = True  # try the known mistakes on a wrong result
    brief: bool = False  # test on the first device only
    trusted: bool = False  # the course's own code: run it in the judge's process, without a sandbox


def job_of(lesson: Lesson, source: Source, seed: int) -> Job:
    """Return the job that grades all functions of `source` on the inputs drawn from `seed`."""
    return Job(lesson.name, seed, source.text, source.problem)


class ForkJudge(msgspec.Struct, tag="fork", frozen=True):
    """The order to fork a judge. `JudgeForked` answers it.

    One byte with two file descriptors follows. The first is the socket for the new judge's orders, and the
    second is its stderr.
    """


class EndJudge(msgspec.Struct, tag="end", frozen=True):
    """The order to kill a forked judge, if it still runs. `JudgeReady` answers it."""

    pid: int


class JudgeReady(msgspec.Struct, tag="ready", frozen=True):
    """The answer of a judge that is ready for the next order."""


class JobGraded(msgspec.Struct, tag="graded", frozen=True):
    """The answer to a job: its report."""

    report: Report


class JudgeForked(msgspec.Struct, tag="forked", frozen=True):
    """The answer to `ForkJudge`: the process number of the new judge."""

    pid: int


class JudgeFailure(msgspec.Struct, tag="failure", frozen=True):
    """The answer of a judge that can't work. The course's own code or the grader is at fault."""

    message: str


JudgeOrder = Job | ForkJudge | EndJudge
JudgeAnswer = JudgeReady | JobGraded | JudgeForked | JudgeFailure

decode_setup = msgspec.msgpack.Decoder(Setup).decode
_orders: msgspec.msgpack.Decoder[JudgeOrder] = msgspec.msgpack.Decoder(JudgeOrder)
decode_order = _orders.decode
_answers: msgspec.msgpack.Decoder[JudgeAnswer] = msgspec.msgpack.Decoder(JudgeAnswer)
decode_answer = _answers.decode
encode = msgspec.msgpack.Encoder().encode
