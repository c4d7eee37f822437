"""Right modules: the witnesses that a lesson's hidden tests are fair. Each must get full marks."""

from __future__ import annotations

from typing import NamedTuple

from autograder.authoring.rewrite.rewrites import rewrites
from autograder.lesson.allowances import load_allowances
from autograder.lesson.correct import correct_files, laid_over
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson


class RightModule(NamedTuple):
    """A module that solves the whole lesson."""

    subject: str  # in words
    source: bytes
    is_rewrite: bool = False
    is_excused: bool = False  # allowed.yml says why this rewrite may lose points


def right_modules(kit: Kit, lesson: Lesson, *, with_rewrites: bool = True) -> list[RightModule]:
    """Return the reference, each correct solution, and, if asked for, the reference in other styles.

    A correct solution has the reference's code for what it lacks. Raise `CourseError` if one can't be used.
    """
    path = kit.reference(lesson)
    reference = path.read_text(encoding="utf-8")
    excused = load_allowances(kit.solution(lesson) / "allowed.yml").rewrites
    names = [function.name for function in lesson.functions]
    modules = [RightModule(str(path.relative_to(kit.root)), reference.encode())]
    for file in correct_files(kit, lesson):
        source = laid_over(reference, file, names).encode()
        modules.append(RightModule(str(file.relative_to(kit.root)), source))
    for name, text in rewrites(reference) if with_rewrites else ():
        subject = f"the reference in other words ({name})"
        modules.append(RightModule(subject, text.encode(), True, name in excused))
    return modules
