"""The gradebook's scores in the reports."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from course_pages import LATE, LESSONS, Page, graded, unfinished, write
from rich.console import Console

from autograder.cli.tables import score_table
from autograder.gradebook.scores import FinalScore
from autograder.report.graded import with_finals


class TestFinalScores:
    """The gradebook's scores stand where the tests' stood, with how they come about."""

    @pytest.mark.parametrize(
        ("final", "points", "account"),
        [
            (FinalScore(5.0), 5.0, ""),
            (FinalScore(5.0, reason="In time."), 5.0, "In time."),
            (FinalScore(5.0, 1.25), 6.25, "5 points for the tests, 1.25 more by hand."),
            (FinalScore(5.0, -2.0), 3.0, "5 points for the tests, 2 less by hand."),
            (FinalScore(5.0, 1.0, 0.6, "Why."), 5.4, "5 points for the tests, 1 more by hand, 0.6 less for"),
            (FinalScore(1.0, 0.0, 9.0), 0.0, "1 points for the tests, 9 less for being late."),
        ],
    )
    def test_how_one_comes_about(self, final: FinalScore, points: float, account: str) -> None:
        assert final.points == pytest.approx(points)
        assert final.account.startswith(account)
        assert bool(final.account) == bool(account)

    def test_the_class_report_has_score_penalty_and_reason(self, tmp_path: Path) -> None:
        finals = {"01_one": {"ada": LATE, "bob": FinalScore(10.0, 1.0), "eve": FinalScore(0.0)}}
        write(
            tmp_path,
            [graded(LESSONS[0], "ada", 0.5), graded(LESSONS[0], "bob", 1.0), graded(LESSONS[0], "eve", None)],
            finals=finals,
        )
        text = Page((tmp_path / "01_one/index.html").read_text("utf-8")).text
        assert "ada 5 \u22121.5 3.5 5 points for the tests, 1.5 less for being late. Handed in 2 days" in text
        assert "bob 10 +1 11 10 points for the tests, 1 more by hand." in text
        assert "ada 3.5 of 10" in text
        assert "bob 11 of 10" in text
        assert "Mean 4.83" in text
        with (tmp_path / "01_one/scores.csv").open(encoding="utf-8", newline="") as file:
            ada, bob, _ = csv.DictReader(file)
        parts = ("score", "tests", "by_hand", "penalty", "penalty_reason", "alpha")
        assert [ada[name] for name in parts] == ["3.5", "5.0", "0.0", "1.5", LATE.reason, "3.0"]
        assert (bob["score"], bob["percent"], bob["by_hand"]) == ("11.0", "110.0", "1.0")
        told = json.loads((tmp_path / "01_one/scores.json").read_bytes())
        assert told["lesson"] == "01_one"
        assert told["students"][0] == {
            "student": "ada",
            "name": "",
            "score": 3.5,
            "max_score": 10.0,
            "percent": 35.0,
            "tests": 5.0,
            "by_hand": 0.0,
            "penalty": 1.5,
            "penalty_reason": LATE.reason,
            "functions": {"alpha": 3.0, "beta": 2.0},
            "notes": [],
        }

    def test_the_course_report_and_the_students_pages(self, tmp_path: Path) -> None:
        finals = {"01_one": {"ada": LATE}, "02_two": {"ada": FinalScore(10.0)}}
        text = Page(
            write(tmp_path, [graded(LESSONS[0], "ada", 0.5)], [graded(LESSONS[1], "ada", 1.0)], finals=finals)
        ).text
        assert "ada One & all 3.5 5 points for the tests, 1.5 less for being late." in text
        assert "ada 13.5 of 20 3.5 some points 10 all points" in text
        overall = Page((tmp_path / "students/ada.html").read_text("utf-8")).text
        assert "13.5 of 20 points" in overall
        assert "One & all 5 points for the tests, 1.5 less for being late. Handed in 2 days" in overall
        one = Page((tmp_path / "01_one/students/ada.html").read_text("utf-8")).text
        assert "3.5 of 10 points 5 points for the tests, 1.5 less for being late." in one
        two = Page((tmp_path / "02_two/students/ada.html").read_text("utf-8")).text
        assert "for the tests," not in two

    def test_points_for_who_handed_in_nothing_are_shown(self, tmp_path: Path) -> None:
        given = [graded(LESSONS[0], "ada", 0.5), graded(LESSONS[0], "eve", None)]
        text = Page(write(tmp_path, given, finals={"01_one": {"eve": FinalScore(0.0, 4.0)}})).text
        assert "eve 4 of 10 4 some points" in text

    def test_another_grading_in_the_gradebook_is_told(self, tmp_path: Path) -> None:
        write(tmp_path, [graded(LESSONS[0], "ada", 0.5)], finals={"01_one": {"ada": FinalScore(10.0)}})
        text = Page((tmp_path / "01_one/index.html").read_text("utf-8")).text
        assert (
            "ada 10 10 These results give 5 points for the tests, but the gradebook has a later grading."
            in text
        )

    def test_what_must_be_graded_again_has_no_final_score(self) -> None:
        one = unfinished(LESSONS[0], "ada")
        assert with_finals([one], {"ada": LATE}) == [one]

    def test_the_table_of_the_terminal(self) -> None:
        late, plain = with_finals(
            [graded(LESSONS[0], "ada", 0.5), graded(LESSONS[0], "bob", 1.0)], {"ada": LATE}
        )
        absent = graded(LESSONS[0], "eve", None)
        printed = io.StringIO()
        console = Console(file=printed, width=300)
        console.print(score_table(LESSONS[0], [late, plain, absent, unfinished(LESSONS[0], "joe")]))
        cells = [
            [cell.strip() for cell in line.strip("│").split("│")]
            for line in printed.getvalue().splitlines()
            if line.startswith("│")
        ]
        assert cells == [
            ["ada", "3.5", "everything", f"5 points for the tests, 1.5 less for being late. {LATE.reason}"],
            ["bob", "10", "", ""],
            ["eve", "-", "handed in nothing", ""],
            ["joe", "again", "", ""],
        ]
        printed = io.StringIO()
        console = Console(file=printed, width=300)
        console.print(score_table(LESSONS[0], [plain]))
        assert "beyond the tests" not in printed.getvalue()
