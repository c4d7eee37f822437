"""The known mistake in a submission, found from all tests of a function together.

In one test several mistakes may give the same wrong result. If a test asks only for the last dimension,
"dim is ignored" and "always the last" look the same. Then the other tests decide.

What a student is told must be true. So a mistake is told in these cases only:

- It explains everything: it fails the tests that the submission fails, in the same way, and no other.
- A submission may hold two mistakes. Then a mistake is told for a test that it explains if it contradicts no
  other test, and if the wrong answers that they have in common are telling. See `Evidence`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from autograder.judge.material import Mistake
from autograder.judge.plan import Evidence, Fit, HiddenTest, Plan
from autograder.results import Status, TestResult


class Ending(NamedTuple):
    """How a test ended, and the known mistakes whose outcome equals the student's in the step that failed."""

    test: HiddenTest
    result: TestResult
    suspects: tuple[Mistake, ...] = ()
    plan: Plan | None = None  # None if the test could not run
    evidence: Evidence | None = None  # None if it passed, or if the submission's runs are unknown

    def fit(self, mistake: Mistake) -> Fit:
        """Return how a mistake's outcome in this test relates to the submission's."""
        if self.result.status is Status.PASSED:
            is_other = self.plan is not None and not self.plan.is_passed_by(mistake)
            return Fit.OTHER if is_other else Fit.SAME
        if self.evidence is not None:
            return self.evidence.fit(mistake)
        return Fit.PART if self.result.status.counts else Fit.SAME


def settle(endings: Sequence[Ending]) -> list[TestResult]:
    """Return the results of one function's tests, with diagnoses.

    A forbidden call in one test costs the tests too that never reach it: the function is not written.
    """
    suspects = {suspect.name: suspect for ending in endings for suspect in ending.suspects}
    fits = {name: _overall(suspect, endings) for name, suspect in suspects.items()}
    passed = {ending.test for ending in endings if ending.result.status is Status.PASSED}
    results = []
    for ending in endings:
        result, test = ending.result, ending.test
        message = result.message
        if result.status.counts and test not in passed and test._replace(device="cpu") in passed:
            message = f"This test passes on the CPU, but not on {test.device}. {message}"
        results.append(msgspec.structs.replace(result, message=message, diagnosis=_diagnosis(ending, fits)))
    return _without_passes(results)


def _without_passes(results: Sequence[TestResult]) -> list[TestResult]:
    """Return the results, in which no test passes if one made a forbidden call."""
    forbidden = next((one for one in results if one.status is Status.FORBIDDEN), None)
    return [
        msgspec.structs.replace(one, status=Status.FORBIDDEN, message=forbidden.message)
        if forbidden is not None and one.status is Status.PASSED
        else one
        for one in results
    ]


def _overall(mistake: Mistake, endings: Sequence[Ending]) -> Fit:
    """Return the worst fit of a mistake in a test of the function."""
    overall = Fit.SAME
    for ending in endings:
        fit = ending.fit(mistake)
        if fit is Fit.OTHER:
            return fit
        overall = Fit.PART if fit is Fit.PART else overall
    return overall


def _diagnosis(ending: Ending, fits: Mapping[str, Fit]) -> str | None:
    """Return the sentence of the mistake that explains the test; of two, both; None if none or more do."""
    whole = [one for one in ending.suspects if fits[one.name] is Fit.SAME]
    evidence = ending.evidence
    part = [one for one in ending.suspects if fits[one.name] is Fit.PART and evidence and evidence.tells(one)]
    told = list(dict.fromkeys(one.sentence for one in whole or part))
    if len(told) == 2:
        return f"Two known mistakes give this result. Either: {told[0]} Or: {told[1]}"
    return told[0] if len(told) == 1 else None
