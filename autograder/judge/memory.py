"""What the judge has worked out for one seed and needs again for each submission of a class."""

from __future__ import annotations

from collections import defaultdict
from types import ModuleType

from autograder.candidate.runtime import perform
from autograder.candidate.wire import Request, Run, encode_message
from autograder.judge.case import Case, Rule
from autograder.judge.lesson import Mistake
from autograder.judge.tolerance import Inputs

Test = tuple[str, str, str]  # lesson, test, device


class Memory:
    """The cases of each test, and which known mistakes fail them."""

    def __init__(self) -> None:
        self._cases: dict[bytes, Case] = {}
        self._of_test: dict[Test, dict[bytes, Case]] = defaultdict(dict)
        self._outcomes: dict[tuple[bytes, str], list[Run]] = {}

    def case(self, test: Test, reference: ModuleType, request: Request, inputs: Inputs, rule: Rule) -> Case:
        """The request as a case of the test, with what the reference makes of it."""
        key = encode_message(request)
        if key not in self._cases:
            self._cases[key] = Case(request, inputs, perform(reference, request), rule)
        self._of_test[test][key] = self._cases[key]
        return self._cases[key]

    def outcome(self, mistake: Mistake, case: Case) -> list[Run]:
        """What a known mistake makes of the case."""
        key = (encode_message(case.request), f"{mistake.function}.{mistake.name}")
        if key not in self._outcomes:
            self._outcomes[key] = perform(mistake.module, case.request)
        return self._outcomes[key]

    def fails(self, mistake: Mistake, test: Test) -> bool:
        """Whether a known mistake would fail the test, as far as its cases were seen."""
        return any(
            case.fault(self.outcome(mistake, case)) is not None for case in self._of_test[test].values()
        )
