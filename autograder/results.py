"""The results of grading: plain data that reports, gradebooks and services read."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from enum import StrEnum

import msgspec

MAX_SEED = 2**53 - 1  # the largest integer that every JSON reader keeps exact

ARGUMENTS = " Arguments: "  # what follows in a message is about one call

UNISOLATED = (
    "Graded without isolation: submissions ran as ordinary processes. They could read and change everything "
    "that you can, including the tests, the reference and the scores. Only their time was limited. "
    "Trust the scores only as far as you trust the submissions."
)


class Status(StrEnum):
    """How one test ended on one device."""

    PASSED = "passed"
    FAILED = "failed"  # the code gave a result, but not the expected one
    SKIPPED = "skipped"  # the machine lacks the device; the score ignores this test
    FORBIDDEN = "forbidden"  # the code uses a call that the exercise asks the student to write
    ERROR = "error"  # the student's code raised an exception
    TIMEOUT = "timeout"
    MEMORY = "memory"
    CRASHED = "crashed"  # the student's process ended
    INFRA_ERROR = "infra_error"  # the grader failed; the next run grades again, and no point is lost

    @property
    def counts(self) -> bool:
        """Return whether a test with this status counts towards the score."""
        return self not in (Status.SKIPPED, Status.INFRA_ERROR)


class Isolation(StrEnum):
    """How a submission was isolated from the machine that graded it."""

    BUBBLEWRAP = "bubblewrap"
    NONE = "none"  # an ordinary process, with all rights of the user who graded


class FollowUp(msgspec.Struct, frozen=True):
    """Why a failure may follow from other functions of the lesson, which the tested function uses."""

    helpers: tuple[str, ...]  # the functions that it uses and that fail tests of their own
    replaced: tuple[str, ...] = ()  # by the reference's, when the test ran again; empty if it didn't


class TestResult(msgspec.Struct, frozen=True):
    """The result of one test on one device, in the words that the student reads.

    A test that failed at first has a `follow_up` if its function uses a function that fails tests of its own.
    The test counts as passed if it passes with the reference's functions in place of these. The message and
    the diagnosis are always those of the submission as it is.
    """

    __test__ = False  # pytest must not collect this class because of its name

    name: str
    device: str
    status: Status
    title: str
    message: str = ""
    diagnosis: str | None = None
    loop: bool | msgspec.UnsetType = msgspec.UNSET  # True if only the number of operations is wrong
    follow_up: FollowUp | msgspec.UnsetType = msgspec.UNSET  # left out of the JSON text unless it is set

    @property
    def remark(self) -> str:
        """Return what the student should know about the follow-up; empty if there is none."""
        if isinstance(self.follow_up, msgspec.UnsetType):
            return ""
        helpers, replaced = self.follow_up.helpers, self.follow_up.replaced
        right = f"a right {replaced[0]}" if len(replaced) == 1 else f"right versions of {_listed(replaced)}"
        if not replaced:
            advice = "Begin there."
        elif self.status is Status.PASSED:
            advice = f"Tests that pass with {right} count as passed."
        else:
            advice = f"This test fails with {right} too."
        fail = "fails its" if len(helpers) == 1 else "fail their"
        return f"It uses your {_listed(helpers)}, which {fail} own tests. {advice}"

    def message_and_diagnosis(self, detail: str) -> tuple[str, str]:
        """Return the message and the diagnosis that a student may read.

        Args:
            detail: the value of `feedback: detail` in grading.yml.
        """
        if detail == "title":
            return "", ""
        if self.status is Status.PASSED:
            return self.remark, ""
        message = " ".join(filter(None, (self.remark, self.message)))
        return message, (self.diagnosis or "") if detail == "diagnosis" else ""


def _listed(functions: Sequence[str]) -> str:
    """Return "a", "a and b" or "a, b and c"."""
    return " and ".join(filter(None, (", ".join(functions[:-1]), *functions[-1:])))


class FunctionResult(msgspec.Struct, frozen=True):
    """The result of one function of a lesson: its points and its tests."""

    name: str
    score: float
    max_score: float
    tests: list[TestResult]

    @property
    def lost(self) -> list[TestResult]:
        """Return the tests that cost points."""
        return [test for test in self.tests if test.status.counts and test.status is not Status.PASSED]

    def remarks(self, detail: str) -> list[str]:
        """Return the sentences that say why tests that failed at first count as passed, each once.

        Args:
            detail: as for `TestResult.message_and_diagnosis`.
        """
        passed = [test for test in self.tests if test.status is Status.PASSED]
        return list(dict.fromkeys(filter(None, (test.message_and_diagnosis(detail)[0] for test in passed))))

    @classmethod
    def of(cls, name: str, max_score: float, tests: list[TestResult]) -> FunctionResult:
        """Return the result of a function with these tests.

        The score is in proportion to the share of passed tests among those that count. Without a test that
        counts it is 0.
        """
        counted = [test for test in tests if test.status.counts]
        passed = sum(test.status is Status.PASSED for test in counted)
        score = round(max_score * passed / len(counted), 2) if counted else 0.0
        return cls(name, score, max_score, tests)


class Report(msgspec.Struct, frozen=True, omit_defaults=True):
    """The report on one submission to one lesson.

    Equal submissions, seeds and kit versions give equal reports. The JSON text contains `isolation` only if
    it is not bubblewrap.
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
        """Return the report; its score and its points are the sums over the functions."""
        score = round(sum(function.score for function in functions), 2)
        max_score = round(sum(function.max_score for function in functions), 2)
        return cls(lesson, score, max_score, seed, functions, isolation)

    @property
    def is_final(self) -> bool:
        """Return whether the report can stand; otherwise the submission must be graded again.

        It can't if the grader failed on a test, or if a function has no test that counts.
        """
        return not any(
            test.status is Status.INFRA_ERROR for function in self.functions for test in function.tests
        ) and all(any(test.status.counts for test in function.tests) for function in self.functions)

    def to_json(self) -> bytes:
        """Return the report as indented JSON text in UTF-8."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n"

    @classmethod
    def from_json(cls, text: bytes) -> Report:
        """Return the report in this JSON text. Raise `msgspec.MsgspecError` if it contains none."""
        return msgspec.json.decode(text, type=cls)


def fresh_seed() -> int:
    """Return a new secret seed, below `MAX_SEED`, for one run of hidden tests."""
    return secrets.randbelow(MAX_SEED)
