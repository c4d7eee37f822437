"""`autograder watch`: after each save it runs the checks that the change affects, in a warm process."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from queue import Empty, Queue

from rich.text import Text

from autograder.common.console import out
from autograder.errors import AutograderError
from autograder.lesson.hidden_counts import load_counts
from autograder.lesson.hints import HINT_LEVELS
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson
from autograder.student.file_watch import POLL_SECONDS, FileChange, WatchedFile
from autograder.student.guide import hint_lines, location, task_lines
from autograder.student.keys import keys
from autograder.student.messages import CheckStatus
from autograder.student.module import Module, module_file, read_source
from autograder.student.progress import FunctionState, Progress
from autograder.student.reset import reset
from autograder.student.runner import CheckResult, Runner, syntax_fault
from autograder.student.runs import CheckRun, RunEvent
from autograder.student.screen import Screen
from autograder.student.view import (
    function_lines,
    hidden_sentence,
    lesson_lines,
    message_lines,
    progress_lines,
    wrapped,
)

_SAY_BUSY_AFTER_SECONDS = 0.5  # before it says that it is still checking


def watch(kit: Kit, lesson: Lesson) -> None:
    """Watch the lesson's file until `q` or an interrupt."""
    with Runner() as runner:
        runner.warm()
        watching = Watch(kit, lesson, runner, Screen(out))
        with keys(watching.press), suppress(KeyboardInterrupt), interrupts(watching.leave):
            watching.go()


@contextmanager
def interrupts(leave: Callable[[], None]) -> Iterator[None]:
    """Call `leave` at the first interrupt.

    A `KeyboardInterrupt` could get lost, because Python ignores an exception in a finalizer.
    """

    def interrupt(*_: object) -> None:
        signal.signal(signal.SIGINT, before)
        leave()

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class Watch:
    """The state of a watch: the current function and the current run.

    It reacts to keys, changes and results.
    """

    _EVERYTHING = "Each function passes its checks."

    def __init__(self, kit: Kit, lesson: Lesson, runner: Runner, screen: Screen) -> None:
        self._kit, self._lesson, self._runner, self._screen = kit, lesson, runner, screen
        self._notes: list[str] = []  # lines to show above the next output
        self._progress = Progress(kit, self._notes.append)
        self._path = module_file(kit, lesson)
        self._hidden = load_counts(kit, lesson)
        self._names = [function.name for function in lesson.functions]
        self._news: Queue[RunEvent | str] = Queue()
        self._run: CheckRun | None = None
        self._module: Module | None = None  # the last version that was valid Python
        self._current = self._unfinished_after(None) or self._names[0]
        self._hint = 0  # the level of the last hint
        self._asks = False  # whether the next key answers a question
        self._waits = False  # whether the screen says that it is still checking
        self._shows_all = False  # whether to show the run's results in full
        self._leaves = False
        self._actions = {
            "n": self._go_on,
            "h": self._show_hint,
            "l": self._show_list,
            "a": self._show_everything,
            "r": self._ask_to_reset,
            "q": self.leave,
        }

    def press(self, key: str) -> None:
        """Take a pressed key. Other threads may call this."""
        self._news.put(key)

    def leave(self) -> None:
        """Let the watch end soon. A signal handler may call this."""
        self._leaves = True

    def go(self) -> None:
        """Show the task and check everything once. Then react to events until one asks to leave."""
        watched = WatchedFile(self._path)
        self._show(task_lines(self._kit, self._lesson, self._current, self._screen.width))
        self._check_all()
        while not self._leaves:
            change = watched.poll()
            if change is not None:
                self._take_change(change)
            with suppress(Empty):
                self._take(self._news.get(timeout=POLL_SECONDS))
            self._mind_the_time()

    def _take(self, news: RunEvent | str) -> None:
        if isinstance(news, str):
            self._take_key(news)
        elif news.run is self._run:
            self._take_word(news.run, news.what)

    def _take_key(self, key: str) -> None:
        if self._asks:
            self._answer(key)
        elif key in self._actions:
            self._actions[key]()

    def _take_change(self, change: FileChange) -> None:
        if change is FileChange.GONE:
            self._say(CheckStatus.ERROR, f"{self._path.name} is gone. Checking goes on when it is back.")
            self._stop()
            return
        before, source = self._module, self._read()
        if source is not None:
            self._start(source, self._touched(before))

    def _check_all(self) -> None:
        source = self._read()
        if source is not None:
            self._start(source, self._names)

    def _read(self) -> bytes | None:
        """Return the file's content. If it is missing or not valid Python, show that and return None."""
        try:
            source = read_source(self._path)
        except AutograderError as error:
            self._say(CheckStatus.ERROR, str(error))
            return None
        fault = syntax_fault(source, self._path)
        if fault is not None:
            self._stop()
            self._say(CheckStatus.ERROR, fault)
            return None
        self._module = Module(source)
        return source

    def _touched(self, before: Module | None) -> list[str]:
        """Return the functions that the change may affect, the current one first."""
        assert self._module is not None
        touched = self._module.touched_since(before) if before is not None else None
        names = [name for name in self._names if touched is None or name in touched]
        edited = [name for name in names if before and self._module.text_of(name) != before.text_of(name)]
        if edited and self._current not in edited:
            self._turn_to(edited[0])
        return sorted(names, key=lambda name: name != self._current) or [self._current]

    def _start(self, source: bytes, functions: list[str]) -> None:
        self._run = CheckRun(
            self._runner, self._kit, self._lesson, source, functions, self._news.put, after=self._run
        )
        self._waits = self._shows_all = False

    def _stop(self) -> None:
        """Cancel the run, because its version is out of date."""
        if self._run is not None:
            self._run.cancel()

    def _take_word(self, run: CheckRun, word: CheckResult | AutograderError | None) -> None:
        if isinstance(word, CheckResult):
            run.results.append(word)
            return
        run.is_over = True
        if word is None:
            self._progress.record(self._lesson, run.source, run.results)
            self._show(self._verdict(run))
        else:
            self._say(CheckStatus.ERROR, str(word))

    def _verdict(self, run: CheckRun) -> Iterator[Text]:
        width = self._screen.width
        own = [result for result in run.results if result.function == self._current]
        if self._shows_all:
            yield from lesson_lines(run.results, self._hidden, width)
            return
        if all(result.status is CheckStatus.UNWRITTEN for result in own):
            yield from task_lines(self._kit, self._lesson, self._current, width)
        else:
            yield Text(location(self._kit, self._lesson, self._current), style="dim")
            yield from function_lines(self._current, own, width, examples=False)
        yield Text()
        others = list(_summaries(run.results, self._current))
        if others:
            yield from wrapped(f"Checked too: {', '.join(others)}.", width, "")
        yield from wrapped(hidden_sentence(self._current, self._hidden[self._current]), width, "")
        if all(result.status.is_fine for result in own):
            left = self._unfinished_after(self._current)
            praise = "Right so far. Press n for the next function." if left else self._EVERYTHING
            yield Text(praise, style="bold green")

    def _mind_the_time(self) -> None:
        """Show the results so far if the others take long."""
        run = self._run
        if (
            run
            and not run.is_over
            and not self._waits
            and time.monotonic() > run.began + _SAY_BUSY_AFTER_SECONDS
        ):
            self._waits = True
            late = run.results[-1].function if run.results else run.functions[0]
            if run.results and late != self._current and not self._shows_all:
                self._show(self._verdict(run))
            left = ", ".join(run.functions[run.functions.index(late) :])
            self._screen.add([Text(), *wrapped(f"Checking {left} ...", self._screen.width, "")])

    def _go_on(self) -> None:
        following = self._unfinished_after(self._current)
        if following is None:
            done = self._progress.states(self._lesson)[self._current] is FunctionState.DONE
            self._show([Text(self._EVERYTHING if done else f"{self._current} is the last function to do.")])
            return
        self._turn_to(following)
        self._show(task_lines(self._kit, self._lesson, following, self._screen.width))

    def _show_hint(self) -> None:
        self._hint = min(self._hint + 1, HINT_LEVELS)
        self._show(hint_lines(self._kit, self._lesson, self._current, self._hint, self._screen.width))

    def _show_list(self) -> None:
        self._show(progress_lines(self._lesson, self._progress.states(self._lesson)))

    def _show_everything(self) -> None:
        self._check_all()
        self._shows_all = True

    def _ask_to_reset(self) -> None:
        self._asks = True
        self._show([Text(f"Put {self._current} back to its stub? The file as it is will be kept. y/n")])

    def _answer(self, key: str) -> None:
        self._asks = False
        if key != "y":
            self._show([Text("Nothing was changed.")])
            return
        try:
            backup = reset(self._kit, self._lesson, self._current)
        except AutograderError as error:
            self._say(CheckStatus.ERROR, str(error))
            return
        self._notes.append(f"{self._current} is a stub again; the file as it was is {backup.name} beside it.")

    def _turn_to(self, function: str) -> None:
        self._current, self._hint = function, 0

    def _unfinished_after(self, name: str | None) -> str | None:
        """Return the next function of the lesson that is not done.

        After the last function comes the first.
        """
        states = self._progress.states(self._lesson)
        start = self._names.index(name) + 1 if name else 0
        order = self._names[start:] + self._names[:start]
        return next(
            (other for other in order if other != name and states[other] is not FunctionState.DONE), None
        )

    def _say(self, status: CheckStatus, sentence: str) -> None:
        self._show(message_lines(status, sentence, self._screen.width))

    def _show(self, lines: Iterable[Text]) -> None:
        body = list(lines)  # making the lines may add notes about the progress file
        notes = [line for note in self._notes for line in wrapped(note, self._screen.width, "")]
        self._notes.clear()
        self._screen.show([*notes, *body])


def _summaries(results: list[CheckResult], current: str) -> Iterator[str]:
    """Yield a summary of each other function: how many of its checks passed."""
    for name in dict.fromkeys(result.function for result in results if result.function != current):
        own = [result.status for result in results if result.function == name]
        if all(status is CheckStatus.UNWRITTEN for status in own):
            yield f"{name} unwritten"
        else:
            yield f"{name} {own.count(CheckStatus.PASSED)} of {len(own)}"
