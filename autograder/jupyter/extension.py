"""The extension of a running notebook: its magics, and what happens around each cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from IPython.core.interactiveshell import InteractiveShell

from autograder.errors import AutograderError, CourseError
from autograder.jupyter.magics import LessonMagics
from autograder.jupyter.reloading import Reloader
from autograder.kit import Kit
from autograder.registry import Lesson

_LOADED = "_autograder_extension"


class Extension:
    """What one notebook has loaded."""

    def __init__(self, shell: InteractiveShell) -> None:
        kit, lesson = lesson_of(Path.cwd())
        self._shell = shell
        self._magics = LessonMagics(shell, kit, lesson)
        self._reloader = Reloader(lesson.module, shell.user_ns)

    def register(self) -> None:
        self._shell.events.register("pre_run_cell", self._before_cell)
        self._shell.events.register("post_run_cell", self._after_cell)
        self._shell.register_magics(self._magics)
        self._reloader.remember()

    def unregister(self) -> None:
        self._shell.events.unregister("pre_run_cell", self._before_cell)
        self._shell.events.unregister("post_run_cell", self._after_cell)
        self._magics.close()

    def _before_cell(self, _: Any) -> None:
        told = self._reloader.refresh()
        if told:
            print(told)

    def _after_cell(self, _: Any) -> None:
        self._reloader.remember()


def load(shell: InteractiveShell) -> None:
    """Add the magics and the reloading to a notebook that lies in a lesson's folder."""
    try:
        extension = Extension(shell)
    except AutograderError as error:
        print(f"autograder: {error}")
        return
    extension.register()
    setattr(shell, _LOADED, extension)


def unload(shell: InteractiveShell) -> None:
    """Take away what `load` added; the magics stay known to the notebook and start afresh if used."""
    extension = shell.__dict__.pop(_LOADED, None)
    if extension is not None:
        extension.unregister()


def lesson_of(folder: Path) -> tuple[Kit, Lesson]:
    """The kit around a folder of assignments/, and the folder's lesson.

    Raises:
        CourseError: the folder is no lesson's.
    """
    here = folder.resolve()
    kit = Kit.around(here)
    for lesson in kit.registry.lessons:
        if kit.assignment(lesson) == here:
            return kit, lesson
    raise CourseError(
        f"{here} is no lesson's folder in {kit.root / 'assignments'}: open the notebook that lies beside"
        " the lesson's module."
    )
