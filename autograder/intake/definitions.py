"""The functions of a lesson that a text defines, and those of them that are written, not stubs."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from autograder.lesson.registry import Lesson

UNPARSABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Definitions(NamedTuple):
    """Names of the lesson's functions."""

    defined: frozenset[str]
    written: frozenset[str]


def parse(text: str | bytes) -> ast.Module:
    """Return the syntax tree of a module and suppress Python's warnings. Raise one of `UNPARSABLE`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)


def mentions(text: bytes, lesson: Lesson) -> frozenset[str]:
    """Return the functions that the text seems to define, without parsing it."""
    names = "|".join(re.escape(function.name) for function in lesson.functions)
    pattern = (
        rf"(?m)^[ \t]*(?:(?:async[ \t]+)?(?:def|class)[ \t]+({names})\b|({names})[ \t]*(?::[^=\n]*)?=[^=])"
    )
    return frozenset(
        (first or second).decode()
        for first, second in re.findall(pattern.encode(), text.replace(b"\r", b"\n"))
    )


def definitions(text: bytes, lesson: Lesson) -> Definitions:
    """Return the functions that the text defines. If it can't be parsed, each counts as written."""
    mentioned = mentions(text, lesson)
    if not mentioned:
        return Definitions(mentioned, mentioned)
    try:
        tree = parse(text)
        last = {name: node for node in statements(tree.body) for name in bound(node) if name in mentioned}
        written = frozenset(name for name, node in last.items() if not _is_stub(node))
    except UNPARSABLE:
        return Definitions(mentioned, mentioned)
    return Definitions(frozenset(last), written)


def statements(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements that run at import; for `if` and `try`, the statements inside."""
    for node in body:
        if isinstance(node, ast.If | ast.Try):
            for name in ("body", "handlers", "orelse", "finalbody"):
                for inner in getattr(node, name, ()):
                    yield from statements(inner.body if isinstance(inner, ast.ExceptHandler) else [inner])
        else:
            yield node


def bound(node: ast.stmt) -> list[str]:
    """Return the names that a definition or a plain assignment binds."""
    if isinstance(node, _Definition):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else []
    if isinstance(node, ast.AnnAssign) and node.value is not None:
        targets = [node.target]
    names = [inner for target in targets for inner in getattr(target, "elts", [target])]
    return [name.id for name in names if isinstance(name, ast.Name)]


def _is_stub(node: ast.AST) -> bool:
    """Return whether a function has no code yet, or a class has such a method."""
    if isinstance(node, ast.ClassDef):
        methods = [inner for inner in node.body if isinstance(inner, _Definition)]
        return any(map(_is_stub, methods)) or not any(map(_is_code, node.body))
    return isinstance(node, ast.FunctionDef) and not any(map(_is_code, node.body))


def _is_code(node: ast.stmt) -> bool:
    """Return False for a docstring, `...`, `pass` and `raise NotImplementedError`, else True."""
    if isinstance(node, ast.Raise):
        raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        return not (isinstance(raised, ast.Name) and raised.id == "NotImplementedError")
    constant = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return not (constant or isinstance(node, ast.Pass))
