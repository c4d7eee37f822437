"""The hints of a lesson: three for each function, the gentlest first."""

from __future__ import annotations

from pathlib import Path

import msgspec
import yaml

from autograder.errors import CourseError
from autograder.registry import Lesson

LEVELS = 3


def load_hints(path: Path, lesson: Lesson) -> dict[str, list[str]]:
    """Read hints.yml at `path`; `CourseError` unless it has three for each of the lesson's functions."""
    try:
        hints = msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")), type=dict[str, list[str]])
    except (OSError, yaml.YAMLError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise CourseError(f"{path} can't be used: {' '.join(str(error).split())}.") from error
    for function in lesson.functions:
        count = len(hints.get(function.name, []))
        if count != LEVELS:
            raise CourseError(f"{path} has {count} hints for {function.name}; there must be {LEVELS}.")
    for name in hints:
        lesson.function(name)
    return {name: [" ".join(hint.split()) for hint in texts] for name, texts in hints.items()}
