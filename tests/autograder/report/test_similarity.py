"""Submissions that are alike."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from course_pages import HINTS, LESSONS, Page, graded
from graded_course import hand_in, run

from autograder.classroom.grade import report_course
from autograder.errors import CourseError
from autograder.gradebook.course import Course
from autograder.lesson.registry import Feedback
from autograder.report.folder import write_reports
from autograder.report.similarity import Pair, similar_pairs

OWN = """
def double(x):
    total = x.clone()
    for step in range(3):
        total = total + step * (x - x) + 0.5 * x.abs().sum() - 0.5 * x.abs().sum()
    return total + x

def share(x):
    shifted = [value - max(x.tolist()) for value in x.tolist()]
    powers = [2.718281828 ** value for value in shifted]
    return x.new_tensor([power / sum(powers) for power in powers])
"""
RENAMED = re.sub(r"\b(total|step|shifted|powers|power|value)\b", r"my_\1", OWN).replace(
    "def share", '# mine\n\ndef share(x):\n    """My own words."""\n    pass\n\ndef share'
)
OTHER = """
import torch

def double(x):
    if x.numel() == 0:
        return x
    return torch.stack([x, x]).sum(dim=0)

def share(x):
    shifted = x - torch.max(x)
    while shifted.dim() < 1:
        shifted = shifted.unsqueeze(0)
    weights = torch.exp(shifted)
    return torch.div(weights, weights.sum().clamp(min=1e-30))
"""


class TestSimilarity:
    def test_the_missing_extra_is_told_before_any_grading(
        self, course: Course, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "copydetect", None)
        with pytest.raises(CourseError, match=r"run `pip install 'autograder\[similarity\]'`"):
            run(course, "ada", similarity=True)
        assert not (course.root / "reports").exists()

    def test_renamed_copies_are_found_and_others_are_not(self) -> None:
        pytest.importorskip("copydetect")
        sources = {"ada": OWN, "bob": RENAMED, "cy": OTHER}
        (pair,) = similar_pairs(b"", {name: text.encode() for name, text in sources.items()})
        assert (pair.first, pair.second) == ("ada", "bob")
        assert pair.share > 0.9

    def test_what_the_skeleton_gives_is_nobodys_own(self) -> None:
        pytest.importorskip("copydetect")
        sources = {name: OWN.encode() + f"\n{name} = 1\n".encode() for name in "abc"}
        assert len(similar_pairs(b"", sources)) == 3
        assert similar_pairs(OWN.encode(), sources) == []

    @pytest.mark.parametrize(
        "source", [b"", b"def (", b"\0" * 99, b"(" * 10**5, b"-" * 10**5 + b"1", b"\xff"]
    )
    def test_what_python_can_not_parse_is_left_out(self, source: bytes) -> None:
        pytest.importorskip("copydetect")
        assert similar_pairs(b"", {"a": source, "b": source}) == []

    def test_the_class_report_lists_the_pairs_with_care(self, tmp_path: Path) -> None:
        lesson = LESSONS[0]
        students = [graded(lesson, "ada", 1.0), graded(lesson, "bob", 1.0)]
        texts = {}
        for name, pairs in {"none": None, "empty": [], "one": [Pair("ada", "bob", 0.97, 0.915)]}.items():
            page = write_reports(tmp_path / name, lesson, Feedback(), students, HINTS, pairs)
            texts[name] = Page(page.read_text("utf-8")).text
        assert "alike" not in texts["none"]
        assert "No two submissions share 80% or more" in texts["empty"]
        assert "ada 97% bob 92%" in texts["one"]
        assert "not a proof" in texts["one"]

    def test_grading_compares_what_was_handed_in(self, course: Course) -> None:
        pytest.importorskip("copydetect")
        for student in ("ada", "bob"):
            hand_in(course, student, 1.0)
            path = course.root / "submitted" / student / "01_tiny" / "tiny.py"
            path.write_text(path.read_text() + OWN)
        run(course, "ada", similarity=True)
        page = course.root / "reports/01_tiny/index.html"
        assert "ada 100% bob 100%" in Page(page.read_text("utf-8")).text
        report_course(course, None)
        assert "alike" not in page.read_text("utf-8")
        report_course(course, None, similarity=True)
        assert "ada 100%" in Page(page.read_text("utf-8")).text

    def test_a_missing_skeleton_is_told(self, course: Course) -> None:
        pytest.importorskip("copydetect")
        (course.kit.root / "assignments/01_tiny/tiny.py").unlink()
        with pytest.raises(CourseError, match=r"needs .*tiny\.py, which is missing"):
            run(course, "ada", similarity=True)
