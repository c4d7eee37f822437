"""A course from submissions to reports."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from course_pages import SEED, Page, files
from graded_course import Marker, hand_in, run
from nbgrader.api import Gradebook  # type: ignore[import-untyped]

from autograder.classroom.grade import grade_course, report_course
from autograder.errors import CourseError
from autograder.gradebook.course import Course
from autograder.report.store import read_results


class TestCourse:
    def test_grading_one_student_keeps_the_others(self, course: Course) -> None:
        hand_in(course, "ada", 0.5)
        run(course, "ada", "bob")
        before = files(course.root / "reports")
        hand_in(course, "ada", 1.0)
        assert run(course, "ada").jobs == 1
        after = files(course.root / "reports")
        assert before.keys() == after.keys()
        assert before["01_tiny/results/bob.json"] == after["01_tiny/results/bob.json"]
        page = Page(after["01_tiny/index.html"].decode())
        assert "ada Ada 5 of 5" in page.text
        assert "bob Robert 0 of 5" in page.text
        assert "Submissions 1 of 2" in page.text
        assert "ada Ada 5 of 5 5 all points bob Robert 0 of 5" in Page(after["index.html"].decode()).text

    def test_who_left_the_course_is_in_no_new_report(self, course: Course) -> None:
        hand_in(course, "ada", 0.5)
        run(course, "ada", "bob")
        course.students = lambda: ["ada"]  # type: ignore[method-assign]
        run(course, "ada")
        assert b"bob" not in b"".join(files(course.root / "reports").values())

    def test_reports_are_made_again_from_what_is_stored(self, course: Course) -> None:
        hand_in(course, "ada", 0.5)
        run(course, "ada", "bob")
        before = files(course.root / "reports")
        for name in before:
            if not name.startswith("01_tiny/results/"):
                (course.root / "reports" / name).unlink()
        pages = report_course(course, None)
        assert files(course.root / "reports") == before
        assert [page.relative_to(course.root) for page in pages] == [
            Path("reports/index.html"),
            Path("reports/01_tiny/index.html"),
        ]

    def test_the_command_says_what_it_wrote_and_needs_no_torch(self, course: Course) -> None:
        run(course, "ada", "bob")
        look = (
            "import sys; from autograder.cli.app import main\ntry: main(sys.argv[1:])\n"
            "except SystemExit as end: assert end.code == 0, end.code\n"
            "assert not {'torch', 'copydetect'} & set(sys.modules)"
        )
        done = subprocess.run(
            [sys.executable, "-c", look, "report", "01", "--course", str(course.root)],
            env={**os.environ, "AUTOGRADER_KIT": str(course.kit.root)},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines() == [
            f"Wrote {course.root / 'reports/index.html'}",
            f"Wrote {course.root / 'reports/01_tiny/index.html'}",
        ]

    def test_the_reports_agree_with_nbgraders_gradebook(self, course: Course) -> None:
        hand_in(course, "ada", 0.5)
        hand_in(course, "bob", 1.0)
        late = course.root / "submitted/ada/01_tiny/timestamp.txt"
        late.write_text("2026-01-02 03:00:00 UTC\n")
        (course.root / "late.yml").write_text("loss_per_day: 0.1\ncap: 0.15\n")
        with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as book:
            book.update_or_create_assignment("01_tiny", duedate="2026-01-01 00:00:00 UTC")
        run(course, "ada", "bob")
        with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as book:
            grade = book.find_grade("double", "tiny", "01_tiny", "bob")
            grade.manual_score, grade.extra_credit = 0.5, 0.25
            book.db.commit()
            theirs = {
                one.student_id: one.score - (one.late_submission_penalty or 0.0)
                for one in book.assignment_submissions("01_tiny")
            }
        report_course(course, None)
        told = json.loads((course.root / "reports/01_tiny/scores.json").read_bytes())
        assert {one["student"]: one["score"] for one in told["students"]} == pytest.approx(theirs)
        ada, bob = told["students"]
        assert (ada["tests"], ada["penalty"], bob["tests"], bob["by_hand"]) == (2.5, 0.38, 5.0, -1.25)
        assert ada["penalty_reason"] == (
            "Handed in 1 day 3 hours after the due date: 2 days begun, at 10% of the score each,"
            " capped at 15%."
        )
        text = Page((course.root / "reports/index.html").read_text("utf-8")).text
        assert "bob Robert 3.75 of 5" in text
        (course.root / "late.yml").unlink()
        report_course(Course.open(course.root, course.kit), None)
        assert "Grading again would take off 0 instead of 0.38." in (
            course.root / "reports/01_tiny/scores.csv"
        ).read_text("utf-8")

    def test_without_stored_results_there_is_no_report(self, course: Course) -> None:
        with pytest.raises(CourseError, match=r"No result is stored in .*run `autograder grade` first"):
            report_course(course, None)
        with pytest.raises(CourseError, match=r"No result of 01_tiny is stored in .*\. Grade it first"):
            report_course(course, course.kit.registry.lessons)
        assert not (course.root / "reports").exists()

    def test_damage_is_told_before_any_grading(self, course: Course) -> None:
        run(course, "ada", "bob")
        marker = Marker(course.kit.registry.lessons)
        path = course.root / "reports/01_tiny/results/bob.json"
        path.write_text("{")
        with pytest.raises(CourseError, match=r"bob\.json can't be used"):
            grade_course(
                course,
                course.kit.registry.lessons,
                ["ada"],
                marker,
                seed=SEED,
                progress=lambda *_: None,
            )
        assert marker.jobs == 0
        run(course, "ada", "bob")
        assert len(read_results(course.root / "reports", course.kit.registry.lesson("01"))) == 2
