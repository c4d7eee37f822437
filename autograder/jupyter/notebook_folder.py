"""The lesson that a notebook belongs to."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from autograder.errors import CourseError
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson


class NotebookFolder(NamedTuple):
    """A notebook's folder and its lesson.

    The folder may be outside the kit, because nbgrader hands out copies.
    """

    folder: Path
    kit: Kit
    lesson: Lesson


def notebook_folder(folder: Path) -> NotebookFolder:
    """Return the folder with the lesson of the same name, from the kit around it or else the one in use.

    Raises:
        CourseError: there is no kit, or the folder is not a lesson's folder.
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
