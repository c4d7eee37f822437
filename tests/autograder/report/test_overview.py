"""The course report and each student's page."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
from course_pages import LESSONS, SECRET, SEED, Page, graded, unfinished, write

from autograder.lesson.registry import Feedback
from autograder.results import Isolation


class TestCoursePage:
    def test_figures_of_the_lessons(self, tmp_path: Path) -> None:
        one, two, three, _ = LESSONS
        html = write(
            tmp_path,
            [
                graded(one, name, share)
                for name, share in zip("abcde", (0.0, 0.2, 0.4, 0.6, None), strict=True)
            ],
            [graded(two, "a", 1.0), unfinished(two, "b")],
            [graded(three, name, None) for name in "ab"],
        )
        text = Page(html).text
        assert "Lessons graded 3 Students 5 At risk 0" in text
        assert "One & all 01_ one 4 1 0 24% 20% 0% to 40%" in text
        assert "Two 02_ two 2 0 1 100% 100% 100% to 100%" in text
        assert "Three 03_ three 0 2 0 Nobody has handed in yet." in text
        assert "Four" not in text
        assert "0 to 10 percent: 2. 20 to 30 percent: 1. 40 to 50 percent: 1. 60 to 70 percent: 1." in html

    def test_totals_leave_out_what_does_not_count(self, tmp_path: Path) -> None:
        one, two, three, _ = LESSONS
        text = Page(
            write(
                tmp_path,
                [graded(one, "a", 0.5), graded(one, "b", None)],
                [unfinished(two, "a"), graded(two, "b", 1.0)],
                [graded(three, "a", None), graded(three, "b", None)],
                [graded(LESSONS[3], "c", 0.8)],
            )
        ).text
        assert "a 5 of 10 5 some points to be graded again nothing handed in not graded" in text
        assert "b 10 of 20 nothing handed in 10 all points nothing handed in not graded" in text
        assert "c 8 of 10 not graded not graded not graded 8 some points" in text

    def test_tests_most_often_failed_of_all_lessons(self, tmp_path: Path) -> None:
        one, two = LESSONS[:2]
        text = Page(
            write(
                tmp_path,
                [graded(one, "a", 0.9), graded(one, "b", 1.0), graded(one, "c", None)],
                [graded(two, name, 0.9) for name in "abc"],
            )
        ).text
        row = r"Part 9\. {} {} {} It drops the dim ?\."
        found = [
            re.search(row.format(*cells), text)
            for cells in [
                ("alpha", "Two", "3 of 3"),
                ("beta", "Two", "3 of 3"),
                ("alpha", "One & all", "1 of 2"),
            ]
        ]
        assert all(found), "who handed in nothing has failed no test"
        assert [match.start() for match in found if match] == sorted(
            match.start() for match in found if match
        )

    def test_students_at_risk_are_named_with_the_reason(self, tmp_path: Path) -> None:
        one, two = LESSONS[:2]
        text = Page(
            write(
                tmp_path,
                [graded(one, "ada", 0.2, "Ada"), graded(one, "bob", 0.9)],
                [graded(two, "ada", 0.4, "Ada"), graded(two, "bob", None)],
            )
        ).text
        assert "At risk 1" in text
        assert "ada Ada Less than half of the points in One & all (20%) and Two (40%). The rule:" in text

    def test_without_results_it_says_so(self, tmp_path: Path) -> None:
        assert "No results are stored." in Page(write(tmp_path)).text

    def test_grading_without_isolation_is_told(self, tmp_path: Path) -> None:
        one = graded(LESSONS[0], "ada", 1.0)
        assert "Graded without isolation" not in write(tmp_path, [one])
        bare = msgspec.structs.replace(one.report, isolation=Isolation.NONE)
        assert "Graded without isolation" in write(tmp_path, [msgspec.structs.replace(one, report=bare)])


class TestStudentPage:
    def test_lessons_and_what_to_look_at_first(self, tmp_path: Path) -> None:
        one, two, three, _ = LESSONS
        write(
            tmp_path, [graded(one, "ada", 0.5, "Ada")], [graded(two, "ada", 0.2)], [unfinished(three, "ada")]
        )
        text = Page((tmp_path / "students/ada.html").read_text("utf-8")).text
        assert "Ada ada 7 of 20 points" in text
        first = "What to look at first alpha in Two 4.8 points lost Failed: Part 9. Likely reason: It drops"
        assert first in text
        order = [
            text.index(words) for words in ("alpha in Two", "beta in Two", "alpha in One", "beta in One")
        ]
        assert order == sorted(order)
        assert "03 Three to be graded again" in text

    def test_nothing_hidden_and_nobody_else(self, tmp_path: Path) -> None:
        one, two = LESSONS[:2]
        write(
            tmp_path,
            [graded(one, "ada", 0.5, "Ada"), graded(one, "bob", 0.3, "Robert")],
            [graded(two, "ada", 0.1, "Ada"), graded(two, "bob", 1.0, "Robert")],
        )
        html = (tmp_path / "students/ada.html").read_text("utf-8").lower()
        for hidden in ("bob", "robert", str(SEED), "seed", SECRET, "3.14159", "2.71828", "at risk", "mean"):
            assert hidden not in html

    @pytest.mark.parametrize(("detail", "told"), [("title", 0), ("message", 0), ("diagnosis", 2)])
    def test_detail_policy(self, tmp_path: Path, detail: str, told: int) -> None:
        policy = Feedback(detail=detail)  # type: ignore[arg-type]
        write(tmp_path, [graded(LESSONS[0], "ada", 0.5)], feedback=policy)
        html = (tmp_path / "students/ada.html").read_text("utf-8")
        assert html.count("Likely reason") == told
        assert SECRET not in html

    def test_a_missing_lesson_is_no_list_of_faults(self, tmp_path: Path) -> None:
        write(tmp_path, [graded(LESSONS[0], "ada", None), graded(LESSONS[0], "bob", 1.0)])
        text = Page((tmp_path / "students/ada.html").read_text("utf-8")).text
        assert "01 One & all nothing handed in" in text
        assert "What to look at first" not in text
        assert "Functions" not in text
