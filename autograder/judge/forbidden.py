"""The sentence about a forbidden call, with the name that the student's code has for it."""

from __future__ import annotations

import ast

from autograder.candidate.wire import Call
from autograder.lesson.registry import Function

_MAX_NAME_LENGTH = 60


def describe_call(call: Call, function: Function, source: bytes) -> str:
    """Return what the student's code calls, in which line, and that it may not.

    Args:
        call: a call that a run of the function made.
        source: the text of the student's module.
    """
    called = call.name.strip("_")
    where = f" (line {call.place[0]})" if call.place else ""
    is_task = _plain(call.name) == _plain(function.name)
    name = _name_in_code(call.place, source)
    if name is None or _plain(name.rpartition(".")[2]) == _plain(call.name):
        name = name or f"{called} of PyTorch"
        if is_task:
            return f"It calls {name}{where}, but this exercise asks you to write it."
        return f"It calls {name}{where}, which this exercise does not allow."
    if is_task:
        return f"It calls {name}{where}. That runs {called} of PyTorch, which you are to write."
    return f"It calls {name}{where}. That runs {called} of PyTorch, which this exercise does not allow."


def _name_in_code(place: tuple[int, ...], source: bytes) -> str | None:
    """Return what the expression at the place calls, or None if that can't be told."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # a candidate's word isn't trusted
        return None
    names = [_callee(node) for node in ast.walk(tree) if isinstance(node, ast.expr) and _place(node) == place]
    return next(filter(None, names), None)


def _place(node: ast.expr) -> tuple[int | None, ...]:
    return node.lineno, node.col_offset, node.end_lineno, node.end_col_offset


def _callee(node: ast.expr) -> str | None:
    """Return the called expression as text; of a long one the last name, or None."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        return "@"
    if not isinstance(node, ast.Call):
        return None
    name = ast.unparse(node.func)
    return name if len(name) <= _MAX_NAME_LENGTH else getattr(node.func, "attr", None)


def _plain(name: str) -> str:
    return name.lower().replace("_", "")
