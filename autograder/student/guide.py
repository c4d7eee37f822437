"""The help before writing a function: the task, the place to write it, and hints."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from rich.text import Text

from autograder.errors import StudentError
from autograder.lesson.hints import HINT_LEVELS, load_hints
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson
from autograder.student.module import Module, module_file, pristine, read_source
from autograder.student.view import wrapped

_MAX_PARAGRAPHS = 3  # the most paragraphs of a docstring


def task_lines(kit: Kit, lesson: Lesson, function: str, width: int) -> Iterator[Text]:
    """Yield a function's name, the place to write it, and the first paragraphs of its docstring."""
    yield Text.assemble(
        (function, "bold"), f"  of {lesson.name}, {lesson.function(function).points:g} points"
    )
    yield Text(f"  {location(kit, lesson, function)}")
    yield Text()
    docstring = Module(pristine(kit, lesson)).docstring(function)
    yield from wrapped("\n\n".join(_paragraphs(docstring)[:_MAX_PARAGRAPHS]), width, "    ")


def location(kit: Kit, lesson: Lesson, function: str) -> str:
    """Return the place to write the function as FILE:LINE, which editors and terminals understand."""
    path = module_file(kit, lesson)
    try:
        line = Module(read_source(path)).place_to_write(function)
    except (SyntaxError, ValueError, RecursionError, StudentError):
        line = None  # a check of the file reports the error
    return os.path.relpath(path) + (f":{line}" if line else "")


def hint_lines(kit: Kit, lesson: Lesson, function: str, level: int, width: int) -> Iterator[Text]:
    """Yield the lines of one of a function's hints."""
    lesson.function(function)
    texts = load_hints(kit.assignment(lesson) / "hints.yml", lesson)[function]
    yield from wrapped(f"{function}, hint {level} of {HINT_LEVELS}: {texts[level - 1]}", width, "")


def _paragraphs(docstring: str) -> list[str]:
    """Return the paragraphs without sections such as "Args:".

    Indented ones, such as a formula, keep their lines.
    """
    blocks = [block.split("\nSource:")[0] for block in docstring.split("\n\n")]
    free = [block for block in blocks if not re.match(r"\w+:\n", block)]
    return [block if "\n " in f"\n{block}" else " ".join(block.split()) for block in free]
