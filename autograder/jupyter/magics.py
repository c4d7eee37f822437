"""`%check` and `%hint`: a lesson's visible checks and hints, in its notebook."""

from __future__ import annotations

from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, line_magic, magics_class
from IPython.display import display

from autograder.errors import AutograderError, CourseError
from autograder.hints import LEVELS, load_hints
from autograder.jupyter.place import Place
from autograder.jupyter.results import Hint, Results, Trouble
from autograder.practice.checks import CheckResult, Runner, read_module, run_checks


@magics_class
class LessonMagics(Magics):
    """The magics of one notebook. Its checks run in a process of their own, which is kept warm."""

    def __init__(self, shell: InteractiveShell, place: Place) -> None:
        super().__init__(shell)
        self._folder, self._kit, self._lesson = place
        self._runner = Runner()

    @line_magic
    def check(self, line: str) -> None:
        """Run the visible checks: `%check` for all functions, `%check softmax accuracy` for some."""
        try:
            results = self._check(line.split())
        except AutograderError as error:
            _show(Trouble(str(error)))
        else:
            _show(Results(results))

    @line_magic
    def hint(self, line: str) -> None:
        """Show a hint: `%hint softmax`, then `%hint softmax 2` and `%hint softmax 3`."""
        try:
            _show(self._hint(*line.split()))
        except AutograderError as error:
            _show(Trouble(str(error)))

    def _check(self, functions: list[str]) -> list[CheckResult]:
        source = read_module(self._folder / f"{self._lesson.module}.py")
        return run_checks(self._kit, self._lesson, functions or None, source=source, runner=self._runner)

    def _hint(self, function: str = "", level: str = "1", *more: str) -> Hint:
        if not function or more or level not in map(str, range(1, LEVELS + 1)):
            raise CourseError(f"Say which function, and which hint from 1 to {LEVELS}: %hint NAME 2.")
        self._lesson.function(function)
        hints = load_hints(self._kit.assignment(self._lesson) / "hints.yml", self._lesson)
        return Hint(function, int(level), hints[function][int(level) - 1])

    def close(self) -> None:
        """End the warm process."""
        self._runner.close()


def _show(thing: Results | Hint | Trouble) -> None:
    display(thing)  # type: ignore[no-untyped-call]
