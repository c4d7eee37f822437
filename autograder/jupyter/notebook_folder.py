"""Which lesson a notebook belongs to."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from autograder.errors import CourseError
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson


class NotebookFolder(NamedTuple):
    """A notebook's folder with its lesson; it need not be the kit's own, as nbgrader hands out copies."""

    folder: Path
    kit: Kit
    lesson: Lesson


def notebook_folder(folder: Path) -> NotebookFolder:
    """The lesson that the folder is named after, of the kit around it, else of the kit that is installed.

    Raises:
        CourseError: there is no kit, or the folder is no lesson's.
    """
    here = folder.resolve()
    try:
        kit = Kit.around(here)
    except CourseError:
        kit = Kit.find()
    for lesson in kit.registry.lessons:
        if lesson.name == here.name:
            return NotebookFolder(here, kit, lesson)
    raise CourseError(
        f"{here} is not the folder of a lesson in {kit.root / 'grading.yml'}:"
        " open the notebook beside the lesson's module."
    )
