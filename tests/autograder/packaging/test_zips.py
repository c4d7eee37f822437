"""Zip files that are the same each time."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from autograder.lesson.kit import Kit
from autograder.packaging.bundle import bundle_zip
from autograder.packaging.zips import files_in

MakeKit = Callable[..., Kit]


class TestZip:
    def test_the_same_input_gives_the_same_bytes(self, make_kit: MakeKit, tmp_path: Path) -> None:
        first, second = make_kit(tmp_path / "a"), make_kit(tmp_path / "b")
        for path in (tmp_path / "b").rglob("*"):
            os.utime(path, (0, 0))
        made = bundle_zip(first, first.registry.lessons)
        assert made == bundle_zip(second, second.registry.lessons)
        with (tmp_path / "b" / "solutions" / "01_tiny" / "hints.yml").open("a") as file:
            file.write("\n")
        assert made != bundle_zip(second, second.registry.lessons)

    def test_folders_are_packed_without_links_and_leavings(self, tmp_path: Path) -> None:
        (tmp_path / "b" / "__pycache__").mkdir(parents=True)
        for name in ("b/x.py", "b/__pycache__/x.pyc", "a.py"):
            (tmp_path / name).write_text(name)
        (tmp_path / "link").symlink_to("/etc/passwd")
        assert list(files_in(tmp_path).items()) == [("a.py", b"a.py"), ("b/x.py", b"b/x.py")]
