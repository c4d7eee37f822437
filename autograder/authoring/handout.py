"""A lesson's folder as students have it."""

from __future__ import annotations

import shutil
from pathlib import Path

from autograder.authoring.build import render
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson


def lay_out(kit: Kit, lesson: Lesson, root: Path) -> Path:
    """Write the lesson's files below `root` as students have them, and return their folder.

    The registry and the data sets that the lesson names are there too. Raise `CourseError` if a source is
    missing or malformed.
    """
    folder = root / "assignments" / lesson.name
    folder.mkdir(parents=True)
    for name, text in render(kit, lesson).items():
        (folder / name).write_bytes(text)
    shutil.copy(kit.root / "grading.yml", root)
    for name in lesson.datasets:
        shutil.copytree(kit.root / "datasets" / name, root / "datasets" / name)
    return folder


def lay_out_solved(kit: Kit, lesson: Lesson, root: Path) -> Path:
    """Do the same with the reference solution in place of the skeleton."""
    folder = lay_out(kit, lesson, root)
    shutil.copy(kit.solution(lesson) / f"{lesson.module}.py", folder)
    return folder
