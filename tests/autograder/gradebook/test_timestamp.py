"""When a submission was handed in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from course_folder import hand_in, nbgrader, report, rows

from autograder.gradebook.course import Course
from autograder.lesson.registry import Lesson


class TestTimestamp:
    @pytest.mark.parametrize(
        ("text", "recorded"),
        [
            ("2024-02-29 12:00:00.250000 UTC", "2024-02-29 12:00:00.250000"),
            ("2024-02-29 12:00:00 EST\n", "2024-02-29 17:00:00.000000"),
            ("2024-02-29T12:00:00", "2024-02-29 12:00:00.000000"),
            ("2023-02-29 12:00:00 UTC", "2023-11-14 22:13:20.000000"),
            ("", "2023-11-14 22:13:20.000000"),
            ("yesterday", "2023-11-14 22:13:20.000000"),
        ],
    )
    def test_the_stated_time_counts_where_it_is_one(
        self, course: Course, lesson: Lesson, text: str, recorded: str
    ) -> None:
        path = hand_in(course, "ada") / "timestamp.txt"
        path.write_text(text)
        course.record(lesson, {"ada": report()})
        assert rows(course, "SELECT timestamp FROM submitted_assignment") == [(recorded,)]
        assert (text == path.read_text()) == (recorded[:10] in text)

    def test_what_states_no_time_is_not_late(self, course: Course, lesson: Lesson) -> None:
        hand_in(course, "ada")
        course.record(lesson, {"ada": report()})
        assert rows(course, "SELECT timestamp FROM submitted_assignment") == [(None,)]
        assert not list((course.root / "submitted").rglob("timestamp.txt"))

    def test_what_is_put_beside_it_does_not_change_its_time(self, course: Course, lesson: Lesson) -> None:
        """A renamed module with a broken timestamp.txt: the folder's own time is what is left."""
        folder = hand_in(course, "ada")
        (folder / "softmax.py").rename(folder / "mine.py")
        (folder / "timestamp.txt").write_text("yesterday")
        os.utime(folder, (1_000_000_000, 1_000_000_000))
        course.record(lesson, {"ada": report()})
        assert rows(course, "SELECT timestamp FROM submitted_assignment") == [("2001-09-09 01:46:40.000000",)]

    def test_an_earlier_time_does_not_stay(self, course: Course, lesson: Lesson) -> None:
        folder = hand_in(course, "ada")
        (folder / "timestamp.txt").write_text("2024-02-29 12:00:00 UTC")
        course.record(lesson, {"ada": report()})
        (folder / "timestamp.txt").unlink()
        course.record(lesson, {"ada": report()})
        assert rows(course, "SELECT timestamp FROM submitted_assignment") == [(None,)]

    def test_a_linked_submission_is_not_written_to(
        self, course: Course, lesson: Lesson, tmp_path: Path
    ) -> None:
        (tmp_path / "elsewhere").mkdir()
        (course.root / "submitted" / "ada").mkdir()
        (course.root / "submitted" / "ada" / lesson.name).symlink_to(tmp_path / "elsewhere")
        course.record(lesson, {"ada": report()})
        assert not list((tmp_path / "elsewhere").iterdir())

    @pytest.mark.parametrize("given", ["of the exchange", None])
    def test_feedback_can_be_released(self, course: Course, lesson: Lesson, given: str | None) -> None:
        """nbgrader finds the secret of the exchange; where there is none it gets one that stays."""
        folder = hand_in(course, "ada")
        if given:
            (folder / "submission_secret.txt").write_text(given)
        course.record(lesson, {"ada": report()})
        path = course.root / "autograded" / "ada" / lesson.name / "submission_secret.txt"
        first = path.read_text()
        course.record(lesson, {"ada": report(1.0), "absent": report(0.0, 0.0)})
        assert path.read_text() == first == (given or first)
        assert len(first) >= 15
        assert nbgrader(course, "generate_feedback", lesson.name).returncode == 0
        exchange = f"--Exchange.root={course.root / 'exchange'}"
        (course.root / "exchange").mkdir(mode=0o777)
        (course.root / "exchange").chmod(0o777)
        done = nbgrader(course, "release_feedback", lesson.name, exchange)
        assert done.returncode == 0, done.stderr
        assert len(list((course.root / "exchange").rglob("*.html"))) == 2

    def test_a_link_is_not_followed(self, course: Course, lesson: Lesson, tmp_path: Path) -> None:
        (tmp_path / "secret").write_text("2024-02-29 12:00:00 UTC")
        path = hand_in(course, "ada") / "timestamp.txt"
        path.symlink_to(tmp_path / "secret")
        course.record(lesson, {"ada": report()})
        assert path.read_text() == "2023-11-14 22:13:20 UTC\n"
        assert not path.is_symlink()
        assert (tmp_path / "secret").read_text() == "2024-02-29 12:00:00 UTC"

    def test_a_folder_of_that_name_is_moved_aside(self, course: Course, lesson: Lesson) -> None:
        path = hand_in(course, "ada") / "timestamp.txt"
        path.mkdir()
        course.record(lesson, {"ada": report()})
        assert path.read_text() == "2023-11-14 22:13:20 UTC\n"

    def test_a_submission_without_folder_has_no_time(self, course: Course, lesson: Lesson) -> None:
        course.record(lesson, {"ada": report()})
        assert rows(course, "SELECT timestamp FROM submitted_assignment") == [(None,)]
