"""Results as they are stored."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from course_pages import LESSONS, files, graded, write

from autograder.errors import CourseError, GraderError
from autograder.lesson.registry import Feedback
from autograder.report.folder import write_course
from autograder.report.store import read_results


class TestStore:
    @pytest.mark.parametrize(
        "student", ["ada", "index", "a b#c", "..", "\udcff", "a\nb", "名" * 80, "x" * 255]
    )
    def test_what_is_stored_comes_back(self, tmp_path: Path, student: str) -> None:
        given = [graded(LESSONS[0], "zoe", 0.5), graded(LESSONS[0], student, None, name='Ångström "A"')]
        write(tmp_path, given)
        assert read_results(tmp_path, LESSONS[0]) == sorted(given, key=lambda one: one.student)
        assert read_results(tmp_path, LESSONS[0], exclude=[student]) == given[:1]
        assert read_results(tmp_path, LESSONS[1]) == []

    def test_a_result_is_the_plain_report(self, tmp_path: Path) -> None:
        one = graded(LESSONS[0], "ada", 0.5)
        write(tmp_path, [one])
        assert (tmp_path / "01_one/results/ada.json").read_bytes() == one.report.to_json()

    @pytest.mark.parametrize(
        ("file", "text", "words"),
        [
            ("ada.json", "{", "ada.json can't be used"),
            ("ada.json", None, "No such file or directory"),
            ("ada.json", graded(LESSONS[1], "ada", 1.0).report.to_json().decode(), "it is on '02_two'"),
            ("index.json", "[1]", "index.json can't be used"),
            ("index.json", '[{"student": "ada", "file": "../../x.json"}]', "is not a file name"),
            ("index.json", "\xff[" * 100_000, "index.json can't be used"),
        ],
    )
    def test_damage_is_one_sentence(self, tmp_path: Path, file: str, text: str | None, words: str) -> None:
        write(tmp_path, [graded(LESSONS[0], "ada", 0.5)])
        path = tmp_path / "01_one/results" / file
        path.unlink() if text is None else path.write_text(text, "latin-1")
        with pytest.raises(CourseError, match=r"can't be used \(.*\): remove the folder .*results") as caught:
            write_course(tmp_path, LESSONS, Feedback(), {})
        assert words in str(caught.value)
        assert "\n" not in str(caught.value)

    def test_files_that_nobody_has_any_more_are_removed(self, tmp_path: Path) -> None:
        write(tmp_path, [graded(LESSONS[0], "Bo", 0.5), graded(LESSONS[0], "cy", 0.5)])
        (tmp_path / "01_one/results/notes.txt").write_text("mine")
        assert (tmp_path / "students/Bo.html").exists()
        write(tmp_path, [graded(LESSONS[0], "Bo", 0.5), graded(LESSONS[0], "bo", 0.5)])
        for folder in ("students", "01_one/students", "01_one/results"):
            stems = {path.stem for path in (tmp_path / folder).iterdir()} - {"index", "notes"}
            assert len(stems) == 2
            assert all(re.fullmatch(r"(?i)bo-[0-9a-f]{16}", stem) for stem in stems)
        assert (tmp_path / "01_one/results/notes.txt").read_text() == "mine"

    def test_a_write_that_fails_leaves_all_as_it_was(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write(tmp_path, [graded(LESSONS[0], "ada", 0.5)])
        before = files(tmp_path)

        def full_disk(path: Path, text: str, **options: str) -> int:
            raise OSError(28, os.strerror(28))

        monkeypatch.setattr(Path, "write_text", full_disk)
        with pytest.raises(GraderError, match="No space left on device"):
            write_course(tmp_path, LESSONS, Feedback(), {})
        assert files(tmp_path) == before
