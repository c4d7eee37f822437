"""The page that a student gets."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from class_pages import FAILED, SEED, Reader, graded, outcome, page, scores, write

from autograder.lesson.registry import Feedback
from autograder.results import FollowUp, Status, TestResult


def test_feedback_page_says_what_happened_and_gives_hints(tmp_path: Path) -> None:
    html = page(tmp_path, graded("a", [outcome(test="test_sum"), FAILED], name="Ada"), Feedback(hints=2))
    text = Reader(html).text
    assert "Ada, a" in text
    assert "2.5 of 4 points" in text
    assert "Sentence of test_rows. Failed Shape (5, 1) not (5, 3). Likely reason It equals softmax" in text
    assert text.index("Sentence of test_rows.") < text.index("Sentence of test_sum. Passed")
    assert "Shape (5, 1)\nnot (5, 3)." in html
    assert "<code>dim=0</code>" in html
    assert "Hint 1 Subtract the maximum. Hint 2 Look at dim." in text
    assert "keepdim" not in text
    assert "argmax" not in text
    assert html.count("<details") == 1
    assert html.index("<details") < html.index("accuracy</h3>")


@pytest.mark.parametrize(
    ("detail", "message", "diagnosis"),
    [("title", False, False), ("message", True, False), ("diagnosis", True, True)],
)
def test_detail_policy(tmp_path: Path, detail: str, message: bool, diagnosis: bool) -> None:
    html = page(tmp_path, graded("a", [FAILED]), Feedback(detail=detail, hints=0))  # type: ignore[arg-type]
    assert "Sentence of test_rows." in html
    assert ("Shape (5, 1)" in html) is message
    assert ("It equals softmax" in html) is diagnosis
    assert "Subtract" not in html


class TestFollowUps:
    SHARED = FollowUp(("softmax",), ("softmax",))
    RIGHT = "Tests that pass with a right softmax count as passed."

    def test_a_test_that_counts_as_passed_is_told_once(self, tmp_path: Path) -> None:
        tests = [outcome(test=name, follow_up=self.SHARED) for name in ("t1", "t2")]
        html = page(tmp_path, graded("a", [FAILED], tests))
        assert Reader(html).text.count(f"It uses your softmax, which fails its own tests. {self.RIGHT}") == 1
        assert "Sentence of t1. Passed Sentence of t2. Passed" in Reader(html).text
        assert html.count('<details class="panel function" open>') == 1

    def test_a_test_that_fails_either_way(self, tmp_path: Path) -> None:
        test = outcome(Status.FAILED, message="Off by 1.", follow_up=self.SHARED)
        told = "It uses your softmax, which fails its own tests. This test fails with a right softmax too."
        text = Reader(page(tmp_path, graded("a", [FAILED], [test]))).text
        assert f"Failed {told} Off by 1." in text
        assert self.RIGHT not in text

    @pytest.mark.parametrize(
        ("follow_up", "told"),
        [
            (FollowUp(("softmax",)), "It uses your softmax, which fails its own tests. Begin there."),
            (
                FollowUp(("a", "b", "c"), ("a", "b")),
                "It uses your a, b and c, which fail their own tests. "
                "This test fails with right versions of a and b too.",
            ),
        ],
    )
    def test_the_words(self, follow_up: FollowUp, told: str) -> None:
        assert outcome(Status.FAILED, follow_up=follow_up).remark == told

    def test_a_page_of_titles_says_nothing_of_it(self, tmp_path: Path) -> None:
        tests = [outcome(follow_up=self.SHARED), outcome(Status.FAILED, "t2", follow_up=self.SHARED)]
        html = page(tmp_path, graded("a", [FAILED], tests), Feedback(detail="title"))
        assert "right softmax" not in html


def test_feedback_page_holds_no_seed_and_no_other_student(tmp_path: Path) -> None:
    write(tmp_path, graded("ada", [FAILED], name="Ada"), graded("bob", name="Bob"))
    html = (tmp_path / "students" / "ada.html").read_text("utf-8")
    assert str(SEED) not in html
    assert "seed" not in html.lower()
    assert "bob" not in html.lower()


def test_devices_are_grouped_by_test(tmp_path: Path) -> None:
    split = [outcome(test="t1"), outcome(Status.ERROR, "t1", "cuda", "Mixed devices.")]
    same = [outcome(Status.FAILED, "t2", device, "Wrong.") for device in ("cpu", "cuda")]
    lone = [outcome(Status.TIMEOUT, "t3"), outcome(Status.SKIPPED, "t3", "cuda")]
    text = Reader(page(tmp_path, graded("a", [*split, *same, *lone]))).text
    assert "Sentence of t1. Passed on cpu Raised an error on cuda Mixed devices." in text
    assert "Sentence of t2. Failed on cpu and cuda Wrong. Sentence" in text
    assert "Sentence of t3. Timed out " in text
    assert text.count("The tests did not run on cuda,") == 1


def test_a_test_that_ran_nowhere_is_no_passed_test(tmp_path: Path) -> None:
    text = Reader(page(tmp_path, graded("a", [outcome(Status.SKIPPED, device="cuda")]))).text
    assert "Sentence of test_rows. Not run" in text
    assert "Subtract" not in text


def test_the_graders_own_fault_is_told_as_such(tmp_path: Path) -> None:
    failed = outcome(Status.INFRA_ERROR, message="/srv/worker lost its pipe", diagnosis="internal")
    text = Reader(page(tmp_path, graded("a", [failed]))).text
    assert "This score is not final." in text
    assert "Grader failed The grader failed here, not your code. This test will be graded again." in text
    assert "/srv/worker" not in text
    assert "internal" not in text
    assert "Subtract" not in text


def test_tests_that_failed_for_one_cause_are_told_of_once(tmp_path: Path) -> None:
    known = "It equals softmax over dim 0."
    tests = [
        outcome(Status.FAILED, "t1", message="Wrong. Arguments: x of shape [2].", diagnosis=known),
        outcome(Status.ERROR, "t2", message="Worse.", diagnosis=known),
        outcome(Status.ERROR, "t3", message="NameError: y (line 3). Arguments: x of shape [2]."),
        outcome(Status.ERROR, "t4", message="NameError: y (line 3). Arguments: x of shape [4]."),
        outcome(Status.FAILED, "t5", message="Another."),
    ]
    text = Reader(page(tmp_path, graded("a", tests))).text
    assert text.count(known) == text.count("NameError") == 1
    assert "Sentence of t1. Sentence of t2. Failed In the first of these tests: Wrong." in text
    assert "Sentence of t3. Sentence of t4. Raised an error" in text
    assert "Sentence of t5. Failed Another." in text


def test_what_to_do_about_a_limit(tmp_path: Path) -> None:
    slow = outcome(Status.TIMEOUT, message="It did not end within 3 s.")
    assert (
        "It did not end within 3 s. Look for an endless loop"
        in Reader(page(tmp_path, graded("a", [slow]))).text
    )
    text = Reader(page(tmp_path, graded("a", [slow]), Feedback(detail="title"))).text
    assert "Look for an endless loop" not in text


def test_where_no_cause_is_told_each_test_stands_alone(tmp_path: Path) -> None:
    tests = [outcome(Status.FAILED, name, message="Wrong.") for name in ("t1", "t2")]
    text = Reader(page(tmp_path, graded("a", tests), Feedback(detail="title"))).text
    assert "Sentence of t1. Failed Sentence of t2. Failed" in text


@pytest.mark.parametrize(
    ("tests", "hinted"),
    [
        ([outcome(Status.FAILED)], True),
        ([outcome(Status.ERROR)], True),
        ([outcome(Status.FORBIDDEN)], False),
        ([outcome(Status.TIMEOUT)], False),
        ([msgspec.structs.replace(FAILED, loop=True)], False),
        ([outcome(), outcome(Status.FAILED, device="simgpu")], False),
        ([msgspec.structs.replace(FAILED, loop=True), outcome(Status.FAILED, "t2")], True),
    ],
)
def test_a_hint_is_shown_if_it_is_about_what_failed(
    tmp_path: Path, tests: list[TestResult], hinted: bool
) -> None:
    text = Reader(page(tmp_path, graded("a", tests))).text
    assert ("Subtract the maximum." in text) is hinted


def test_a_note_is_shown_to_both_sides(tmp_path: Path) -> None:
    note = "softmax_classifier.py is missing from the submission."
    submission = graded("a", [], [], note=note)
    assert note in Reader(page(tmp_path, submission)).text
    assert note in Reader((tmp_path / "index.html").read_text("utf-8")).text
    assert scores(tmp_path)[0]["note"] == note
