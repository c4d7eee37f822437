"""The code of a check up to a line, as a student would retype it."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import Any


def listing(check: Callable[..., Any], line: int) -> str:
    """Return the text of the call in `check` at `line` of its file, and of the earlier statements it needs.

    For `expect(call, ...)` the text is only the call. For `with expect_error(...)` it is only the body. The
    expected values are left out, and so are assignments that only they need.
    """
    source = textwrap.dedent(inspect.getsource(check))
    definition = ast.parse(source).body[0]
    assert isinstance(definition, ast.FunctionDef)
    here = line - check.__code__.co_firstlineno + 1
    body = definition.body[1:] if ast.get_docstring(definition) is not None else definition.body
    before = [statement for statement in body if (statement.end_lineno or 0) < here]
    shown = _at(body[len(before)])
    needed = _names(shown, ast.Load)
    for statement in reversed(before):
        if _matters(statement, needed):
            shown.insert(0, statement)
            needed |= _names([statement], ast.Load)
    return "\n".join(_text(source, node) for node in shown)


def _at(statement: ast.stmt) -> list[ast.AST]:
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Name(id="expect"), args=[call, *_])):
            return [call]
        case ast.With(items=[ast.withitem(ast.Call(func=ast.Name(id="expect_error")))], body=body):
            return [*body]
        case _:
            return [statement]


def _matters(statement: ast.stmt, needed: set[str]) -> bool:
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Name(id="expect"))) | ast.With():
            return False
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return name in needed
        case ast.Assign(targets=[ast.Name() | ast.Tuple()]):
            return bool(_names([statement], ast.Store) & needed)
        case _:  # it may change something in place
            return True


def _names(nodes: list[ast.AST], context: type[ast.expr_context]) -> set[str]:
    descendants = (node for root in nodes for node in ast.walk(root))
    return {node.id for node in descendants if isinstance(node, ast.Name) and isinstance(node.ctx, context)}


def _text(source: str, node: ast.AST) -> str:
    segment = ast.get_source_segment(source, node, padded=True)
    end = "\n" if isinstance(node, ast.FunctionDef | ast.ClassDef) else ""  # an interactive Python needs it
    return textwrap.dedent(segment or "").strip() + end
