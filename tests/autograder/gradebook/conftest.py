"""A course of two lessons."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from course_folder import ROSTER, make_kit

from autograder.gradebook.course import Course
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson


@pytest.fixture(scope="session")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    return make_kit(tmp_path_factory.mktemp("kit"))


@pytest.fixture(scope="session")
def lesson(kit: Kit) -> Lesson:
    return kit.registry.lesson("02")


@pytest.fixture(scope="session")
def pristine(kit: Kit, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh course, made as where the virtual environment is not activated: without alembic on PATH."""
    base = tmp_path_factory.mktemp("courses")
    roster = base / "roster.csv"
    roster.write_text(ROSTER)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", "/usr/bin:/bin")
        Course.create(base / "deep learning", kit, kit.registry.lessons, roster)
        assert os.environ["PATH"] == "/usr/bin:/bin"
    return base / "deep learning"


@pytest.fixture
def course(pristine: Path, kit: Kit, tmp_path: Path) -> Course:
    shutil.copytree(pristine, tmp_path / "course")
    return Course.open(tmp_path / "course", kit)
