"""The rules that a report is held to."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_lesson import write_course

from autograder.authoring.trials import right_solutions
from autograder.results import FunctionResult, Report, Status, TestResult


def report_of(status: Status) -> Report:
    test = TestResult("test_one", "cpu", status, "One.", "It calls torch.exp (line 3).")
    return Report.of("01_tiny", 0, [FunctionResult.of("share", 1.0, [test])])


@pytest.mark.parametrize(
    ("status", "of_a_rewrite", "of_the_reference"),
    [(Status.PASSED, False, False), (Status.FAILED, True, True), (Status.FORBIDDEN, False, True)],
)
def test_a_rewrite_that_makes_a_forbidden_call_is_no_right_solution(
    tmp_path: Path, status: Status, of_a_rewrite: bool, of_the_reference: bool
) -> None:
    kit = write_course(tmp_path, [({}, True)])
    reference, *_, rewrite = right_solutions(kit, kit.registry.lessons[0], [0])
    assert rewrite.subject.startswith("the reference in other words")
    assert any(rewrite.faults(report_of(status))) == of_a_rewrite
    assert any(reference.faults(report_of(status))) == of_the_reference
