"""Which of the things in a folder are exports."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest
from collected import MOODLE, ONE, TWO, tree

from autograder.collect.collection import collect
from autograder.collect.downloads import exports_in
from autograder.gradebook.course import Course
from autograder.lesson.registry import Lesson


class TestDownloads:
    """Which of the things in a folder are exports by themselves."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        path = tmp_path / "archive"
        path.mkdir()
        return path

    def found(self, course: Course, lesson: Lesson, folder: Path) -> list[tuple[str, set[str]]]:
        return [(one.path.name, set(one.only or ())) for one in exports_in(course, lesson, folder)]

    def test_archives_and_folders_are_and_the_rest_is_one(
        self, course: Course, lesson: Lesson, folder: Path
    ) -> None:
        whole = (
            "submissions.zip",
            "assignment_7_export.tar.gz",
            "gradebook_202610_40123_HW_2026-01-30-15-00-00.zip",
        )
        loose = (
            "ada.zip",
            "ada_tiny.py",
            "lovelaceada_11_900_hw.zip",
            "nobody_12_901_hw.zip",
            "01_tiny_eve_attempt_2026-01-30-15-00-00_hw.zip",
            "readme.txt",
            "submission_metadata.yml",
        )
        owned = ("bm7", MOODLE, "Eve Nobody_13_assignsubmission_file_", "submission_7", "submitted")
        for number, name in enumerate((*loose, *whole, ".DS_Store")):
            (folder / name).write_bytes(b"")
            os.utime(folder / name, (number, number))
        for name in (*owned, "unpacked"):
            (folder / name).mkdir()
            os.utime(folder / name, (99, 99))
        assert self.found(course, lesson, folder) == [
            ("archive", {*loose, *owned}),
            *((name, set()) for name in (*whole, "unpacked")),
        ]

    def test_the_one_downloaded_last_counts(self, course: Course, lesson: Lesson, folder: Path) -> None:
        for number, (name, text) in enumerate({"export.zip": ONE, "export (1).zip": TWO}.items()):
            with zipfile.ZipFile(folder / name, "w") as archive:
                archive.writestr(f"{MOODLE}/tiny.py", text)
            os.utime(folder / name, (number, number))
        done = collect(course, lesson, exports_in(course, lesson, folder))
        assert tree(course.root / "submitted") == {"ada/01_tiny/tiny.py": TWO}
        assert [row.origin for row in done.left] == [f"export.zip: {MOODLE}/tiny.py"]

    def test_of_what_lies_loose_only_what_is_no_export_is_taken(
        self, course: Course, lesson: Lesson, folder: Path
    ) -> None:
        with zipfile.ZipFile(folder / "export.zip", "w") as archive:
            archive.writestr(f"{MOODLE}/tiny.py", ONE)
        (folder / "bm7_tiny.py").write_text(TWO)
        (folder / "what.txt").write_text("?")
        done = collect(course, lesson, exports_in(course, lesson, folder))
        assert {row.student: row.origin for row in done.taken} == {
            "ada": f"export.zip: {MOODLE}/tiny.py",
            "bm7": "archive: bm7_tiny.py",
        }
        assert [row.origin for row in done.unmatched] == ["archive: what.txt"]

    def test_none(self, course: Course, lesson: Lesson, folder: Path) -> None:
        assert exports_in(course, lesson, folder) == []
