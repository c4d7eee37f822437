"""The module-level names that a module's text binds and mentions, to find out which functions use which."""

from __future__ import annotations

import ast
import symtable
from collections import defaultdict
from collections.abc import Iterator, Sequence
from importlib.util import decode_source
from typing import NamedTuple


class Passage(NamedTuple):
    """One statement of a module, or several that share a line."""

    statements: list[ast.stmt]
    last_line: int  # in the module's text; the first line of a text is 1
    binds: frozenset[str]
    mentions: frozenset[str]


def passages_of(source: bytes) -> list[Passage]:
    """Return the passages of a module in their order.

    A name that a function binds for itself is no mention of the module's name.

    Raises:
        SyntaxError, ValueError, RecursionError, MemoryError: if the text can't be parsed.
    """
    text = decode_source(source)
    lines = text.split("\n")
    groups: list[list[ast.stmt]] = []
    last = 0
    for statement in ast.parse(text).body:
        if _first_line(statement) > last:
            groups.append([])
        groups[-1].append(statement)
        last = _last_line(statement)
    return [_passage(statements, lines) for statements in groups]


def reached(passages: Sequence[Passage], name: str) -> set[str]:
    """Return the names that `name` mentions, directly or through other names of the module."""
    mentions: dict[str, set[str]] = defaultdict(set)
    for passage in passages:
        for bound in passage.binds:
            mentions[bound] |= passage.mentions
    pending, found = [name], set[str]()
    while pending:
        fresh = mentions.get(pending.pop(), set()) - found
        found |= fresh
        pending += fresh
    return found


def _passage(statements: list[ast.stmt], lines: Sequence[str]) -> Passage:
    last = max(map(_last_line, statements))
    text = "\n".join(lines[_first_line(statements[0]) - 1 : last])
    top = symtable.symtable(text, "<passage>", "exec")
    binds = [
        symbol.get_name() for symbol in top.get_symbols() if symbol.is_assigned() or symbol.is_imported()
    ]
    mentions = [
        symbol.get_name()
        for table in _tables(top)
        for symbol in table.get_symbols()
        if symbol.is_referenced() and symbol.is_global()
    ]
    return Passage(statements, last, frozenset(binds), frozenset(mentions))


def _tables(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for child in table.get_children():
        yield from _tables(child)


def _first_line(statement: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(decorator.lineno for decorator in decorators)])


def _last_line(statement: ast.stmt) -> int:
    return statement.end_lineno or statement.lineno
