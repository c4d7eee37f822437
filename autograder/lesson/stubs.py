"""The stubs that students get instead of the code between the marks of a solution."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from pathlib import Path

from autograder.errors import CourseError

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
UNWRITTEN = "is not written yet"  # the end of each stub's error message


def skeleton(solution: str, path: Path) -> str:
    """Return the module with a stub, which raises `NotImplementedError`, in place of each solution region."""
    try:
        names = _enclosing(ast.parse(solution))
    except SyntaxError as error:
        raise CourseError(f"{path}, line {error.lineno}: not valid Python ({error.msg}).") from error
    lines, inside, indent = [], False, ""
    for number, line in enumerate(solution.splitlines(), 1):
        mark = line.strip()
        if mark == BEGIN:
            if inside or number not in names:
                raise CourseError(f"{path}, line {number}: {BEGIN} must stand alone in a function's body.")
            indent = line[: len(line) - len(line.lstrip())]
            lines.append(f'{indent}raise NotImplementedError("{names[number]} {UNWRITTEN}")')
            inside = True
        elif mark == END:
            if not inside:
                raise CourseError(f"{path}, line {number}: {END} without {BEGIN} before it.")
            inside = False
        elif not inside:
            lines.append(line)
        elif mark and not line.startswith(indent):
            raise CourseError(f"{path}, line {number}: the function ends before {END}.")
    if inside:
        raise CourseError(f"{path}: a region opened by {BEGIN} has no {END}.")
    return "\n".join(lines) + "\n"


def without_marks(solution: str, functions: Collection[str] | None = None) -> str:
    """Return the solution without the marks in these top-level functions and classes; if None, in all."""
    owners = {
        number: node.name
        for node in ast.parse(solution).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        for number in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    lines, is_open = [], False
    for number, line in enumerate(solution.splitlines(), 1):
        mark = line.strip()
        if mark == BEGIN:  # the closing mark is a comment, so it may lie behind the function's last line
            is_open = functions is None or owners.get(number) in functions
        if mark not in (BEGIN, END) or not is_open:
            lines.append(line)
    return "\n".join(lines) + "\n"


def without_docstring(module: bytes) -> bytes:
    """Return a module's text without the docstring at its head. If it isn't Python, it stays as it is."""
    try:
        body = ast.parse(module).body
    except (SyntaxError, ValueError):  # the second is for null bytes
        return module
    match body:
        case [ast.Expr(value=ast.Constant(value=str()), lineno=first, end_lineno=int(last)), *_]:
            lines = module.splitlines(keepends=True)
            return b"".join([*lines[: first - 1], *lines[last:]])
    return module


def marked_lines(solution: str) -> Iterator[str]:
    """Yield the lines between the marks."""
    inside = False
    for line in solution.splitlines():
        if line.strip() in (BEGIN, END):
            inside = line.strip() == BEGIN
        elif inside:
            yield line


def _enclosing(tree: ast.Module) -> dict[int, str]:
    """Return the dotted name of the innermost function or method for each line in a function's body."""
    names: dict[int, str] = {}

    def visit(node: ast.AST, prefix: str) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.ClassDef):
                name = f"{prefix}{child.name}"
                if isinstance(child, ast.FunctionDef):
                    last = child.end_lineno or child.lineno
                    # The closing mark is a comment, and ast doesn't count comments as part of the body.
                    names.update(dict.fromkeys(range(child.lineno, last + 1), name))
                visit(child, f"{name}.")

    visit(tree, "")
    return names
