"""`%check` and `%hint`: a lesson's visible checks and hints, in its notebook."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, line_magic, magics_class
from IPython.display import display

from autograder.errors import AutograderError, CourseError
from autograder.jupyter.notebook_folder import NotebookFolder
from autograder.jupyter.results import CheckResults, Hint, Trouble
from autograder.lesson.hidden_counts import load_counts
from autograder.lesson.hints import HINT_LEVELS, load_hints
from autograder.student.runner import Runner


@magics_class
class LessonMagics(Magics):
    """The magics of one notebook. Its checks run in a warm process of their own."""

    def __init__(self, shell: InteractiveShell, notebook: NotebookFolder) -> None:
        super().__init__(shell)
        self._folder, self._kit, self._lesson = notebook
        self._runner = Runner()

    @line_magic
    def check(self, line: str) -> None:
        """Run the visible checks: `%check` for all functions, `%check softmax accuracy` for some."""
        try:
            self._check(line.split())
        except AutograderError as error:
            _show(Trouble(str(error)))
        except KeyboardInterrupt:
            self._runner.close()  # the process may still be running a check
            raise

    @line_magic
    def hint(self, line: str) -> None:
        """Show a hint: `%hint softmax`, then `%hint softmax 2` and `%hint softmax 3`."""
        try:
            _show(self._hint(*line.split()))
        except AutograderError as error:
            _show(Trouble(str(error)))

    def _check(self, functions: list[str]) -> None:
        """Show the results: in a notebook one by one, in a terminal all at the end."""
        hidden = load_counts(self._kit, self._lesson)
        arriving = self._runner.run(self._kit, self._lesson, functions or None, folder=self._folder)
        if not hasattr(self.shell, "kernel"):
            _show(CheckResults(tuple(arriving), hidden))
            return
        page, results = _Page(), CheckResults((), hidden, running=True)
        page.show(results)
        for result in arriving:
            results = replace(results, checks=(*results.checks, result))
            page.show(results)
        page.show(replace(results, running=False))

    def _hint(self, function: str = "", level: str = "1", *more: str) -> Hint:
        if not function or more or level not in map(str, range(1, HINT_LEVELS + 1)):
            raise CourseError(f"Say which function, and which hint from 1 to {HINT_LEVELS}: %hint NAME 2.")
        self._lesson.function(function)
        hints = load_hints(self._kit.assignment(self._lesson) / "hints.yml", self._lesson)
        return Hint(function, int(level), hints[function][int(level) - 1])

    def close(self) -> None:
        """End the warm process."""
        self._runner.close()


class _Page:
    """An output of a cell that is replaced by each later one."""

    def __init__(self) -> None:
        self._handle: Any = None

    def show(self, results: CheckResults) -> None:
        if self._handle is None:
            self._handle = display(results, display_id=True)  # type: ignore[no-untyped-call]
        else:
            self._handle.update(results)


def _show(thing: CheckResults | Hint | Trouble) -> None:
    display(thing)  # type: ignore[no-untyped-call]
