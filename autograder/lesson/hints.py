"""The hints of a lesson: three for each function, from the gentlest to the most detailed."""

from __future__ import annotations

from pathlib import Path

from autograder.errors import CourseError
from autograder.lesson.registry import Lesson
from autograder.lesson.yaml_file import read_yaml

HINT_LEVELS = 3


def load_hints(path: Path, lesson: Lesson) -> dict[str, list[str]]:
    """Return the hints in the file `path`.

    Raise `CourseError` unless each function of the lesson has three.
    """
    hints = read_yaml(path, dict[str, list[str]], f"it must have {HINT_LEVELS} hints for each function")
    for function in lesson.functions:
        count = len(hints.get(function.name, []))
        if count != HINT_LEVELS:
            raise CourseError(f"{path} has {count} hints for {function.name}; there must be {HINT_LEVELS}.")
    for name in hints:
        lesson.function(name)
    return {name: [" ".join(hint.split()) for hint in texts] for name, texts in hints.items()}
