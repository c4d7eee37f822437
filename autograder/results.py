"""What grading yields: plain data that reports, gradebooks and services read."""

from __future__ import annotations

import secrets
from enum import StrEnum

import msgspec

MAX_SEED = 2**53 - 1  # what JSON readers keep exact

UNISOLATED = (
    "Graded without isolation: submissions ran as ordinary processes. They could read and change whatever "
    "you can, the tests, the reference and the scores included. Only their time was limited. "
    "Trust the scores as far as you trust the submissions."
)


class Status(StrEnum):
    """How one test ended on one device."""

    PASSED = "passed"
    FAILED = "failed"  # a result came and it is not the expected one
    SKIPPED = "skipped"  # the device is not at hand: neither a pass nor a fail
    FORBIDDEN = "forbidden"  # a call was used that the exercise asks to write oneself
    ERROR = "error"  # the student's code raised an exception
    TIMEOUT = "timeout"
    MEMORY = "memory"
    CRASHED = "crashed"  # the student's process ended
    INFRA_ERROR = "infra_error"  # the grader's own fault: graded again, never a lost point

    @property
    def counts(self) -> bool:
        """Whether a test that ended so counts towards the score."""
        return self not in (Status.SKIPPED, Status.INFRA_ERROR)


class Isolation(StrEnum):
    """What stood between a submission and the machine that graded it."""

    BUBBLEWRAP = "bubblewrap"
    NONE = "none"  # an ordinary process with the rights of whoever graded


class TestResult(msgspec.Struct, frozen=True):
    """One test on one device, in the words that the student reads."""

    __test__ = False  # the name is not pytest's

    name: str
    device: str
    status: Status
    title: str
    message: str = ""
    diagnosis: str | None = None

    def message_and_diagnosis(self, detail: str) -> tuple[str, str]:
        """The message and the diagnosis that a student may read, by grading.yml's `feedback: detail`."""
        if self.status is Status.PASSED or detail == "title":
            return "", ""
        return self.message, (self.diagnosis or "") if detail == "diagnosis" else ""


class FunctionResult(msgspec.Struct, frozen=True):
    """One function of a lesson: its points and its tests."""

    name: str
    score: float
    max_score: float
    tests: list[TestResult]

    @classmethod
    def of(cls, name: str, max_score: float, tests: list[TestResult]) -> FunctionResult:
        """Points in proportion to the tests passed, of those that count; no test that counts, no point."""
        counted = [test for test in tests if test.status.counts]
        passed = sum(test.status is Status.PASSED for test in counted)
        score = round(max_score * passed / len(counted), 2) if counted else 0.0
        return cls(name, score, max_score, tests)


class Report(msgspec.Struct, frozen=True, omit_defaults=True):
    """One submission to one lesson. Equal submissions, seeds and kit versions give equal reports.

    `isolation` stands in the JSON only where it is not bubblewrap.
    """

    lesson: str
    score: float
    max_score: float
    seed: int
    functions: list[FunctionResult]
    isolation: Isolation = Isolation.BUBBLEWRAP

    @classmethod
    def of(
        cls,
        lesson: str,
        seed: int,
        functions: list[FunctionResult],
        isolation: Isolation = Isolation.BUBBLEWRAP,
    ) -> Report:
        score = round(sum(function.score for function in functions), 2)
        max_score = round(sum(function.max_score for function in functions), 2)
        return cls(lesson, score, max_score, seed, functions, isolation)

    @property
    def is_final(self) -> bool:
        """False where the grader failed on some test or a function had none that counts: grade again."""
        return not any(
            test.status is Status.INFRA_ERROR for function in self.functions for test in function.tests
        ) and all(any(test.status.counts for test in function.tests) for function in self.functions)

    def to_json(self) -> bytes:
        return msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n"

    @classmethod
    def from_json(cls, text: bytes) -> Report:
        return msgspec.json.decode(text, type=cls)


def fresh_seed() -> int:
    """A secret seed for one run of hidden tests."""
    return secrets.randbelow(MAX_SEED)
