"""A lesson's folder as students have it."""

from __future__ import annotations

import shutil
from pathlib import Path

from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson


def lay_out(kit: Kit, lesson: Lesson, root: Path) -> Path:
    """Copy the lesson's assignment below `root` with the registry and its data sets. Return its folder."""
    folder = root / "assignments" / lesson.name
    shutil.copytree(kit.assignment(lesson), folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(kit.root / "grading.yml", root)
    for name in lesson.datasets:
        shutil.copytree(kit.root / "datasets" / name, root / "datasets" / name)
    return folder
