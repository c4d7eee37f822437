"""Files that are written completely or not at all, alone or together, free names, and digests of files.

Students fill some of the folders in which these files lie. So a draft has a name that nobody can guess, and
it is always a new file: a link that lies in its place is not followed.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from autograder.errors import CourseError

NOTHING_CHANGED = "nothing was changed"


def write_whole(path: Path, content: bytes) -> None:
    """Write or replace the file in one step: no reader sees a part of it. Raise `OSError` if that fails."""
    with _draft(path, content) as draft:
        os.replace(draft, path)


def write_first(path: Path, content: bytes) -> None:
    """Write the file as `write_whole` does, but keep a file that exists.

    Of two writers, the first one wins.
    """
    with _draft(path, content) as draft:
        try:
            os.link(draft, path)
        except FileExistsError:
            return
        except OSError:  # this file system has no hard links
            os.replace(draft, path)


@contextmanager
def _draft(path: Path, content: bytes) -> Iterator[Path]:
    """Yield a new file beside `path` with the content. Each call has its own, so two can write at once."""
    draft = _draft_name(path)
    try:
        write_new(draft, content)
        try:
            yield draft
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:  # name the file itself, because the user doesn't know its draft
        raise OSError(error.errno, error.strerror, str(path)) from error


def _draft_name(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(8)}")


def write_new(path: Path, content: bytes) -> None:
    """Write a file that doesn't exist yet.

    Raises:
        FileExistsError: something is there, be it a link that leads nowhere. It stays as it is.
        OSError: the file can't be written. No part of it remains.
    """
    file = path.open("xb")
    try:
        with file:  # a full disk may only show when the file is closed
            file.write(content)
    except OSError:
        path.unlink()
        raise


def numbered(path: Path, label: str) -> Path:
    """Return a free name beside `path`: `path.LABEL-1`, `path.LABEL-2` and so on."""
    number = 1
    while os.path.lexists(free := path.with_name(f"{path.name}.{label}-{number}")):
        number += 1
    return free


class Staging:
    """A context manager that writes files as drafts and moves all of them to their places on `publish`.

    A draft lies beside its place. If the `with` block ends without `publish`, all drafts and new folders are
    removed. Each method raises `OSError` if it fails.
    """

    def __init__(self) -> None:
        self._files: dict[Path, Path] = {}
        self._folders: list[Path] = []

    def __enter__(self) -> Staging:
        return self

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for draft in self._files.values():
            draft.unlink(missing_ok=True)
        for folder in reversed(self._folders):
            folder.rmdir()

    def reserve(self, target: Path) -> Path:
        """Return the path of the draft for `target`. Make the folders that it needs."""
        missing = [folder for folder in target.parents if not folder.exists()]
        for folder in reversed(missing):
            folder.mkdir()
            self._folders.append(folder)
        self._files[target] = _draft_name(target)
        return self._files[target]

    def write(self, target: Path, content: str | bytes) -> None:
        """Write the draft for `target`; a text in UTF-8."""
        write_new(self.reserve(target), content.encode() if isinstance(content, str) else content)

    def publish(self) -> None:
        """Move the files to their places, in the order in which they were written."""
        for target, draft in self._files.items():
            if target.is_dir() and not target.is_symlink():
                # A student may have handed in a folder of that name. It is kept under another name.
                target.rename(numbered(target, "folder"))
            draft.replace(target)
        self._files.clear()
        self._folders.clear()


@contextmanager
def written(path: Path, consequence: str) -> Iterator[None]:
    """Turn an `OSError` in the block into a `CourseError` that names the file, or else `path`.

    Args:
        consequence: the end of the message: what happened to the existing files.
    """
    try:
        yield
    except OSError as error:
        unwritable = error.filename or path
        raise CourseError(f"{unwritable} can't be written ({error.strerror}); {consequence}.") from error


def write_files(files: Mapping[Path, bytes]) -> None:
    """Write all files and their folders. Existing files are replaced.

    Raises:
        CourseError: a file can't be written. Nothing was changed.
    """
    for path in files:
        if path.is_dir():
            raise CourseError(f"{path} is a folder: name a file for --output.")
    with written(next(iter(files), Path()), NOTHING_CHANGED), Staging() as staging:
        for path, content in files.items():
            staging.write(path.absolute(), content)
        staging.publish()


def add_files(digest: hashlib._Hash, files: Mapping[str, bytes]) -> None:
    """Add files to a digest, in the order of their names."""
    for name, text in sorted(files.items()):
        digest.update(f"\0{name}\0{len(text)}\0".encode() + text)
