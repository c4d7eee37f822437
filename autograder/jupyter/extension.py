"""The extension of a running notebook: its magics, and its work before and after each cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from IPython.core.interactiveshell import InteractiveShell

from autograder.errors import AutograderError
from autograder.jupyter.magics import LessonMagics
from autograder.jupyter.notebook_folder import NotebookFolder, notebook_folder
from autograder.jupyter.reloading import Reloader

_LOADED = "_autograder_extension"


class NotebookExtension:
    """The extension in one lesson's notebook."""

    def __init__(self, shell: InteractiveShell, notebook: NotebookFolder) -> None:
        self._shell = shell
        self._magics = LessonMagics(shell, notebook)
        self._reloader = Reloader(notebook.lesson.module, shell.user_ns)

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
        notice = self._reloader.refresh()
        if notice:
            print(notice)

    def _after_cell(self, _: Any) -> None:
        self._reloader.remember()


def load(shell: InteractiveShell) -> None:
    """Add the magics and the reloading to a lesson's notebook. In another notebook, print why not."""
    try:
        extension = NotebookExtension(shell, notebook_folder(Path.cwd()))
    except AutograderError as error:
        print(f"autograder: {error}")
        return
    extension.register()
    setattr(shell, _LOADED, extension)


def unload(shell: InteractiveShell) -> None:
    """Undo `load`. IPython can't forget the magics; if used, they start again."""
    extension = shell.__dict__.pop(_LOADED, None)
    if extension is not None:
        extension.unregister()
