"""A student's copy of the tiny course."""

from __future__ import annotations

from pathlib import Path

import pytest
from students_kit import bundle_of

from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson
from autograder.student.module import module_file


@pytest.fixture
def course(tiny_built: Kit, tmp_path: Path) -> Kit:
    return bundle_of(tiny_built, tmp_path)


@pytest.fixture
def lesson(course: Kit) -> Lesson:
    return course.registry.lesson("01")


@pytest.fixture
def file(course: Kit, lesson: Lesson) -> Path:
    return module_file(course, lesson)
