"""Which known mistake a student is told of, if any."""

from __future__ import annotations

from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from autograder.judge.case import Answers, Fault, answers_of
from autograder.judge.diagnosis import Ending, settle
from autograder.judge.material import Mistake
from autograder.judge.plan import Evidence, HiddenTest
from autograder.results import Status, TestResult

RIGHT = "right"


class Step:
    """A comparison whose outcome is one word."""

    def __init__(self, test: str, telling: bool) -> None:
        self.test = test
        self.telling = telling

    @property
    def brief(self) -> Step:
        return self

    def outcome(self, mistake: Mistake) -> Any:
        return vars(mistake.module).get(self.test, RIGHT)

    def fault(self, answers: Answers) -> Fault | None:
        got: Any = answers(self)  # type: ignore[arg-type]
        return None if got == RIGHT else Fault(str(got))

    def agree(self, answers: Answers, other_answers: Answers) -> bool:
        return answers(self) == other_answers(self)  # type: ignore[arg-type]

    def resembles(self, answers: Answers, mistake: Mistake) -> bool:
        return self.agree(answers, answers_of(mistake))

    def is_telling(self, answers: Answers) -> bool:
        got: Any = answers(self)  # type: ignore[arg-type]
        return self.telling and got != "an exception"


def known(name: str, **outcomes: str) -> Mistake:
    """Return a mistake with these outcomes of tests; it passes the others."""
    module = ModuleType(name)
    vars(module).update(outcomes)
    return Mistake("f", name, f"It is {name}.", module)


def told(
    submission: dict[str, str], *mistakes: Mistake, telling: bool = True, status: Status = Status.FAILED
) -> dict[str, str | None]:
    """Return the diagnosis of each test of a submission with these outcomes."""
    endings = []
    for test, outcome in submission.items():
        step, hidden = Step(test, telling), HiddenTest("00_lesson", "f", test, "cpu")
        plan: Any = SimpleNamespace(is_passed_by=lambda mistake, step=step: step.outcome(mistake) == RIGHT)
        if outcome == RIGHT:
            endings.append(Ending(hidden, TestResult(test, "cpu", Status.PASSED, test), (), plan))
            continue

        def answers(case: Any, outcome: str = outcome) -> Any:
            return outcome

        evidence = Evidence([step], answers) if status is Status.FAILED else None
        suspects = tuple(one for one in mistakes if evidence and step.agree(answers, answers_of(one)))
        endings.append(Ending(hidden, TestResult(test, "cpu", status, test), suspects, plan, evidence))
    return {result.name: result.diagnosis for result in settle(endings)}


@pytest.mark.parametrize("telling", [True, False])
def test_a_mistake_that_explains_everything_is_told(telling: bool) -> None:
    found = told({"a": "x", "b": "y", "c": RIGHT}, known("one", a="x", b="y"), telling=telling)
    assert found == {"a": "It is one.", "b": "It is one.", "c": None}


def test_a_mistake_that_fails_a_passed_test_is_not_told() -> None:
    assert told({"a": "x", "b": RIGHT}, known("one", a="x", b="y"))["a"] is None


def test_a_mistake_that_is_wrong_in_another_way_is_not_told() -> None:
    assert told({"a": "x", "b": "y"}, known("one", a="x", b="z")) == {"a": None, "b": None}


def test_another_exception_does_not_contradict_a_mistake() -> None:
    found = told({"a": "x", "b": "y"}, known("one", a="x", b="an exception"))
    assert found == {"a": "It is one.", "b": None}
    assert told({"a": "x", "b": "an exception"}, known("one", a="x", b="z")) == found


def test_each_of_two_mistakes_in_one_function_is_told_where_it_shows() -> None:
    mistakes = known("one", a="x"), known("two", b="y")
    assert told({"a": "x", "b": "y", "c": RIGHT}, *mistakes) == {
        "a": "It is one.",
        "b": "It is two.",
        "c": None,
    }


def test_beside_a_second_mistake_a_mistake_needs_a_telling_answer() -> None:
    mistakes = known("one", a="NaN"), known("two", b="NaN")
    assert told({"a": "NaN", "b": "NaN"}, *mistakes, telling=False) == {"a": None, "b": None}


def test_a_mistake_that_explains_everything_is_told_rather_than_one_that_does_not() -> None:
    mistakes = known("part", a="x"), known("whole", a="x", b="y")
    assert told({"a": "x", "b": "y"}, *mistakes) == {"a": "It is whole.", "b": "It is whole."}


def test_of_two_that_fit_equally_both_are_told_as_possible_and_of_three_none() -> None:
    mistakes = [known(name, a="x") for name in ("one", "two", "three")]
    assert told({"a": "x"}, *mistakes[:2])["a"] == (
        "Two known mistakes give this result. Either: It is one. Or: It is two."
    )
    assert told({"a": "x"}, *mistakes)["a"] is None


def test_two_with_one_sentence_are_one() -> None:
    same = known("one", a="x")
    assert told({"a": "x"}, same, same._replace(name="another"))["a"] == "It is one."


def test_runs_that_are_unknown_explain_nothing() -> None:
    assert told({"a": "x"}, known("one", a="x"), status=Status.TIMEOUT) == {"a": None}


def test_right_on_the_cpu_but_not_elsewhere() -> None:
    def ending(device: str, status: Status) -> Ending:
        hidden = HiddenTest("00_lesson", "f", "a", device)
        return Ending(hidden, TestResult("a", device, status, "a", "It is on cpu."))

    _, there = settle([ending("cpu", Status.PASSED), ending("simgpu", Status.FAILED)])
    assert there.message == "This test passes on the CPU, but not on simgpu. It is on cpu."


def test_a_forbidden_call_costs_the_tests_that_never_reach_it() -> None:
    def ending(name: str, device: str, status: Status, message: str = "") -> Ending:
        hidden = HiddenTest("00_lesson", "f", name, device)
        return Ending(hidden, TestResult(name, device, status, "A sentence.", message))

    results = settle(
        [
            ending("test_values", "cpu", Status.FORBIDDEN, "It calls x.softmax."),
            ending("test_errors", "cpu", Status.PASSED),
            ending("test_errors", "simgpu", Status.PASSED),
            ending("test_errors", "cuda", Status.SKIPPED),
            ending("test_shapes", "cpu", Status.FAILED, "It has another shape."),
        ]
    )
    assert [result.status for result in results] == [
        Status.FORBIDDEN,
        Status.FORBIDDEN,
        Status.FORBIDDEN,
        Status.SKIPPED,
        Status.FAILED,
    ]
    assert [result.message for result in results[1:3]] == ["It calls x.softmax."] * 2
