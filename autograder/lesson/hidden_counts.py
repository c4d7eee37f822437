"""The number of hidden checks for each function.

An author's machine has the hidden suites and counts them. A student's machine reads the counts from a
file."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from autograder.errors import CourseError
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson
from autograder.lesson.yaml_file import read_yaml

NAME = "checks.yml"
_HEAD = "# Made by autograder build: the number of hidden checks that run at grading for each function.\n"


def render_counts(kit: Kit, lesson: Lesson) -> str:
    """Return the text of the file with the counts, which students get."""
    counts = Counter(
        name for path in sorted(kit.suite(lesson).glob("*.py")) for name, _ in graded_tests(path)
    )
    return _HEAD + "".join(f"{function.name}: {counts[function.name]}\n" for function in lesson.functions)


def load_counts(kit: Kit, lesson: Lesson) -> dict[str, int]:
    """Return the counts by function. Raise `CourseError` unless the file has a number for each function."""
    path = kit.assignment(lesson) / NAME
    counts = read_yaml(path, dict[str, int], "it must have a number for each function")
    for function in lesson.functions:
        if function.name not in counts:
            raise CourseError(f"{path} has no number for {function.name}: run autograder build.")
    return counts


def graded_tests(path: Path) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield each test in a file of a hidden suite, after the name of the function that it grades.

    A test is marked with `@graded`, or the line `pytestmark = graded(...)` marks all tests of its file.
    """
    try:
        tree = ast.parse(path.read_bytes())
    except SyntaxError as error:
        raise CourseError(f"{path}, line {error.lineno}: not valid Python ({error.msg}).") from error
    of_file = [node.value for node in tree.body if isinstance(node, ast.Assign) and _marks_all(node)]
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            marks = node.decorator_list or (of_file if node.name.startswith("test_") else [])
            yield from ((function, node) for mark in marks for function in _function_of(mark))


def _marks_all(node: ast.Assign) -> bool:
    return any(isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets)


def _function_of(mark: ast.expr) -> Iterator[str]:
    match mark:
        case ast.Call(func=ast.Name(id="graded"), args=[ast.Constant(value=str(function))]):
            yield function
