"""Writing of a bundle. It may replace an earlier bundle, but no other file."""

from __future__ import annotations

import zipfile
from pathlib import Path

from autograder.common.files import write_files
from autograder.errors import CourseError
from autograder.packaging.bundle import NAME


def put(target: Path, content: bytes) -> str:
    """Write the bundle and return a word or two about the file's change.

    Raises:
        CourseError: another file is there, or the file can't be written. Nothing was changed.
    """
    former = target.read_bytes() if target.is_file() else None
    if former == content:
        return "Unchanged:"
    if former is not None and not _is_bundle(target):
        raise CourseError(f"{target} exists and is not a bundle: name another file with --output.")
    write_files({target: content})
    return "Wrote" if former is None else "Replaced the former"


def _is_bundle(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return {f"{NAME}/start.py", f"{NAME}/grading.yml"} <= set(archive.namelist())
    except zipfile.BadZipFile:
        return False
