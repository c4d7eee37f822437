"""The reset of a function to its stub."""

from __future__ import annotations

from pathlib import Path

from autograder.common.files import numbered, write_whole
from autograder.errors import StudentError
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson
from autograder.student.module import module_file, pristine, read_source, require_copy, with_stub


def reset(kit: Kit, lesson: Lesson, function: str) -> Path:
    """Write the function's stub into the student's file. Return the path of the backup.

    Raises:
        StudentError: the file can't be read or written. It was not changed.
    """
    require_copy(kit, lesson)
    path = module_file(kit, lesson)
    source = read_source(path)
    try:
        changed = with_stub(source, pristine(kit, lesson), function)
    except (SyntaxError, UnicodeDecodeError) as error:
        raise StudentError(f"{path} is not text in the encoding that it states ({error}).") from error
    backup = numbered(path, "backup")
    try:
        backup.write_bytes(source)
        write_whole(path, changed)
    except OSError as error:
        raise StudentError(f"{path} can't be changed: {error.strerror}.") from error
    return backup
