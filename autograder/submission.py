"""A submission as it was handed in: the lesson's module, or why there is none. Never imports it."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import NamedTuple

from autograder.errors import CourseError
from autograder.registry import Lesson

_MAX_BYTES = 2**20


class Source(NamedTuple):
    """The module's text, or None and a sentence that says what is wrong."""

    text: bytes | None
    problem: str = ""


def read_submission(path: Path, lesson: Lesson) -> Source:
    """The module at `path`, which is its file or the folder that holds it.

    Raises:
        CourseError: if there is nothing at `path`.
    """
    if not path.exists():
        raise CourseError(f"There is no submission at {path}.")
    file = path / f"{lesson.module}.py" if path.is_dir() else path
    try:
        # Neither a link to somewhere else nor a pipe or device is opened.
        descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return Source(None, f"{file.name} is missing from the submission.")
    except OSError as error:
        return Source(None, f"{file.name} can't be read: {os.strerror(error.errno or 0)}.")
    with open(descriptor, "rb") as stream:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return Source(None, f"{file.name} is not an ordinary file.")
        if status.st_size > _MAX_BYTES:
            return Source(
                None, f"{file.name} has {status.st_size:,} bytes; a module has at most {_MAX_BYTES:,}."
            )
        return Source(stream.read(_MAX_BYTES))
