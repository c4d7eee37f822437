"""Putting the tests of a function to a submission: what is tried again, and what a lost process costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from autograder.candidate.runtime import compiled
from autograder.candidate.wire import Batch, Load, RaisedException, Reply, Request, Run
from autograder.intake.source import Source
from autograder.judge.answers import Submission
from autograder.lesson.registry import Function, Lesson, Limits
from autograder.results import Status
from autograder.sandbox.protocol import Breach, LostCandidate, Task

LESSON = Lesson(name="01_tiny", title="Tiny", functions=(Function("double", 1.0), Function("share", 1.0)))
DOUBLE, SHARE = LESSON.functions
TESTS = [Task(Batch([Request(b"", str(number), {}, ["plain"], 0)]), 0.0) for number in range(4)]
GONE = LostCandidate(Status.CRASHED, "Its process was ended.")
SLOW = Breach(Status.TIMEOUT, "It did not end within 1 s.")
Act = Breach | Reply


class Scripted:
    """A candidate that answers with the number of the test, but for what is told otherwise."""

    spent = 0.0

    def __init__(self, acts: dict[int, Act]) -> None:
        self.acts = acts
        self.served: list[int] = []
        self.is_closed = False

    def ask(self, order: Load | Batch, seconds: float) -> Reply:
        assert isinstance(order, Load)
        return Reply()

    def ask_each(self, tasks: Sequence[Task]) -> Iterator[Reply]:
        for task in tasks:
            number = int(task.batch.requests[0].entry)
            self.served.append(number)
            act = self.acts.get(number, Reply([Run(value=number)]))
            if isinstance(act, Breach):
                self.close()
                raise act
            yield act

    def close(self) -> None:
        self.is_closed = True


class Troupe:
    """A sandbox whose candidates follow their scripts, one after the other."""

    def __init__(self, *scripts: dict[int, Act]) -> None:
        self._scripts = [*scripts, {}, {}, {}]
        self.candidates: list[Scripted] = []

    def warm_up(self) -> None: ...

    def start(self, limits: Limits, watched: tuple[str, ...] = ()) -> Scripted:
        self.candidates.append(Scripted(self._scripts[len(self.candidates)]))
        return self.candidates[-1]

    def branch(self) -> Troupe:
        return self

    def let_go(self) -> None: ...

    def close(self) -> None: ...


def submission(troupe: Troupe) -> Submission:
    return Submission(Source(b""), LESSON, Limits(), troupe)


def outcomes(one: Submission, function: Function = DOUBLE) -> list[object]:
    """The numbers of the tests that were answered, and the sentences of the others."""
    return [
        found.message if isinstance(found, Breach) else found[0].value
        for found in one.run_each(function, TESTS)
    ]


def test_one_candidate_serves_all_tests_of_all_functions() -> None:
    troupe = Troupe()
    one = submission(troupe)
    assert outcomes(one) == outcomes(one, SHARE) == [0, 1, 2, 3]
    assert [candidate.served for candidate in troupe.candidates] == [[0, 1, 2, 3] * 2]
    one.close()
    assert troupe.candidates[0].is_closed


def test_one_that_was_lost_is_tried_again_from_there() -> None:
    troupe = Troupe({2: GONE})
    assert outcomes(submission(troupe)) == [0, 1, 2, 3]
    assert [candidate.served for candidate in troupe.candidates] == [[0, 1, 2], [2, 3]]


def test_each_test_has_a_second_try() -> None:
    troupe = Troupe({1: GONE}, {2: GONE}, {3: GONE})
    assert outcomes(submission(troupe)) == [0, 1, 2, 3]


def test_a_second_loss_costs_the_rest_of_the_function_and_no_other() -> None:
    troupe = Troupe({1: GONE}, {1: GONE})
    one = submission(troupe)
    assert outcomes(one) == [0, *[GONE.message] * 3]
    assert outcomes(one, SHARE) == [0, 1, 2, 3]
    assert len(troupe.candidates) == 3


def test_a_limit_is_not_tried_again() -> None:
    troupe = Troupe({1: SLOW})
    one = submission(troupe)
    assert outcomes(one) == [0, *[SLOW.message] * 3]
    assert outcomes(one) == [SLOW.message] * 4
    assert len(troupe.candidates) == 1


@pytest.mark.parametrize(
    "reply", [Reply(), Reply([Run(), Run()]), Reply(fault=RaisedException(("WireError",), "too much"))]
)
def test_an_incomplete_reply_is_none(reply: Reply) -> None:
    troupe = Troupe({0: reply})
    found = outcomes(submission(troupe))
    assert all("Its process sent something that is not a result" in str(one) for one in found)
    assert troupe.candidates[0].is_closed


def test_a_candidate_whose_replies_nobody_waits_for_is_ended() -> None:
    troupe = Troupe()
    one = submission(troupe)
    replies = one.run_each(DOUBLE, TESTS)
    next(replies)
    del replies
    assert troupe.candidates[0].is_closed
    assert outcomes(one) == [0, 1, 2, 3]
    assert len(troupe.candidates) == 2


def test_the_last_reply_leaves_it_free() -> None:
    troupe = Troupe()
    one = submission(troupe)
    replies = one.run_each(DOUBLE, TESTS[:1])
    next(replies)
    assert one.run(DOUBLE, TESTS[1])[0].value == 1
    assert len(troupe.candidates) == 1


FUNCTION = Function("double", 1.0)
BROKEN = RaisedException(("AcceleratorError", "RuntimeError"), "CUDA error: device-side assert triggered")


def request(device: str) -> Request:
    return Request(compiled("def call(lesson): return lesson.double()"), "call", {}, ["plain"], 0, device)


class Candidates:
    """A sandbox whose candidates lose CUDA at some tests, and note who was asked what."""

    def __init__(self, *breaking: int) -> None:
        self.loading = 0.0
        self.started = 0
        self.closed: list[int] = []
        self.asked: list[tuple[int, int]] = []  # which candidate, which test
        self._breaking = breaking

    def start(self, limits: Limits, watched: tuple[str, ...] = ()) -> Candidate:
        self.started += 1
        return Candidate(self, self.started)

    def serve(self, candidate: int, test: int) -> Reply:
        self.asked.append((candidate, test))
        return Reply(runs=[Run(fault=BROKEN if test in self._breaking else None)])


class Candidate:
    def __init__(self, sandbox: Candidates, number: int) -> None:
        self._sandbox, self._number = sandbox, number
        self.spent = sandbox.loading

    def ask(self, order: Load | Batch, seconds: float) -> Reply:
        return Reply()

    def ask_each(self, tasks: Sequence[Task]) -> Iterator[Reply]:
        return (self._sandbox.serve(self._number, task.batch.requests[0].seed) for task in tasks)

    def close(self) -> None:
        self._sandbox.closed.append(self._number)


@pytest.mark.parametrize(
    ("device", "breaking", "asked"),
    [
        ("cuda", 1, [(1, 0), (1, 1), (2, 2), (2, 3)]),
        ("cuda", 3, [(1, 0), (1, 1), (1, 2), (1, 3)]),
        ("cpu", 1, [(1, 0), (1, 1), (1, 2), (1, 3)]),  # where anybody may name an exception so
    ],
)
def test_one_that_lost_cuda_costs_one_test(device: str, breaking: int, asked: list[tuple[int, int]]) -> None:
    """The tests that follow are put to a new candidate."""
    sandbox: Any = Candidates(breaking)
    lesson = Lesson(name="01_tiny", title="Tiny", functions=(FUNCTION,))
    submission = Submission(Source(b"def double(): pass"), lesson, Limits(), sandbox)
    order = request(device)
    tasks = [Task(Batch([Request(order.scenario, "call", {}, ["plain"], i, device)]), 0.1) for i in range(4)]
    outcomes = list(submission.run_each(FUNCTION, tasks))
    assert [isinstance(one, list) and one[0].fault == BROKEN for one in outcomes] == [
        number == breaking for number in range(4)
    ]
    assert sandbox.asked == asked
    assert sandbox.closed == [1] * (device == "cuda"), "one that lost CUDA isn't used again"


def test_whoever_breaks_cuda_again_and_again_pays_for_the_new_candidates() -> None:
    sandbox: Any = Candidates(*range(100))
    sandbox.loading = 3.0
    lesson = Lesson(name="01_tiny", title="Tiny", functions=(FUNCTION,))
    submission = Submission(Source(b"def double(): pass"), lesson, Limits(seconds=3), sandbox)
    tasks = [Task(Batch([request("cuda")]), 0.0) for _ in range(100)]
    last = list(submission.run_each(FUNCTION, tasks))[-1]
    assert isinstance(last, Breach)
    assert last.status is Status.TIMEOUT
    assert sandbox.started < 10


def test_an_import_without_end_is_told_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(self: Scripted, order: Load | Batch, seconds: float) -> Reply:
        raise SLOW

    monkeypatch.setattr(Scripted, "ask", ask)
    with pytest.raises(Breach) as caught:
        submission(Troupe()).run(FUNCTION, TESTS[0])
    assert caught.value.status is Status.TIMEOUT
    assert caught.value.message.endswith(
        "can't be imported. It did not end within 1 s. Put code that trains or prints under the line"
        ' `if __name__ == "__main__":`.'
    )
