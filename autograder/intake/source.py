"""A submission as it was handed in: the lesson's module, or the reason why there is none.

It is not imported.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO, NamedTuple

from autograder.errors import CourseError, StudentError
from autograder.lesson.registry import Lesson

PLACEHOLDER = "graded by autograder"  # kernel name in a notebook that replaces a missing one
MAX_MODULE_BYTES = 2**17  # 128 KiB, about 3000 lines; parsing may take 1000 times the memory


class Source(NamedTuple):
    """The module's text, or None and a sentence that says what is wrong.

    `note` is a sentence about repairs to the text; empty if nothing was repaired.
    """

    text: bytes | None
    problem: str = ""
    note: str = ""


def read_submission(path: Path, lesson: Lesson) -> Source:
    """Return the module at `path` byte for byte. `path` is the module or its folder.

    Raises:
        CourseError: if there is nothing at `path`.
    """
    check_present(path)
    if path.is_dir() and path.is_symlink():
        return Source(None, f"{path.name} is a link to another folder.")
    file = path / f"{lesson.module}.py" if path.is_dir() else path
    try:
        return Source(read_module(file))
    except StudentError as error:
        return Source(None, str(error))


def check_present(path: Path) -> None:
    """Raise `CourseError` if there is nothing at `path`."""
    if not os.path.exists(path):  # Path.exists raises an exception if a name is too long
        raise CourseError(f"There is no submission at {path}.")


def read_module(file: Path) -> bytes:
    """Return the bytes of a module.

    Raise `StudentError` if it is missing, too large or not an ordinary file.
    """
    with open_regular(file) as stream:
        size = os.fstat(stream.fileno()).st_size
        if size > MAX_MODULE_BYTES:
            raise StudentError(f"{file.name} has {size:,} bytes; a module has at most {MAX_MODULE_BYTES:,}.")
        return stream.read(MAX_MODULE_BYTES)


def open_regular(file: Path) -> BinaryIO:
    """Open the file for reading and return the stream. Refuse a link, a pipe, a device or a folder.

    Raises:
        StudentError: the file can't be read; the message says why.
    """
    try:
        stream: BinaryIO = open(file, "rb", opener=_open_itself)  # noqa: SIM115 (the caller closes it)
    except FileNotFoundError:
        raise StudentError(f"{file.name} is missing from the submission.") from None
    except OSError as error:
        raise StudentError(f"{file.name} can't be read: {os.strerror(error.errno or 0)}.") from error
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        stream.close()
        raise StudentError(f"{file.name} is not an ordinary file.")
    return stream


def _open_itself(file: str, flags: int) -> int:
    return os.open(file, flags | os.O_NOFOLLOW | os.O_NONBLOCK)
