"""The pages of a course: safe, valid and the same each time."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
from course_pages import HINTS, LESSONS, SEED, Page, files, graded, write

from autograder.lesson.registry import Feedback
from autograder.report.folder import write_course, write_reports
from autograder.report.graded import GradedSubmission
from autograder.report.similarity import Pair
from autograder.results import FunctionResult, Report

HOSTILE = "</style></script><script>alert(1)</script><img src=x onerror=alert(1)>`<i>`"


class TestPages:
    def test_well_formed_escaped_and_on_their_own(self, tmp_path: Path) -> None:
        for lesson in LESSONS:
            one = graded(lesson, "<b>x", 0.5, HOSTILE)
            tests = [
                msgspec.structs.replace(one.report.functions[0].tests[-1], diagnosis=HOSTILE, title=HOSTILE)
            ]
            report = Report.of(lesson.name, SEED, [FunctionResult.of("alpha", 6, tests)])
            students = [GradedSubmission("<b>x", HOSTILE, report), graded(lesson, "a b#c?d%2e", None)]
            pairs = [Pair("<b>x", "a b#c?d%2e", 0.9, 0.85), Pair("gone", "<b>x", 0.9, 0.8)]
            write_reports(tmp_path / lesson.name, lesson, Feedback(), students, HINTS, pairs)
        write_course(tmp_path, LESSONS, Feedback(), {})
        pages = sorted(tmp_path.rglob("*.html"))
        assert len(pages) == 4 * 3 + 3
        for path in pages:
            html = path.read_text("utf-8")
            page = Page(html)
            assert not {"script", "img", "i", "b", "link", "iframe"} & set(page.tags)
            assert "//" not in re.sub(r"/\*.*?\*/", "", html)
            assert "url(" not in html
            assert "default-src 'none'" in html
            assert len(page.ids) == len(set(page.ids))
            assert set(page.labels) <= set(page.ids)
            for link in page.links:
                if not link.startswith("#"):
                    assert (path.parent / link).is_file(), link

    def test_equal_results_give_equal_files(self, tmp_path: Path) -> None:
        classes = [[graded(lesson, name, 0.1 * i) for i, name in enumerate("abc")] for lesson in LESSONS]
        write(tmp_path / "x", *classes)
        write(tmp_path / "y", *[one[::-1] for one in classes])
        assert files(tmp_path / "x") == files(tmp_path / "y")
        write_course(tmp_path / "y", LESSONS, Feedback(), {})
        assert files(tmp_path / "x") == files(tmp_path / "y")
