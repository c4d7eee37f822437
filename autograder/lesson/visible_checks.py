"""The visible checks of a lesson, read from their file without running it.

A comment that is only a function's name, such as `# softmax`, is a heading: the checks below it belong to
that function.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from autograder.errors import CourseError
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson

_HEADING = re.compile(r"# (\w+)\s*")


class Check(NamedTuple):
    """One visible check."""

    function: str
    name: str
    title: str  # the sentence that students see


def suite_file(kit: Kit, lesson: Lesson) -> Path:
    return kit.assignment(lesson) / f"test_{lesson.module}.py"


def read_checks(path: Path, lesson: Lesson) -> list[Check]:
    """Return the checks in the file at `path`.

    Raises:
        CourseError: the file can't be read, a check has no heading above it, or a function has no check.
    """
    try:
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{path} can't be read: {error}.") from error
    except SyntaxError as error:
        raise CourseError(f"{path}, line {error.lineno}: not valid Python ({error.msg}).") from error
    checks = list(_checks(tree, _headings(text, lesson), path))
    for function in lesson.functions:
        if all(check.function != function.name for check in checks):
            raise CourseError(f"{path} has no check below a line `# {function.name}`.")
    return checks


def _headings(text: str, lesson: Lesson) -> dict[int, str]:
    """Return the function that each heading names, by line."""
    names = {function.name for function in lesson.functions}
    matches = ((line, _HEADING.fullmatch(row)) for line, row in enumerate(text.splitlines(), 1))
    return {line: match[1] for line, match in matches if match is not None and match[1] in names}


def _checks(tree: ast.Module, headings: dict[int, str], path: Path) -> Iterator[Check]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            above = max((line for line in headings if line < node.lineno), default=None)
            if above is None:
                raise CourseError(
                    f"{path}, line {node.lineno}: no line `# FUNCTION` stands above {node.name}."
                )
            yield Check(headings[above], node.name, _title(node))


def _title(node: ast.FunctionDef) -> str:
    """Return the first paragraph of the docstring; without a docstring, the name in words."""
    docstring = ast.get_docstring(node)
    if docstring:
        return " ".join(docstring.split("\n\n")[0].split())
    return node.name.removeprefix("test_").replace("_", " ")
