"""Files that are written all or none."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.common import files
from autograder.common.files import Staging, write_files, write_first, write_new, write_whole
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


def staged(path: Path, content: bytes) -> None:
    with Staging() as staging:
        staging.write(path, content)
        staging.publish()


class TestDrafts:
    """Students may put links where they think that a draft will be."""

    @pytest.mark.parametrize("write", [write_whole, write_first, staged])
    def test_no_link_in_the_place_of_a_draft_is_followed(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[[Path, bytes], None]
    ) -> None:
        other = tmp_path / "of another student"
        other.write_text("right")
        (tmp_path / ".a.guessed").symlink_to(other)
        monkeypatch.setattr(secrets, "token_hex", lambda size: "guessed")
        with pytest.raises(FileExistsError):
            write(tmp_path / "a", b"wrong")
        assert other.read_text() == "right"
        assert not (tmp_path / "a").exists()

    def test_no_name_comes_twice(self) -> None:
        names = {files._draft_name(Path("a")) for _ in range(100)}
        assert len(names) == 100
        assert all(len(name.name) > 16 for name in names)

    @pytest.mark.parametrize("write", [write_whole, staged])
    def test_a_link_in_the_place_of_the_file_is_replaced(
        self, tmp_path: Path, write: Callable[[Path, bytes], None]
    ) -> None:
        other = tmp_path / "of another student"
        other.write_text("right")
        (tmp_path / "a").symlink_to(other)
        write(tmp_path / "a", b"new")
        assert other.read_text() == "right"
        assert not (tmp_path / "a").is_symlink()
        assert (tmp_path / "a").read_text() == "new"
        assert len(list(tmp_path.iterdir())) == 2

    def test_a_new_file_replaces_nothing(self, tmp_path: Path) -> None:
        (tmp_path / "a").symlink_to(tmp_path / "nowhere")
        with pytest.raises(FileExistsError):
            write_new(tmp_path / "a", b"new")
        assert not (tmp_path / "nowhere").exists()

    @pytest.mark.parametrize("when", ["write", "close"])
    def test_nothing_remains_of_a_file_that_does_not_fit(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str
    ) -> None:
        """A full disk shows when the file is written, or only when what was buffered is."""

        class Full:
            def __init__(self, path: Path) -> None:
                path.touch()

            def __enter__(self) -> Full:
                return self

            def __exit__(self, *_: object) -> None:
                self.refuse("close")

            def write(self, content: bytes) -> None:
                self.refuse("write")

            def refuse(self, now: str) -> None:
                if now == when:
                    raise OSError(28, "No space left on device")

        monkeypatch.setattr(Path, "open", lambda path, mode: Full(path))
        with pytest.raises(OSError, match="No space left"):
            write_new(tmp_path / "a", b"new")
        assert list(tmp_path.iterdir()) == []
