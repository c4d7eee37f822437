"""The functions of a lesson that other functions of a submission use, and the reference's in their place.

A submission with the reference's functions inside may read them, so nothing that it says may reach a student.
"""

from __future__ import annotations

import ast
import marshal
from collections.abc import Collection, Sequence

from autograder.judge.mentions import Passage, passages_of, reached
from autograder.lesson.registry import Lesson

_REFERENCE = "_reference_of_the_lesson"  # the name of the reference's part in the student's module


class Helpers:
    """The helpers of each function of a submission: the other functions of the lesson that it uses.

    Args:
        source: the submission's text.
        reference: the text of the reference solution.
    """

    def __init__(self, lesson: Lesson, source: bytes, reference: bytes) -> None:
        self._names = [function.name for function in lesson.functions]
        self._source = source
        self._reference = passages_of(reference)
        try:
            self._passages = passages_of(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):  # nothing is known about its helpers
            self._passages = []

    def of(self, function: str) -> list[str]:
        """Return the function's helpers in the lesson's order."""
        used = reached(self._passages, function) - {function}
        return [name for name in self._names if name in used]

    def replaceable(self, function: str, helpers: Collection[str]) -> tuple[str, ...]:
        """Return those of the function's helpers that the reference's may replace, in the lesson's order.

        They come before the function in the lesson. So do the functions that the reference's helpers use.
        Otherwise a function could be graded with its own solution at hand, or two functions that only call
        each other could both pass.
        """
        before = set(self._names[: self._names.index(function)])
        others = set(self._names) - before
        return tuple(
            name
            for name in self._names
            if name in helpers and name in before and not reached(self._reference, name) & others
        )

    def replaced(self, names: Sequence[str]) -> bytes:
        """Return the submission's text with the reference's functions in place of its own.

        After each passage that binds such a name, a line binds it to the reference's function. So default
        arguments, decorators and subclasses that come later get the reference's function too.
        """
        lines = self._source.splitlines(keepends=True)
        if lines and not lines[-1].endswith((b"\n", b"\r")):
            lines[-1] += b"\n"
        added: dict[int, list[str]] = {}  # by the line after which they come
        for name in names:
            binding = [passage.last_line for passage in self._passages if name in passage.binds]
            for line in binding or [len(lines)]:
                added.setdefault(line, []).append(f"{name} = {_REFERENCE}[{name!r}]\n")
        code = f"exec(__import__('marshal').loads({self._code(names)!r}), {_REFERENCE})\n"
        added[min(added)].insert(0, f"{_REFERENCE} = {{'__name__': __name__}}\n{code}")
        for number in sorted(added, reverse=True):
            lines[number:number] = [new.encode() for new in added[number]]
        return b"".join(lines)

    def _code(self, names: Sequence[str]) -> bytes:
        """Return the reference's functions of these names, with all that they use, as code of this Python."""
        needed = set(names).union(*(reached(self._reference, name) for name in names))
        statements = [
            _without_docstrings(statement)
            for passage in self._reference
            if needed & passage.binds or _is_future(passage)
            for statement in passage.statements
        ]
        return marshal.dumps(compile(ast.Module(statements, []), "<reference>", "exec"))


def _is_future(passage: Passage) -> bool:
    return any(
        isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
        for statement in passage.statements
    )


def _without_docstrings(statement: ast.stmt) -> ast.stmt:
    for node in ast.walk(statement):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and ast.get_docstring(
            node
        ):
            node.body[0] = ast.copy_location(ast.Pass(), node.body[0])
    return statement
