"""A file that is saved."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from autograder.student.file_watch import FileChange, WatchedFile


class TestWatched:
    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        path = tmp_path / "x.py"
        path.write_text("1")
        return path

    def test_a_save(self, file: Path) -> None:
        watched = WatchedFile(file)
        assert watched.poll() is None
        file.write_text("22")
        assert watched.poll() is FileChange.SAVED
        assert watched.poll() is None

    def test_a_save_by_rename_that_keeps_time_and_size(self, file: Path) -> None:
        watched, other = WatchedFile(file), file.with_name("y")
        other.write_text("2")
        os.utime(other, ns=(file.stat().st_atime_ns, file.stat().st_mtime_ns))
        os.replace(other, file)
        assert watched.poll() is FileChange.SAVED

    def test_a_file_that_goes_and_comes_back(self, file: Path) -> None:
        watched = WatchedFile(file)
        file.rename(file.with_name("y"))
        assert watched.poll() is FileChange.GONE
        assert watched.poll() is None
        file.with_name("y").rename(file)
        assert watched.poll() is FileChange.SAVED

    def test_a_file_that_is_not_there_yet(self, tmp_path: Path) -> None:
        watched = WatchedFile(tmp_path / "x.py")
        assert watched.poll() is None
        (tmp_path / "x.py").touch()
        assert watched.poll() is FileChange.SAVED
