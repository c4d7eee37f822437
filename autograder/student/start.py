"""The student's own copy of a lesson."""

from __future__ import annotations

import os
from typing import NamedTuple

from autograder.common.files import write_first
from autograder.errors import StudentError
from autograder.lesson.kit import Kit
from autograder.lesson.likely_mistakes import NAME
from autograder.lesson.registry import Lesson
from autograder.student.module import handed_out


class Started(NamedTuple):
    """The names of the copied files, and of the files that existed before."""

    copied: list[str]
    kept: list[str]


def start(kit: Kit, lesson: Lesson) -> Started:
    """Copy the files to work with to the student's folder, if they aren't there yet.

    These are the module, its checks, their likely mistakes, the notebook, and the rules of all lessons.

    Hints and the numbers of hidden checks are not copied. The commands read them in the handed-out folder.

    Raises:
        CourseError: a handed-out file can't be read. Nothing was copied.
        StudentError: the copy can't be written.
    """
    folder = kit.working_copy(lesson)
    names = [f"{lesson.module}.py", f"test_{lesson.module}.py", NAME, f"{lesson.module}.ipynb"]
    if (kit.assignment(lesson) / kit.rules.name).is_file():
        names.append(kit.rules.name)
    kept = [name for name in names if os.path.lexists(folder / name)]
    contents = {name: handed_out(kit, lesson, name) for name in names if name not in kept}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            write_first(folder / name, content)
    except OSError as error:
        raise StudentError(f"{error.filename or folder} can't be written: {error.strerror}.") from error
    return Started(list(contents), kept)
