"""Where the bundle is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.errors import CourseError
from autograder.packaging.bundle import NAME
from autograder.packaging.target import put
from autograder.packaging.zips import zip_of


class TestTarget:
    BUNDLE = zip_of({f"{NAME}/start.py": b"", f"{NAME}/grading.yml": b""})

    def test_written_left_and_replaced(self, tmp_path: Path) -> None:
        target = tmp_path / "new" / "students.zip"
        assert put(target, self.BUNDLE) == "Wrote"
        assert put(target, self.BUNDLE) == "Unchanged:"
        newer = zip_of({f"{NAME}/start.py": b"new", f"{NAME}/grading.yml": b""})
        assert put(target, newer) == "Replaced the former"
        assert target.read_bytes() == newer

    @pytest.mark.parametrize("there", [b"my thesis", zip_of({"thesis.tex": b"..."})], ids=["text", "zip"])
    def test_another_file_is_left_alone(self, tmp_path: Path, there: bytes) -> None:
        target = tmp_path / "mine.zip"
        target.write_bytes(there)
        with pytest.raises(CourseError, match=r"mine\.zip exists and is not a bundle"):
            put(target, self.BUNDLE)
        assert target.read_bytes() == there

    def test_a_folder(self, tmp_path: Path) -> None:
        with pytest.raises(CourseError, match="is a folder"):
            put(tmp_path, self.BUNDLE)
