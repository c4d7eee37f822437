"""Right modules: the witnesses that a lesson's hidden tests are fair. Each must get full marks."""

from __future__ import annotations

from typing import NamedTuple

from autograder.lesson.correct import correct_files, laid_over
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson


class RightModule(NamedTuple):
    """A module that solves the whole lesson."""

    subject: str  # in words
    source: bytes
    is_rewrite: bool = False


def right_modules(kit: Kit, lesson: Lesson) -> list[RightModule]:
    """Return the reference, then each correct solution with the reference's code for what it lacks.

    Raise `CourseError` if a correct solution can't be used.
    """
    path = kit.solution(lesson) / f"{lesson.module}.py"
    reference = path.read_text(encoding="utf-8")
    names = [function.name for function in lesson.functions]
    modules = [RightModule(str(path.relative_to(kit.root)), reference.encode())]
    for file in correct_files(kit, lesson):
        source = laid_over(reference, file, names).encode()
        modules.append(RightModule(str(file.relative_to(kit.root)), source))
    return modules
