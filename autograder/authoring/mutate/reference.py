"""The parts of a reference's text that mutators change."""

from __future__ import annotations

import ast
from collections.abc import Sequence

import libcst as cst

from autograder.errors import CourseError
from autograder.lesson.stubs import BEGIN, END

Top = cst.FunctionDef | cst.ClassDef


def parse(source: str) -> cst.Module:
    """Return the module. Raise `CourseError` with the line if the source is not valid Python."""
    try:
        ast.parse(source)  # ast has clearer messages than libcst
    except SyntaxError as error:
        raise CourseError(f"The reference is not Python, line {error.lineno or 1}: {error.msg}.") from error
    return cst.parse_module(source)


def tops(module: cst.Module, functions: Sequence[str]) -> list[Top]:
    """Return the named functions and classes in the order of the source.

    Raise `CourseError` if the module doesn't define one of them.
    """
    found = [top for top in module.body if isinstance(top, cst.FunctionDef | cst.ClassDef)]
    for name in sorted(set(functions) - {top.name.value for top in found}):
        raise CourseError(f"The reference defines no top-level function or class {name!r}.")
    return [top for top in found if top.name.value in functions]


def solution_lines(source: str) -> dict[int, str]:
    """Return the lines between the marks, without indentation, by number."""
    inside, lines = False, {}
    for number, line in enumerate(source.splitlines(), 1):
        text = line.strip()
        if text in (BEGIN, END):
            inside = text == BEGIN
        elif inside:
            lines[number] = text
    return lines
