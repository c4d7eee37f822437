"""A student's progress: a small text file beside the student's lessons.

A function is done if its checks passed on its present text. So the file has only that text's fingerprint.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from pathlib import Path

import msgspec
import yaml

from autograder.common.files import numbered, write_whole
from autograder.errors import CourseError, StudentError
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson
from autograder.lesson.yaml_file import parse_yaml
from autograder.student.module import Module, module_file, pristine, read_source
from autograder.student.runner import CheckResult

NAME = "progress.yml"
_HEAD = """\
# How far you are, written by autograder: for each function whose checks passed, a fingerprint of the
# text that they passed on. You may delete this file; the next check makes a new one.
"""


class FunctionState(StrEnum):
    """The state of a student's work on a function."""

    DONE = "done"
    BEGUN = "begun"
    UNTOUCHED = "untouched"


class _ProgressFile(msgspec.Struct, forbid_unknown_fields=True):
    working_on: str | None = None
    passed: dict[str, dict[str, str]] = msgspec.field(default_factory=dict)  # lesson, function, fingerprint


class Progress:
    """The progress file of a course.

    Args:
        tell: called with each sentence about the file, such as that it was made.
    """

    def __init__(self, kit: Kit, tell: Callable[[str], None]) -> None:
        self._kit = kit
        self._tell = tell
        self._path = kit.work / NAME

    def lesson(self) -> Lesson:
        """Return the lesson of the working directory, else the last used one, else the first unfinished."""
        lessons = self._kit.registry.lessons
        here = Path.cwd().resolve()
        for folder in (here, *here.parents):
            for lesson in lessons:
                if folder in (self._kit.working_copy(lesson), self._kit.assignment(lesson)):
                    return lesson
        named = self._read().working_on
        known = [lesson for lesson in lessons if lesson.name == named]
        return (known or [lesson for lesson, _ in self.unfinished()] or lessons)[0]

    def work_on(self, lesson: Lesson) -> None:
        """Store the lesson as the last used one."""
        file = self._read()
        if file.working_on != lesson.name:
            file.working_on = lesson.name
            self._write(file)

    def record(self, lesson: Lesson, source: bytes, results: Iterable[CheckResult]) -> None:
        """Store for each checked function whether all its checks passed on this source."""
        file = self._read()
        passed = file.passed.setdefault(lesson.name, {})
        before = dict(passed)
        for name, fine in _verdicts(results).items():
            passed.pop(name, None)
            if fine:
                passed[name] = Module(source).fingerprint(name)
        if passed != before:
            self._write(file)

    def states(self, lesson: Lesson) -> dict[str, FunctionState]:
        """Return the state of each function of a lesson."""
        passed = self._read().passed.get(lesson.name, {})
        return _states(self._kit, lesson, passed)

    def unfinished(self, first: Lesson | None = None) -> Iterator[tuple[Lesson, str]]:
        """Yield the functions that are not done, the lesson `first` first, then in course order."""
        lessons = sorted(self._kit.registry.lessons, key=lambda lesson: lesson != first)
        for lesson in lessons:
            for name, state in self.states(lesson).items():
                if state is not FunctionState.DONE:
                    yield lesson, name

    def _read(self) -> _ProgressFile:
        """Return the content of the file. Move a damaged file aside, so that nothing in it is lost."""
        try:
            text = self._path.read_text(encoding="utf-8")
            return parse_yaml(text, self._path, _ProgressFile)[0]
        except FileNotFoundError:
            return _ProgressFile()
        except OSError as error:
            raise StudentError(f"{self._path} can't be read: {error.strerror}.") from error
        except (UnicodeDecodeError, CourseError) as error:
            aside = numbered(self._path, "damaged")
            os.replace(self._path, aside)
            reason = str(error) if isinstance(error, CourseError) else f"{self._path} is not UTF-8 text."
            self._tell(f"{reason} It was moved to {aside.name}, and a new one is made. Check again.")
            return _ProgressFile()

    def _write(self, file: _ProgressFile) -> None:
        if not self._path.exists():
            self._tell(f"Your progress is kept in {self._path}.")
        text = _HEAD + yaml.safe_dump(msgspec.to_builtins(file), sort_keys=False)
        try:
            self._path.parent.mkdir(exist_ok=True)
            write_whole(self._path, text.encode())
        except OSError as error:
            self._tell(f"{self._path} can't be written: {error.strerror}. Your progress is not kept.")


def _verdicts(results: Iterable[CheckResult]) -> dict[str, bool]:
    """Return for each function whether all its checks passed. A check that can't run here doesn't count."""
    fine: dict[str, bool] = {}
    for result in results:
        fine[result.function] = fine.get(result.function, True) and result.status.is_fine
    return fine


def _states(kit: Kit, lesson: Lesson, passed: dict[str, str]) -> dict[str, FunctionState]:
    names = [function.name for function in lesson.functions]
    if not kit.working_copy(lesson).is_dir():  # not started yet
        return dict.fromkeys(names, FunctionState.UNTOUCHED)
    try:
        stubs = Module(pristine(kit, lesson))
        module = Module(read_source(module_file(kit, lesson)))
    except (SyntaxError, ValueError, RecursionError, StudentError):  # the functions can't be found
        return dict.fromkeys(names, FunctionState.BEGUN)
    return {name: _state(name, module, stubs, passed) for name in names}


def _state(name: str, module: Module, stubs: Module, passed: dict[str, str]) -> FunctionState:
    text = module.text_of(name)
    if text is not None and passed.get(name) == module.fingerprint(name):
        return FunctionState.DONE
    return FunctionState.UNTOUCHED if text == stubs.text_of(name) else FunctionState.BEGUN
