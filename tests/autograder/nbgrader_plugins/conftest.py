"""A course of lesson 02."""

from __future__ import annotations

from pathlib import Path

import pytest
from kit_root import ROOT

from autograder.gradebook.course import Course
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson


@pytest.fixture(scope="session")
def kit() -> Kit:
    return Kit(ROOT)


@pytest.fixture(scope="session")
def lesson(kit: Kit) -> Lesson:
    return kit.registry.lesson("02")


@pytest.fixture
def course(kit: Kit, lesson: Lesson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    monkeypatch.setenv("AUTOGRADER_KIT", str(kit.root))
    monkeypatch.chdir(tmp_path)
    return Course.create(tmp_path / "course", kit, [lesson], None)
