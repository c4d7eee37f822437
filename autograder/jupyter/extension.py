"""The extension of a running notebook: its magics, and what happens around each cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from IPython.core.interactiveshell import InteractiveShell

from autograder.errors import AutograderError
from autograder.jupyter.magics import LessonMagics
from autograder.jupyter.place import NotebookFolder, place_of
from autograder.jupyter.reloading import Reloader

_LOADED = "_autograder_extension"


class NotebookExtension:
    """What a notebook of a lesson has loaded."""

    def __init__(self, shell: InteractiveShell, place: NotebookFolder) -> None:
        self._shell = shell
        self._magics = LessonMagics(shell, place)
        self._reloader = Reloader(place.lesson.module, shell.user_ns)

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
    """Add the magics and the reloading to the notebook of a lesson; elsewhere, say what is wrong."""
    try:
        extension = NotebookExtension(shell, place_of(Path.cwd()))
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
