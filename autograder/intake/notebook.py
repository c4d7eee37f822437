"""A module made from a notebook's code cells: their imports, definitions and constants. Nothing is run."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from autograder.errors import StudentError
from autograder.intake.definitions import UNPARSABLE, bound, mentions, parse
from autograder.intake.source import MAX_MODULE_BYTES
from autograder.lesson.registry import Lesson

_NOTEBOOK = re.compile(r"(?i)\.ipynb(\.json|\.txt)?\Z")
_MAX_CODE_BYTES = MAX_MODULE_BYTES  # cells that train and plot count too
_PYTHON = {"capture", "prun", "time", "timeit", "writefile"}  # cell magics that can precede Python code
_COMMAND = re.compile(r"(?m)^([ \t]*)(?:[%!?]|[\w.]+[ \t]*=[ \t]*[%!]|[\w.]+\?).*$")
_CALLABLE = {"abs", "bool", "dict", "float", "frozenset", "int", "len", "list", "max", "min", "range"}
_CALLABLE |= {"round", "set", "str", "sum", "tuple"}
_METHODS = {
    "Size",
    "array",
    "device",
    "dtype",
    "exp",
    "finfo",
    "iinfo",
    "is_available",
    "log",
    "sqrt",
    "tensor",
}
_PLAIN = (
    ast.Constant | ast.Name | ast.Attribute | ast.Subscript | ast.Slice | ast.Starred
    | ast.Tuple | ast.List | ast.Dict | ast.Set
    | ast.UnaryOp | ast.BinOp | ast.BoolOp | ast.Compare | ast.IfExp | ast.Call | ast.keyword
    | ast.operator | ast.unaryop | ast.boolop | ast.cmpop | ast.expr_context
)  # fmt: skip


class _NotebookCell(msgspec.Struct, frozen=True):
    cell_type: str
    source: str | list[str] = ""


class _Notebook(msgspec.Struct, frozen=True):
    nbformat: int
    cells: list[_NotebookCell]


class _Statement(NamedTuple):
    """One statement at the left margin of a cell."""

    text: str
    line: int  # in the module
    names: frozenset[str]  # the names that it binds; "*" stands for any name
    needs: frozenset[str]  # the names that it reads, now or when it is called


def is_notebook(name: str) -> bool:
    return _NOTEBOOK.search(name) is not None


def module_of(data: bytes, lesson: Lesson) -> tuple[bytes, list[int]] | None:
    """Return the module, and the numbers of the code cells that aren't valid Python and were left out.

    The module has the statements that the lesson's functions need, in the notebook's order. Its line numbers
    count through all code cells. Return None if the cells define no function of the lesson.

    Raises:
        StudentError: it is not a notebook, it is too large, or the functions are in cells that aren't valid
            Python. The message lacks its subject, the notebook's name.
    """
    cells = _code(data)
    if sum(map(len, cells)) > _MAX_CODE_BYTES:
        raise StudentError(f"has more than {_MAX_CODE_BYTES:,} bytes of code: hand in the module alone")
    collected: list[_Statement] = []
    broken: list[int] = []
    line = 1
    for number, cell in enumerate(cells, 1):
        text = _without_magics(cell)
        try:
            collected += _statements(text, line, lesson)
        except UNPARSABLE:
            broken.append(number)
        line += text.count("\n") + 1
    kept = _needed(collected, {function.name for function in lesson.functions})
    if kept:
        return _joined(kept), broken
    lost = [number for number in broken if mentions(cells[number - 1].encode("utf-8", "replace"), lesson)]
    if lost:
        raise StudentError(
            f"defines functions of the lesson in code cell {lost[0]}, which is not valid Python"
        )
    return None


def _code(data: bytes) -> list[str]:
    """Return the sources of the code cells."""
    try:
        text = data.decode(json.detect_encoding(data))
        notebook = msgspec.json.decode(text, type=_Notebook)
    except msgspec.ValidationError as error:
        raise StudentError("is not a notebook of nbformat 4: save it with Jupyter") from error
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise StudentError("is not a notebook, because it is not JSON: save it with Jupyter") from error
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return ["".join(cell.source).replace("\r\n", "\n").replace("\r", "\n") for cell in cells]


def _without_magics(cell: str) -> str:
    """Return the cell without magics and with the same line numbers.

    A cell in another language becomes blank.
    """
    head = cell.lstrip()
    if head.startswith("%%"):
        magic = re.match(r"%%(\w*)", head)
        assert magic is not None
        if magic[1] not in _PYTHON:
            return "\n" * cell.count("\n")
        cell = re.sub(r"%%.*", "", cell, count=1)
    try:
        parse(cell)
    except UNPARSABLE:
        return _COMMAND.sub(r"\1pass", cell)
    return cell


def _statements(cell: str, line: int, lesson: Lesson) -> list[_Statement]:
    """Return the cell's statements that may become part of the module. Raise one of `UNPARSABLE`."""
    tree = parse(cell)
    lines = [text.encode("utf-8") for text in cell.split("\n")]
    kept = []
    for node in tree.body:
        names = _bound(node, lesson)
        if names is not None:
            first = min(
                [node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", ()))]
            )
            loaded = (inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name))
            kept.append(_Statement(_text(node, first, lines), line + first - 1, names, frozenset(loaded)))
    return kept


def _text(node: ast.stmt, first: int, lines: Sequence[bytes]) -> str:
    last, end = node.end_lineno or node.lineno, node.end_col_offset
    part = list(lines[first - 1 : last])
    part[-1] = part[-1][:end]
    part[0] = part[0][node.col_offset :]
    return b"\n".join(part).decode("utf-8")


def _bound(node: ast.stmt, lesson: Lesson) -> frozenset[str] | None:
    """Return the names that an import, a definition or a constant binds; None for other statements."""
    if isinstance(node, ast.Import):
        names = [name.asname or name.name.partition(".")[0] for name in node.names]
        return None if lesson.module in (name.name for name in node.names) else frozenset(names)
    if isinstance(node, ast.ImportFrom):
        own = node.level or node.module == lesson.module
        return None if own else frozenset(name.asname or name.name for name in node.names)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return frozenset(bound(node))
    if isinstance(node, ast.Assign | ast.AnnAssign):
        names = bound(node)
        return frozenset(names) if names and node.value is not None and _is_constant(node.value) else None
    if isinstance(node, ast.If | ast.Try):
        inner = [_bound(block, lesson) for block in _blocks(node) if not isinstance(block, ast.Pass)]
        known = [statement for statement in inner if statement is not None]
        return frozenset().union(*known) if known and len(known) == len(inner) else None
    return None


def _blocks(node: ast.If | ast.Try) -> Iterator[ast.stmt]:
    yield from (*node.body, *node.orelse)
    if isinstance(node, ast.Try):
        yield from node.finalbody
        for handler in node.handlers:
            yield from handler.body


def _is_constant(value: ast.expr) -> bool:
    """Return whether it is a lambda, or has only literals, names and calls that compute little."""
    if isinstance(value, ast.Lambda):
        return True
    return all(
        isinstance(node, _PLAIN) and (not isinstance(node, ast.Call) or _is_simple_call(node))
        for node in ast.walk(value)
    )


def _is_simple_call(node: ast.Call) -> bool:
    """Return whether the call is to a builtin (`float`) or a numeric function of torch, math or NumPy."""
    if isinstance(node.func, ast.Name):
        return node.func.id in _CALLABLE
    return isinstance(node.func, ast.Attribute) and node.func.attr in _METHODS


def _needed(statements: Sequence[_Statement], functions: set[str]) -> list[_Statement]:
    """Return the statements that the lesson's functions need. Of a name bound twice, both statements stay."""
    by_name: dict[str, list[int]] = {}
    for index, statement in enumerate(statements):
        for name in statement.names:
            by_name.setdefault(name, []).append(index)
    if not functions & {
        name for statement in statements if not _is_import(statement) for name in statement.names
    }:
        return []
    pending, seen, kept = [*functions, "*", "annotations"], set[str](), set[int]()
    while pending:
        name = pending.pop()
        if name not in seen:
            seen.add(name)
            kept.update(by_name.get(name, ()))
            pending += [need for index in by_name.get(name, ()) for need in statements[index].needs]
    return [statements[index] for index in sorted(kept)]


def _is_import(statement: _Statement) -> bool:
    return statement.text.startswith(("import ", "from "))


def _joined(statements: Sequence[_Statement]) -> bytes:
    """Return the statements as text, each on its line.

    Imports from `__future__` come first, as Python requires.
    """
    future = [statement.text for statement in statements if statement.text.startswith("from __future__")]
    lines: list[str] = ["; ".join(dict.fromkeys(future))] if future else []
    shift = len(lines)
    for statement in statements:
        if statement.text in future:
            continue
        blank = statement.line + shift - 1 - len(lines)
        if blank < 0:  # the line already has a statement
            lines[-1] += f"; {statement.text}"
        else:
            lines += [""] * blank + statement.text.split("\n")
    text = "\n".join(lines).encode("utf-8") + b"\n"
    if len(text) > MAX_MODULE_BYTES:
        raise StudentError(
            f"makes a module of more than {MAX_MODULE_BYTES:,} bytes: hand in the module alone"
        )
    return text
