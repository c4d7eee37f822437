"""A submission as it was handed in: the lesson's module, or why there is none. Never imports it."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import NamedTuple

from autograder.errors import CourseError
from autograder.registry import Lesson

_MAX_BYTES = 2**17  # some 3000 lines; parsed, a byte may take a thousand


class Source(NamedTuple):
    """The module's text, or None and a sentence that says what is wrong."""

    text: bytes | None
    problem: str = ""


def read_submission(path: Path, lesson: Lesson) -> Source:
    """The module at `path`, which is its file or the folder that holds it.

    Raises:
        CourseError: if there is nothing at `path`.
    """
    if not os.path.exists(path):  # Path.exists raises for a name that is too long
        raise CourseError(f"There is no submission at {path}.")
    if path.is_dir() and path.is_symlink():
        return Source(None, f"{path.name} is a link to another folder.")
    file = path / f"{lesson.module}.py" if path.is_dir() else path
    try:
        # Neither a link to somewhere else nor a pipe, a device or a folder is opened.
        with open(file, "rb", opener=_open_itself) as stream:
            status = os.fstat(stream.fileno())
            if not stat.S_ISREG(status.st_mode):
                return Source(None, f"{file.name} is not an ordinary file.")
            if status.st_size > _MAX_BYTES:
                limit = f"a module has at most {_MAX_BYTES:,}"
                return Source(None, f"{file.name} has {status.st_size:,} bytes; {limit}.")
            return Source(stream.read(_MAX_BYTES))
    except FileNotFoundError:
        return Source(None, f"{file.name} is missing from the submission.")
    except OSError as error:
        return Source(None, f"{file.name} can't be read: {os.strerror(error.errno or 0)}.")


def _open_itself(file: str, flags: int) -> int:
    return os.open(file, flags | os.O_NOFOLLOW | os.O_NONBLOCK)
