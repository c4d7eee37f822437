"""The functions in a student's file: their places, their stubs, and which function uses which."""

from __future__ import annotations

import ast
import hashlib
import io
import os
import re
import tokenize
from importlib.util import decode_source
from pathlib import Path

from autograder.errors import CourseError, StudentError
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson
from autograder.lesson.stubs import UNWRITTEN

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def module_file(kit: Kit, lesson: Lesson) -> Path:
    """Return the path of the student's module."""
    return kit.working_copy(lesson) / f"{lesson.module}.py"


def require_copy(kit: Kit, lesson: Lesson) -> None:
    """Raise `StudentError` unless the student has a module of the lesson."""
    path = module_file(kit, lesson)
    if not path.exists():
        raise StudentError(
            f"{os.path.relpath(path)} is missing: run `autograder start {lesson.name[:2]}`, which copies "
            "what was handed out and overwrites nothing."
        )


def read_source(path: Path) -> bytes:
    """Return the content of the student's file. Raise `StudentError` if it can't be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise StudentError(f"{path} can't be read: {error.strerror}.") from error


def pristine(kit: Kit, lesson: Lesson) -> bytes:
    """Return the module as it was handed out."""
    return handed_out(kit, lesson, f"{lesson.module}.py")


def handed_out(kit: Kit, lesson: Lesson, name: str) -> bytes:
    """Return a file of the lesson as it was handed out. Raise `CourseError` if it can't be read."""
    path = kit.assignment(lesson) / name
    try:
        return path.read_bytes()
    except OSError as error:
        raise CourseError(
            f"{path} can't be read ({error.strerror}): unzip the course again, or run `autograder build` "
            "in a checkout of the kit."
        ) from error


class Module:
    """A module's text and its top-level functions and classes.

    Raises:
        SyntaxError, ValueError, RecursionError: the text isn't valid Python.
    """

    def __init__(self, source: bytes) -> None:
        text = decode_source(source)
        self._lines = text.splitlines(keepends=True)
        tree = ast.parse(text)
        # Of two definitions with one name, the last one counts, as in Python.
        self._definitions = {node.name: node for node in tree.body if isinstance(node, Definition)}
        self._others = [ast.dump(node) for node in tree.body if not isinstance(node, Definition)]

    def text_of(self, name: str) -> str | None:
        """Return the text of a definition with its decorators, or None if there is none."""
        if name not in self._definitions:
            return None
        start, end = self.span(name)
        return "".join(self._lines[start:end])

    def fingerprint(self, name: str) -> str:
        """Return eight hexadecimal digits that tell this text from others."""
        return hashlib.sha256((self.text_of(name) or "").encode()).hexdigest()[:8]

    def span(self, name: str) -> tuple[int, int]:
        """Return start and end of the slice of lines that a definition takes."""
        node = self._definitions[name]
        first = min([node.lineno, *(mark.lineno for mark in node.decorator_list)])
        return first - 1, node.end_lineno or node.lineno

    def docstring(self, name: str) -> str:
        return ast.get_docstring(self._definitions[name]) or ""

    def place_to_write(self, name: str) -> int | None:
        """Return the line of the definition's first stub, else its own line, or None without a definition."""
        if name not in self._definitions:
            return None
        start, end = self.span(name)
        stubs = (line for line in range(start, end) if UNWRITTEN in self._lines[line])
        return next(stubs, start) + 1

    def touched_since(self, before: Module) -> set[str] | None:
        """Return the changed definitions and those that use them; None stands for all."""
        if self._others != before._others:
            return None
        names = self._definitions.keys() | before._definitions.keys()
        changed = {name for name in names if self.text_of(name) != before.text_of(name)}
        return self._users(changed)

    def _users(self, changed: set[str]) -> set[str]:
        uses = {name: _names_in(node) for name, node in self._definitions.items()}
        reached: set[str] = set()
        while changed - reached:
            reached |= changed
            changed = {name for name, used in uses.items() if used & reached}
        return reached


def _names_in(node: ast.AST) -> set[str]:
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}


def with_stub(source: bytes, skeleton: bytes, name: str) -> bytes:
    """Return the text with a function replaced by its stub. A missing function is added at the end."""
    stub = Module(skeleton).text_of(name)
    assert stub is not None
    encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
    text = source.decode(encoding).replace("\r\n", "\n")
    lines = text.splitlines(keepends=True)
    span = _span(source, lines, name)
    made = (
        f"{text.rstrip()}\n\n\n{stub}"
        if span is None
        else "".join([*lines[: span[0]], stub, *lines[span[1] :]])
    )
    return (made.replace("\n", "\r\n") if b"\r\n" in source else made).encode(encoding)


def _span(source: bytes, lines: list[str], name: str) -> tuple[int, int] | None:
    try:
        module = Module(source)
    except (SyntaxError, ValueError, RecursionError):
        return _span_by_indentation(lines, name)
    return module.span(name) if module.text_of(name) is not None else None


def _span_by_indentation(lines: list[str], name: str) -> tuple[int, int] | None:
    """Return the lines of a definition in a text that isn't valid Python: up to the next definition."""
    head = re.compile(rf"(async def|def|class) +{re.escape(name)}\b")
    starts = [number for number, line in enumerate(lines) if head.match(line)]
    if not starts:
        return None
    following = range(starts[-1] + 1, len(lines))
    end = next((n for n in following if re.match(r"(async def|def|class)\b|@", lines[n])), len(lines))
    while end > starts[-1] + 1 and not lines[end - 1].strip():
        end -= 1
    return starts[-1], end
