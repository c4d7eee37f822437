"""Where the kit is."""

from __future__ import annotations

from pathlib import Path

import pytest
import tiny_course

from autograder.errors import CourseError
from autograder.lesson.kit import Kit


class TestKit:
    def test_the_one_named_by_the_environment(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "grading.yml").write_text(tiny_course.REGISTRY)
        monkeypatch.setenv("AUTOGRADER_KIT", str(tmp_path))
        assert Kit.find().root == tmp_path.resolve()

    def test_a_name_that_leads_nowhere(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AUTOGRADER_KIT", str(tmp_path))
        with pytest.raises(CourseError, match=r"AUTOGRADER_KIT names .* no grading\.yml is there"):
            Kit.find()

    def test_the_one_around_the_working_directory(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "grading.yml").write_text(tiny_course.REGISTRY)
        (tmp_path / "deep" / "er").mkdir(parents=True)
        monkeypatch.delenv("AUTOGRADER_KIT", raising=False)
        monkeypatch.chdir(tmp_path / "deep" / "er")
        assert Kit.find().root == tmp_path.resolve()

    def test_no_kit_anywhere(self, tmp_path: Path) -> None:
        with pytest.raises(CourseError, match=r"No grading\.yml in"):
            Kit.around(tmp_path)
