"""The table of scores."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from export_command import Command

from autograder.export.table import scores_table
from autograder.gradebook.roster import Student
from autograder.gradebook.scores import ClassScores, FinalScore


class TestTable:
    def test_a_row_a_student_with_defused_text_and_exact_numbers(self, command: Command) -> None:
        status, printed, _ = command("--format", "csv")
        assert status == 0
        assert list(csv.reader(io.StringIO(printed))) == [
            ["id", "last_name", "first_name", "02_softmax (7.5)", "03_lstm (2)", "total (9.5)"],
            ["'=1+1", "'@SUM(A1)", "Mal", "0", "", "0"],
            ["grace", "Hopper", "Grace", "", "", "0"],
            ["ada", "Lovelace", "Ada", "5.3", "", "5.3"],
            ["alan", "Turing", "Alan", "6", "", "6"],
        ]

    def test_a_file_and_some_lessons(self, command: Command, tmp_path: Path) -> None:
        target = tmp_path / "new" / "scores.csv"
        status, printed, _ = command("03", "--format", "csv", "--output", target)
        assert (status, printed) == (0, f"Wrote {target}.\n")
        assert target.read_text("utf-8").splitlines()[0] == "id,last_name,first_name,03_lstm (2),total (2)"
        assert [path.name for path in target.parent.iterdir()] == ["scores.csv"]

    def test_sums_of_tenths_show_no_rounding_error(self) -> None:
        scores = ClassScores(
            [Student("ada")],
            {"a": 1, "b": 1},
            {"a": {"ada": FinalScore(0.1)}, "b": {"ada": FinalScore(0.2)}},
        )
        assert scores_table(scores).splitlines()[1] == "ada,,,0.1,0.2,0.3"
