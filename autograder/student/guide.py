"""What a student is told before writing: the task and where it is to be written, and hints."""

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

_MAX_PARAGRAPHS = 3  # of a docstring


def task_lines(kit: Kit, lesson: Lesson, function: str, width: int) -> Iterator[Text]:
    """Yield a function, the first lines of its docstring, and where to write it."""
    yield Text.assemble(
        (function, "bold"), f"  of {lesson.name}, {lesson.function(function).points:g} points"
    )
    yield Text(f"  {location(kit, lesson, function)}")
    yield Text()
    docstring = Module(pristine(kit, lesson)).docstring(function)
    yield from wrapped("\n\n".join(_paragraphs(docstring)[:_MAX_PARAGRAPHS]), width, "    ")


def location(kit: Kit, lesson: Lesson, function: str) -> str:
    """Return the file and line where the function is to be written, as editors and terminals read it."""
    path = module_file(kit, lesson)
    try:
        line = Module(read_source(path)).place_to_write(function)
    except (SyntaxError, ValueError, RecursionError, StudentError):
        line = None  # what is wrong with the file is told when it is checked
    return os.path.relpath(path) + (f":{line}" if line else "")


def hint_lines(kit: Kit, lesson: Lesson, function: str, level: int, width: int) -> Iterator[Text]:
    """Yield one of a function's hints."""
    lesson.function(function)
    texts = load_hints(kit.assignment(lesson) / "hints.yml", lesson)[function]
    yield from wrapped(f"{function}, hint {level} of {HINT_LEVELS}: {texts[level - 1]}", width, "")


def _paragraphs(docstring: str) -> list[str]:
    """Return those before the arguments. Only what is indented, such as a formula, keeps its lines."""
    blocks = [block.split("\nSource:")[0] for block in docstring.split("\n\n")]
    free = [block for block in blocks if not re.match(r"\w+:\n", block)]
    return [block if "\n " in f"\n{block}" else " ".join(block.split()) for block in free]
