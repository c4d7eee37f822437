"""The failures that may follow from other functions of the lesson: whether they cost points, and why."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import msgspec

from autograder.judge.helpers import Helpers
from autograder.results import FollowUp, FunctionResult, Status, TestResult

# It runs a function's lost tests again with the reference's functions of these names, and returns those that
# pass.
RunAgain = Callable[[FunctionResult, tuple[str, ...]], Collection[TestResult]]


def with_follow_ups(
    results: Sequence[FunctionResult], helpers: Helpers, run_again: RunAgain | None
) -> list[FunctionResult]:
    """Return the results in which lost tests name the helpers that fail tests of their own.

    A test that passes with the reference's functions in place of these counts as passed. A helper that passes
    all its tests in this way fails none of its own.

    Args:
        results: the results of a lesson's functions, in the lesson's order.
        run_again: None if no test may count as passed in this way.
    """
    failing = {result.name for result in results if result.lost}
    replaced: dict[str, tuple[str, ...]] = {}
    passed: dict[str, Collection[TestResult]] = {}
    for result in results:  # a helper that may be replaced comes before the functions that use it
        names = helpers.replaceable(result.name, failing & set(helpers.of(result.name)))
        if run_again is not None and result.lost and names:
            replaced[result.name] = names
            passed[result.name] = run_again(result, names)
            if len(passed[result.name]) == len(result.lost):
                failing.remove(result.name)
    told = []
    for result in results:
        at_fault = tuple(name for name in helpers.of(result.name) if name in failing) if result.lost else ()
        follow_up = FollowUp(at_fault, replaced.get(result.name, ()))
        told.append(_told(result, follow_up, passed.get(result.name, ())) if at_fault else result)
    return told


def _told(result: FunctionResult, follow_up: FollowUp, passed: Collection[TestResult]) -> FunctionResult:
    tests = []
    for test in result.tests:
        if test in passed:
            tests.append(TestResult(test.name, test.device, Status.PASSED, test.title, follow_up=follow_up))
        elif test in result.lost:
            tests.append(msgspec.structs.replace(test, follow_up=follow_up))
        else:
            tests.append(test)
    return FunctionResult.of(result.name, result.max_score, tests)
