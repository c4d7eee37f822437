"""Gradescope's results.json."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from export_command import Command
from scored_course import HALF, report, result, store

from autograder.errors import GraderError
from autograder.export import Visibility
from autograder.export.gradescope import results_of
from autograder.gradebook.course import Course
from autograder.lesson.registry import Feedback
from autograder.results import FollowUp, Status


class TestResultsJson:
    def test_what_gradescope_specifies(self) -> None:
        both = [
            result(),
            result(device="simgpu"),
            result(Status.FAILED, "test_dim", message="No.", diagnosis="Dim 0."),
            result(Status.FAILED, "test_dim", "simgpu", message="No.", diagnosis="Dim 0."),
            result(Status.SKIPPED, "test_dim", "cuda"),
        ]
        given = json.loads(results_of(report(both), Feedback(), Visibility.AFTER_DUE_DATE).to_json())
        assert given["score"] == 6.0
        assert given["output"] == "Not tested on cuda, which the grading machine lacks. No point was lost."
        assert given["visibility"] == "after_due_date"
        assert given["stdout_visibility"] == "hidden"
        assert given["output_format"] == "text"
        assert given["tests"][1] == {
            "name": "softmax: Sentence of test_dim.",
            "score": 0.0,
            "max_score": 1.5,
            "status": "failed",
            "output": "Failed on cpu and simgpu.\nNo.\nDim 0.",
            "visibility": "after_due_date",
            "name_format": "text",
            "output_format": "text",
        }
        assert [(one["score"], one["max_score"], one["status"]) for one in given["tests"]] == [
            (1.5, 1.5, "passed"),
            (0.0, 1.5, "failed"),
            (4.5, 4.5, "passed"),
        ]

    def test_devices_that_differ_are_told_apart(self) -> None:
        tests = [result(), result(Status.ERROR, device="simgpu", message="On another device.")]
        (first, _) = results_of(report(tests), Feedback()).tests
        assert (first.score, first.max_score, first.status) == (1.5, 3.0, "failed")
        assert first.output == "Passed on cpu.\n\nRaised an error on simgpu.\nOn another device."

    def test_a_test_that_counts_as_passed_says_why(self) -> None:
        tests = [result(follow_up=FollowUp(("exp",), ("exp",)))]
        first, _ = results_of(report(tests), Feedback()).tests
        assert (first.score, first.status) == (3.0, "passed")
        assert first.output == f"Passed on cpu.\n{tests[0].remark}"

    @pytest.mark.parametrize(
        ("detail", "there", "absent"),
        [
            ("title", [], ["Off by", "dim 0"]),
            ("message", ["Off by"], ["dim 0"]),
            ("diagnosis", ["dim 0"], []),
        ],
    )
    def test_only_what_the_student_may_read(self, detail: Any, there: list[str], absent: list[str]) -> None:
        text = results_of(report(HALF), Feedback(detail=detail)).to_json().decode()
        assert "918273" not in text
        assert all(words in text for words in there)
        assert not any(words in text for words in absent)

    def test_a_report_that_is_not_final_costs_nobody_a_point(self) -> None:
        with pytest.raises(GraderError, match="Grade it again first"):
            results_of(report([result(Status.INFRA_ERROR)]), Feedback())

    def test_a_file_a_student(self, command: Command, course: Course) -> None:
        store(course, "é x", report([result()]))
        store(course, "late", report([result(Status.INFRA_ERROR)]))
        status, printed, said = command("02", "--format", "gradescope")
        assert status == 1
        folder = course.root / "export" / "gradescope"
        assert printed == f"Wrote results.json for 3 submissions into {folder}.\n"
        assert "Not exported because grading failed: late (02_softmax)" in said
        names = sorted(path.parent.name for path in folder.glob("02_softmax/*/results.json"))
        assert names[:2] == ["ada", "alan"]
        assert re.fullmatch(r"x-[0-9a-f]{16}", names[2])
        assert json.loads((folder / "02_softmax" / "alan" / "results.json").read_text())["score"] == 6.0
