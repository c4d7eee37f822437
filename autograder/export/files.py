"""Writing what was exported: all files or none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from autograder.course.staging import Staging
from autograder.errors import CourseError


def write_files(files: Mapping[Path, bytes]) -> None:
    """Write each file with its folders, replacing what is there.

    Raises:
        CourseError: a file can't be written; nothing was changed then.
    """
    for path in files:
        if path.is_dir():
            raise CourseError(f"{path} is a folder: name a file for --output.")
    try:
        with Staging() as staging:
            for path, content in files.items():
                staging.reserve(path.absolute()).write_bytes(content)
            staging.publish()
    except OSError as error:
        place = error.filename or ", ".join(map(str, files))
        raise CourseError(f"{place} can't be written ({error.strerror}); nothing was changed.") from error
