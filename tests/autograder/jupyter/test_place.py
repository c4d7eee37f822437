"""Which lesson a notebook belongs to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.errors import CourseError
from autograder.jupyter.notebook_folder import notebook_folder
from autograder.lesson.kit import Kit

MakeKit = Callable[..., Kit]


class TestPlace:
    def test_a_folder_of_the_kit_and_a_copy_elsewhere(
        self, make_kit: MakeKit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        kit = make_kit(tmp_path / "kit")
        copy = tmp_path / "home" / "01_tiny"
        for folder in (kit.root / "work" / "01_tiny", kit.root / "assignments" / "01_tiny", copy):
            folder.mkdir(parents=True)
            monkeypatch.setenv("AUTOGRADER_KIT", str(kit.root) if folder == copy else "/nowhere")
            place = notebook_folder(folder)
            assert (place.folder, place.kit.root, place.lesson.name) == (folder, kit.root, "01_tiny")

    def test_no_lessons_folder(
        self, make_kit: MakeKit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with pytest.raises(CourseError, match=r"is not the folder of a lesson in .*grading\.yml"):
            notebook_folder(make_kit(tmp_path / "kit").root)
        monkeypatch.setenv("AUTOGRADER_KIT", str(tmp_path))
        with pytest.raises(CourseError, match=r"no grading\.yml is there"):
            notebook_folder(tmp_path)
