"""Additions to the text of a Python file, a notebook or hints. The text that is there stays."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

_MAX_COLUMNS = 110  # as in pyproject.toml
_CELL, _CHECK_CELL = "# %%", "# %check "


def with_code(text: str, code: str) -> str:
    """Return the text with the code of a function or class at its end, below two empty lines."""
    return f"{text.rstrip()}\n\n\n{code}"


def with_check(text: str, check: str) -> str:
    """Return the text of the visible checks with those of a function at its end."""
    is_first = "@check" not in text.splitlines()
    return f"{text.rstrip()}\n\n{check}" if is_first else with_code(text, check)


def with_hints(text: str, hints: str) -> str:
    """Return the text of hints.yml with the hints of a function at its end."""
    return f"{text.rstrip()}\n{hints}"


def with_cells(text: str, cells: str) -> str:
    """Return the text of a notebook with further cells below its last `%check`, or else at its end."""
    lines = text.rstrip().splitlines()
    checks = [number for number, line in enumerate(lines) if line.startswith(_CHECK_CELL)]
    below = range(checks[-1], len(lines)) if checks else range(0)
    end = next((number for number in below if lines[number].startswith(_CELL)), len(lines))
    above, rest = "\n".join(lines[:end]).rstrip(), "\n".join(lines[end:])
    return f"{above}\n\n{cells}" + (f"\n{rest}\n" if rest else "")


def with_import(text: str, module: str, names: Iterable[str]) -> str:
    """Return the text of a Python file that also imports these names from a module.

    If it has no such statement, a new one goes below the last import, or else below the docstring.
    """
    body = ast.parse(text).body
    imports = [node for node in body if isinstance(node, ast.Import | ast.ImportFrom)]
    own = next((one for one in imports if isinstance(one, ast.ImportFrom) and one.module == module), None)
    aliases = own.names if own is not None else []
    present = {f"{one.name} as {one.asname}" if one.asname else one.name for one in aliases}
    if present.issuperset(names):
        return text
    words = sorted(present.union(names), key=_order)
    lines = text.splitlines()
    if own is not None:
        first, last = own.lineno - 1, own.end_lineno or own.lineno
        statement = _statement(module, words, is_long=last - first > 1)
    else:
        first = last = max((node.end_lineno or 0 for node in imports or _docstring(body)), default=0)
        statement = _statement(module, words, is_long=False)
        statement = ["", *statement] if first else [*statement, "", ""]
    return "\n".join([*lines[:first], *statement, *lines[last:]]) + "\n"


def _docstring(body: Sequence[ast.stmt]) -> list[ast.stmt]:
    match body:
        case [ast.Expr(value=ast.Constant(value=str())) as docstring, *_]:
            return [docstring]
    return []


def _order(word: str) -> tuple[bool, bool, str]:
    """Return a key that sorts as ruff does: constants, then classes, then functions."""
    is_constant = word.isupper() and len(word) > 1
    return not is_constant, not word[0].isupper(), word


def _statement(module: str, words: Sequence[str], is_long: bool) -> list[str]:
    """Return the lines of the import; `is_long` gives each name a line of its own."""
    line = f"from {module} import {', '.join(words)}"
    if not is_long and len(line) <= _MAX_COLUMNS:
        return [line]
    return [f"from {module} import (", *(f"    {word}," for word in words), ")"]
