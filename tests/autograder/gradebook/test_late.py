"""What is late loses what grading.yml says, by the command line's way and by nbgrader's."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.errors import CourseError
from autograder.gradebook.course import Course
from autograder.gradebook.late import penalty, reason
from autograder.lesson.kit import Kit
from autograder.lesson.registry import DeadlineExtension, Late, load_late, load_registry

DAY = 86400.0
POLICY = Late(
    loss_per_day=0.1,
    grace_minutes=15,
    cap=0.35,
    extensions=(
        DeadlineExtension("ada", 2),
        DeadlineExtension("alan", 1, "02_softmax"),
        DeadlineExtension("alan", 3, "03_lstm"),
    ),
)


@pytest.mark.parametrize(
    ("student", "lesson", "seconds", "lost"),
    [
        ("eve", "02_softmax", -5.0, 0.0),
        ("eve", "02_softmax", 0.0, 0.0),
        ("eve", "02_softmax", 15 * 60.0, 0.0),
        ("eve", "02_softmax", 15 * 60.0 + 1, 2.0),
        ("eve", "02_softmax", DAY, 2.0),
        ("eve", "02_softmax", DAY + 1, 4.0),
        ("eve", "02_softmax", 3 * DAY, 6.0),
        ("eve", "02_softmax", 4 * DAY, 7.0),
        ("eve", "02_softmax", 400 * DAY, 7.0),
        ("ada", "02_softmax", 2 * DAY, 0.0),
        ("ada", "03_lstm", 2 * DAY + 15 * 60 + 1, 2.0),
        ("alan", "02_softmax", 2 * DAY, 2.0),
        ("alan", "03_lstm", 2 * DAY, 0.0),
    ],
)
def test_the_days_begun_cost_a_share_up_to_the_cap(
    student: str, lesson: str, seconds: float, lost: float
) -> None:
    assert penalty(POLICY, student, lesson, 20.0, seconds) == lost
    assert penalty(POLICY, student, lesson, 0.0, seconds) == 0.0


@pytest.mark.parametrize(
    ("student", "seconds", "words"),
    [
        ("eve", 0.0, ""),
        ("eve", -5.0, ""),
        ("ada", -5.0, ""),
        (
            "eve",
            30.0,
            "Handed in less than a minute after the due date: nothing is lost within 15",
        ),
        (
            "eve",
            15 * 60.0,
            "15 minutes after the due date: nothing is lost within 15 minutes of grace.",
        ),
        (
            "eve",
            3 * 3600.0 + 61,
            " 3 hours 1 minute after the due date: 1 day begun, at 10% of the score",
        ),
        ("eve", 2 * DAY + 3661, "2 days 1 hour after the due date: 3 days begun, at 10% of the score each."),
        ("eve", 9 * DAY, "9 days after the due date: 9 days begun, at 10% of the score each, capped at 35%."),
        ("ada", 2 * DAY, "2 days after the due date, with an extension of 2 days: nothing is lost."),
        ("ada", 2 * DAY + 60, "with an extension of 2 days: nothing is lost within 15 minutes of grace."),
        ("alan", 2 * DAY, "2 days after the due date, with an extension of 1 day: 1 day begun, at 10% of"),
    ],
)
def test_the_reason_is_told(student: str, seconds: float, words: str) -> None:
    lost = penalty(POLICY, student, "02_softmax", 20.0, seconds)
    told = reason(POLICY, student, "02_softmax", 20.0, seconds, lost)
    assert words in told
    assert bool(words) == bool(told)


def test_a_penalty_by_another_policy_is_told_as_such() -> None:
    told = "Grading again would take off 2 instead of 5."
    assert reason(POLICY, "eve", "02_softmax", 20.0, DAY, 5.0) == told
    assert reason(None, "eve", "02_softmax", 20.0, DAY, 0.0) == ""
    assert reason(None, "eve", "02_softmax", 20.0, DAY, 5.0).startswith("Grading again would take off 0 ")


def test_without_a_policy_nothing_is_lost() -> None:
    assert penalty(None, "eve", "02_softmax", 20.0, 400 * DAY) == 0.0


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("late: {grace_minutes: 5}", 1, "loss_per_day"),
        ("late: {loss_per_day: 1.5}", 1, "<= 1"),
        ("late: {loss_per_day: -1}", 1, ">= 0"),
        ("late:\n  loss_per_day: 0.1\n  per_day: 1", 3, "per_day"),
        ("late:\n  loss_per_day: 0.1\n  extensions:\n    - {student: ada, days: 1, lesson: 03_x}", 4, "03_x"),
    ],
)
def test_a_faulty_policy_is_told_with_its_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    path = tmp_path / "grading.yml"
    path.write_text(f"{text}\nlessons: [{{name: 02_x, title: X, functions: [{{name: f, points: 1}}]}}]\n")
    with pytest.raises(CourseError, match=f"line {line}: .*{words}"):
        load_registry(path)


class TestACoursesOwnPolicy:
    @pytest.fixture
    def course(self, tiny: Kit, tmp_path: Path) -> Course:
        (tmp_path / "course").mkdir()
        return Course(tmp_path / "course", tiny)

    def test_it_takes_the_place_of_the_kits(self, course: Course, tiny: Kit) -> None:
        assert course.late is tiny.registry.late is None
        (course.root / "late.yml").write_text("loss_per_day: 0.2\nextensions: [{student: ada, days: 1}]\n")
        late = Course(course.root, tiny).late
        assert late == Late(loss_per_day=0.2, extensions=(DeadlineExtension("ada", 1),))

    def test_it_can_take_a_loss_away(self) -> None:
        assert penalty(Late(loss_per_day=0), "eve", "02_softmax", 20.0, 400 * DAY) == 0.0

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("", "late.yml is empty; it must say what handing in late costs"),
            ("late: {loss_per_day: 0.1}", "late.yml, line 1: .*late"),
            (
                "loss_per_day: 0.1\nloss_per_day: 0.2",
                "late.yml, line 2: the key 'loss_per_day' is",
            ),
            ("loss_per_day: 0.1\ncap: 2", "late.yml, line 2: .*<= 1"),
            (
                "loss_per_day: 0.1\nextensions:\n- {student: ada, days: 1, lesson: 09_x}",
                "late.yml, line 3: 09_x is not a lesson of this course",
            ),
        ],
    )
    def test_its_faults_are_told_with_their_lines(
        self, course: Course, tiny: Kit, text: str, words: str
    ) -> None:
        (course.root / "late.yml").write_text(text)
        with pytest.raises(CourseError, match=words):
            load_late(course.root / "late.yml", tiny.registry)
        with pytest.raises(CourseError, match=words):
            _ = course.late
