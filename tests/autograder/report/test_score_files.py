"""The scores of a class as CSV."""

from __future__ import annotations

from pathlib import Path

import pytest
from class_pages import FAILED, graded, scores, write


def test_csv_has_a_line_a_student(tmp_path: Path) -> None:
    write(tmp_path, graded("bo", [FAILED], name="Bo, B."), graded("al"))
    al, bo = scores(tmp_path)
    assert al == {
        "student": "al",
        "name": "",
        "score": "4.0",
        "max_score": "4.0",
        "percent": "100.0",
        "tests": "4.0",
        "by_hand": "0.0",
        "penalty": "0.0",
        "penalty_reason": "",
        "softmax": "3.0",
        "accuracy": "1.0",
        "note": "",
    }
    assert (bo["student"], bo["name"], bo["percent"], bo["softmax"]) == ("bo", "Bo, B.", "25.0", "0.0")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "\n="])
def test_csv_holds_no_formula(tmp_path: Path, start: str) -> None:
    formula = f"{start}1+cmd|'/C calc'!A0"
    write(tmp_path, graded(formula, name=formula, note=formula))
    (row,) = scores(tmp_path)
    assert row["student"] == row["name"] == row["note"] == "'" + formula
