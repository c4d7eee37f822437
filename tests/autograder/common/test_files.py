"""Files that are written all or none."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.common.files import write_files
from autograder.errors import CourseError


class TestFiles:
    def test_all_or_none(self, tmp_path: Path) -> None:
        (tmp_path / "old").write_text("old")
        (tmp_path / "file").write_text("")
        with pytest.raises(CourseError, match=r"can't be written .*nothing was changed"):
            write_files({tmp_path / "old": b"new", tmp_path / "file" / "below": b"new"})
        assert (tmp_path / "old").read_text() == "old"
        assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "old"]

    def test_a_folder_is_no_file(self, tmp_path: Path) -> None:
        with pytest.raises(CourseError, match="is a folder: name a file"):
            write_files({tmp_path: b""})
        assert tmp_path.is_dir()
