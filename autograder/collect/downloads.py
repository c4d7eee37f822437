"""An instructor's downloads: the exports, and the files in each."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from autograder.collect.delivery import EXPORT_LIMITS
from autograder.collect.lms_names import named_after_someone
from autograder.collect.matching import Matcher
from autograder.errors import CourseError, StudentError
from autograder.gradebook.course import Course
from autograder.intake.contents import Member, is_archive, members
from autograder.lesson.registry import Lesson

_BLACKBOARD = re.compile(r"gradebook_.*_[0-9]{4}(?:-[0-9]{2}){5}\.zip")  # Blackboard's name for an export


class Export(NamedTuple):
    """An archive or a folder from a learning management system."""

    path: Path
    only: frozenset[str] | None = None  # names at the top level; None: all


def exports_in(course: Course, lesson: Lesson, downloads: Path) -> list[Export]:
    """Return the exports in a folder of downloads, sorted by time of change.

    An archive or a folder is one export, unless its name names a student. All those with a student's name,
    and all other files, are together one unpacked export.
    """
    matcher = Matcher(course.roster())
    whole, loose = [], set()
    for path in sorted(downloads.glob("[!.]*"), key=lambda path: (path.lstat().st_mtime_ns, path.name)):
        of_somebody = named_after_someone(path.name, lesson, lambda person: bool(matcher.find(person)))
        can_be = path.is_dir() or is_archive(path.name)
        if _BLACKBOARD.fullmatch(path.name) or (can_be and not of_somebody):
            whole.append(Export(path))
        else:
            loose.add(path.name)
    return [*([Export(downloads, frozenset(loose))] if loose else []), *whole]


def files_in(export: Export) -> Iterator[Member]:
    """Yield the export's files. Raise `CourseError` if it is not an export."""
    path = export.path
    if not os.path.exists(path):
        raise CourseError(f"There is no export at {path}.")
    if not (path.is_dir() or is_archive(path.name)):
        raise CourseError(f"{path} is neither a folder nor an archive: name a .zip, a .tar.gz or a folder.")
    try:
        for member in members(path, EXPORT_LIMITS):
            if export.only is None or member.path.parts[0] in export.only:
                yield member
    except StudentError as error:
        raise CourseError(f"The export {path} can't be used: {error}") from error
