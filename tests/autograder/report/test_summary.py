"""The figures of a class."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from class_pages import FAILED, LESSON, SEED, Reader, graded, outcome, page, scores, write

from autograder import __version__
from autograder.report.graded import GradedSubmission
from autograder.results import FollowUp, FunctionResult, Report, Status, TestResult


def test_class_report_has_the_figures_of_the_class(tmp_path: Path) -> None:
    half = [outcome(), outcome(Status.FAILED, "test_gradient")]
    html = write(tmp_path, graded("cy"), graded("al", half), graded("bo", [FAILED], [outcome(Status.FAILED)]))
    text = Reader(html).text
    assert "Softmax & co" in text
    assert re.search(r"Submissions ?3 Mean ?2\.17 Median ?2\.5 Points ?4", text)
    assert "0 to 10 percent: 1. 60 to 70 percent: 1. 90 to 100 percent: 1." in text
    assert "softmax 50% 1.5 of 3".replace(" ", "") in text.replace(" ", "")
    assert text.index("al 2.5 of 4") < text.index("bo 0 of 4") < text.index("cy 4 of 4")
    assert f"Seed {SEED}" in text
    assert f"autograder {__version__}" in text


def test_a_score_on_the_edge_of_a_bar_belongs_to_the_upper_one(tmp_path: Path) -> None:
    result = FunctionResult("softmax", 0.6, 3.0, [outcome(), outcome(Status.FAILED)])
    text = Reader(write(tmp_path, GradedSubmission("a", "", Report.of(LESSON.name, SEED, [result])))).text
    assert 0.6 / 3.0 * 10 < 2
    assert "Histogram. 20 to 30 percent: 1." in text


def test_class_report_lists_wrong_functions_that_others_use(tmp_path: Path) -> None:
    follow_up = FollowUp(("softmax",), ("softmax",))
    passed = [outcome(device=device, follow_up=follow_up) for device in ("cpu", "simgpu")]
    lost = outcome(Status.FAILED, "test_more", follow_up=follow_up)
    html = write(tmp_path, graded("a", [FAILED], [*passed, lost]), graded("b", [FAILED], passed), graded("c"))
    assert re.search(r"Tests counted as passed ?softmax ?2 of 3 ?accuracy ?2 ", Reader(html).text)
    assert "Wrong functions that others use" not in write(tmp_path, graded("a", [FAILED]))


def test_class_report_marks_cells_in_words_too(tmp_path: Path) -> None:
    half = [outcome(), outcome(Status.FAILED, "test_gradient")]
    skipped = [outcome(Status.SKIPPED, device="cuda")]
    text = Reader(
        write(
            tmp_path,
            graded("a", half),
            graded("b", [FAILED]),
            graded("c", [outcome(Status.INFRA_ERROR)]),
            graded("d", skipped),
        )
    ).text
    assert "1.5 of 3, some passed" in text
    assert "0 of 3, none passed" in text
    assert "0 of 3, the grader failed" in text
    assert "0 of 3, not run" in text
    assert "1 of 1, all tests passed" in text


def test_tests_most_often_failed_come_with_the_commonest_diagnosis(tmp_path: Path) -> None:
    def failing(student: str, diagnosis: str | None, *more: TestResult) -> GradedSubmission:
        return graded(student, [outcome(Status.FAILED, diagnosis=diagnosis), *more])

    gradient = outcome(Status.ERROR, "test_gradient")
    again = outcome(Status.FAILED, device="cuda", diagnosis="rare")
    text = Reader(
        write(tmp_path, failing("a", "rare", again, gradient), failing("b", "often"), failing("c", "often"))
    ).text
    rows = r"Sentence of test_rows\. ?softmax ?3 of 3 ?often"
    gradient_row = r"Sentence of test_gradient\. ?softmax ?1 of 3 ?no known mistake fits"
    assert re.search(f"{rows} ?{gradient_row}", text)


def test_a_test_that_only_the_grader_failed_is_no_failed_test(tmp_path: Path) -> None:
    html = write(tmp_path, graded("a", [outcome(Status.INFRA_ERROR, message="Lost its pipe.")]))
    text = Reader(html).text
    assert "Tests most often failed" not in text
    assert "The grader failed on 1 submission." in text
    assert "The grader failed in softmax (Lost its pipe): grade this submission again." in text
    assert re.search(r"Mean ?none", text)


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (Status.CRASHED, "Crashed in softmax."),
        (Status.TIMEOUT, "Timed out in softmax."),
        (Status.MEMORY, "Ran out of memory in softmax."),
        (Status.FORBIDDEN, "Used a forbidden call in softmax."),
    ],
)
def test_trouble_is_told_to_instructors(tmp_path: Path, status: Status, sentence: str) -> None:
    assert sentence in Reader(write(tmp_path, graded("a", [outcome(status)]))).text
    assert scores(tmp_path)[0]["note"] == sentence


def test_a_submission_that_no_test_ran_on_is_said_to_be_so(tmp_path: Path) -> None:
    assert "Not graded: no test ran." in Reader(write(tmp_path, graded("a", [], []))).text
    (tmp_path / "students" / "a.html").unlink()
    empty = GradedSubmission("a", "", Report.of(LESSON.name, SEED, []))
    text = Reader(page(tmp_path, empty)).text
    assert "0 of 4 points" in text
    assert "No test ran on this submission." in text


def test_a_class_without_submissions_has_a_report(tmp_path: Path) -> None:
    assert "There are no submissions yet." in Reader(write(tmp_path)).text
    assert scores(tmp_path) == []


def test_several_seeds_name_their_students(tmp_path: Path) -> None:
    text = Reader(write(tmp_path, graded("a", seed=11), graded("b", seed=12), graded("c", seed=11))).text
    assert "Seed 11 for a, c" in text
    assert "Seed 12 for b" in text
