"""What the host sends to a judge, and what comes back besides a report. No torch here."""

from __future__ import annotations

import msgspec

from autograder.intake.source import Source
from autograder.lesson.registry import Lesson
from autograder.results import Isolation, Report


class Setup(msgspec.Struct, frozen=True):
    """The first message: what the judge is for. `JudgeReady` or `JudgeFailure` answers it; orders follow."""

    kit: str
    lessons: tuple[str, ...]
    devices: tuple[str, ...] | None  # None: those of grading.yml
    isolation: Isolation = Isolation.BUBBLEWRAP


class Job(msgspec.Struct, tag="job", frozen=True):
    """One submission to grade. A `Report` or a `JudgeFailure` answers it."""

    lesson: str
    seed: int
    source: bytes | None
    problem: str = ""  # why there is no source
    functions: tuple[str, ...] | None = None  # grade these only
    until_failure: bool = False  # leave out the rest of a function's tests once one has not passed
    lenient: bool = False  # don't look for forbidden calls
    diagnose: bool = True  # try the known mistakes on a wrong result


def job_of(lesson: Lesson, source: Source, seed: int) -> Job:
    """Return the job that grades all functions of `source` on the inputs drawn from `seed`."""
    return Job(lesson.name, seed, source.text, source.problem)


class ForkJudge(msgspec.Struct, tag="fork", frozen=True):
    """Fork a judge that takes jobs from the first of two descriptors that follow with a byte, and complains
    to the second. A `JudgeForked` answers."""


class EndJudge(msgspec.Struct, tag="end", frozen=True):
    """Kill a judge that was forked, if it still runs. A `JudgeReady` answers."""

    pid: int


class JudgeReady(msgspec.Struct, tag="ready", frozen=True):
    pass


class JobGraded(msgspec.Struct, tag="graded", frozen=True):
    report: Report


class JudgeForked(msgspec.Struct, tag="forked", frozen=True):
    pid: int


class JudgeFailure(msgspec.Struct, tag="failure", frozen=True):
    """The judge can't work; the course's own code or the grader is at fault."""

    message: str


JudgeOrder = Job | ForkJudge | EndJudge
JudgeAnswer = JudgeReady | JobGraded | JudgeForked | JudgeFailure

decode_setup = msgspec.msgpack.Decoder(Setup).decode
_orders: msgspec.msgpack.Decoder[JudgeOrder] = msgspec.msgpack.Decoder(JudgeOrder)
decode_order = _orders.decode
_answers: msgspec.msgpack.Decoder[JudgeAnswer] = msgspec.msgpack.Decoder(JudgeAnswer)
decode_answer = _answers.decode
encode = msgspec.msgpack.Encoder().encode
