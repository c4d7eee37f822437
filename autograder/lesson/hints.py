"""The hints of a lesson: three for each function, the gentlest first."""

from __future__ import annotations

from pathlib import Path

from autograder.errors import CourseError
from autograder.lesson.registry import Lesson
from autograder.lesson.yaml_file import read_yaml

HINT_LEVELS = 3


def load_hints(path: Path, lesson: Lesson) -> dict[str, list[str]]:
    """Read hints.yml at `path`; `CourseError` unless it has three for each of the lesson's functions."""
    hints = read_yaml(path, dict[str, list[str]], f"it must have {HINT_LEVELS} hints for each function")
    for function in lesson.functions:
        count = len(hints.get(function.name, []))
        if count != HINT_LEVELS:
            raise CourseError(f"{path} has {count} hints for {function.name}; there must be {HINT_LEVELS}.")
    for name in hints:
        lesson.function(name)
    return {name: [" ".join(hint.split()) for hint in texts] for name, texts in hints.items()}
