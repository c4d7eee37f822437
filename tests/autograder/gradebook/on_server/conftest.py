"""A course whose gradebook is on a PostgreSQL server."""

from __future__ import annotations

from pathlib import Path

import pytest
from postgresql import Server
from server_course import REGISTRY, ROSTER

from autograder.gradebook.course import Course
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    root = tmp_path_factory.mktemp("kit")
    (root / "grading.yml").write_text(REGISTRY)
    return Kit(root)


@pytest.fixture(scope="module")
def lesson(kit: Kit) -> Lesson:
    return kit.registry.lesson("02")


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / "roster.csv"
    path.write_text(ROSTER)
    return path


@pytest.fixture
def name(server: Server) -> str:
    return server.fresh()


@pytest.fixture
def course(server: Server, name: str, kit: Kit, roster: Path, tmp_path: Path) -> Course:
    return Course.create(tmp_path / "course", kit, kit.registry.lessons, roster, server.url(name))
