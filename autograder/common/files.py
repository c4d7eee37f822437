"""Files that are written whole or not at all, one or many together, and names that nothing has yet."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from autograder.errors import CourseError

NOTHING_CHANGED = "nothing was changed"


def write_whole(path: Path, content: bytes) -> None:
    """Write or replace the file, so that no reader meets half of it. Raises `OSError`."""
    with _draft(path, content) as draft:
        os.replace(draft, path)


def write_first(path: Path, content: bytes) -> None:
    """As `write_whole`, but a file that is there stays: the first of two that write at once decides."""
    with _draft(path, content) as draft:
        try:
            os.link(draft, path)
        except FileExistsError:
            return
        except OSError:  # a file system without hard links
            os.replace(draft, path)


@contextmanager
def _draft(path: Path, content: bytes) -> Iterator[Path]:
    """The content beside `path`, in a file of this thread's own: another may write to `path` just now."""
    draft = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}")
    try:
        draft.write_bytes(content)
        yield draft
    except OSError as error:  # people know the file, not its draft
        raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        draft.unlink(missing_ok=True)


def numbered(path: Path, label: str) -> Path:
    """Return a name beside `path` that nothing has: `path.kind-1`, `path.kind-2` and so on."""
    number = 1
    while os.path.lexists(free := path.with_name(f"{path.name}.{label}-{number}")):
        number += 1
    return free


class Staging:
    """Writes each file beside its place and moves all of them there on `publish`.

    Leaving the `with` block unpublished takes back every file and every folder made for one. Each method
    raises `OSError`.
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
        """Return the path at which to write the file that becomes `target`."""
        missing = [folder for folder in target.parents if not folder.exists()]
        for folder in reversed(missing):
            folder.mkdir()
            self._folders.append(folder)
        self._files[target] = target.with_name(f".{target.name}.{os.getpid()}")
        return self._files[target]

    def write(self, target: Path, text: str) -> None:
        self.reserve(target).write_text(text, encoding="utf-8")

    def publish(self) -> None:
        """Move the files, in the order in which they were written."""
        for target, draft in self._files.items():
            if target.is_dir() and not target.is_symlink():
                # A student may well have handed in a folder of that name: kept, yet out of the way.
                target.rename(target.with_name(f"{target.name}.{os.getpid()}.folder"))
            draft.replace(target)
        self._files.clear()
        self._folders.clear()


@contextmanager
def written(path: Path, consequence: str) -> Iterator[None]:
    """Turn an `OSError` of the block into a `CourseError` that names the file, else `path`.

    Args:
        consequence: what that means for what was there, as the end of the sentence.
    """
    try:
        yield
    except OSError as error:
        unwritable = error.filename or path
        raise CourseError(f"{unwritable} can't be written ({error.strerror}); {consequence}.") from error


def write_files(files: Mapping[Path, bytes]) -> None:
    """Write each file with its folders, replacing what is there.

    Raises:
        CourseError: a file can't be written; nothing was changed then.
    """
    for path in files:
        if path.is_dir():
            raise CourseError(f"{path} is a folder: name a file for --output.")
    with written(next(iter(files), Path()), NOTHING_CHANGED), Staging() as staging:
        for path, content in files.items():
            staging.reserve(path.absolute()).write_bytes(content)
        staging.publish()
