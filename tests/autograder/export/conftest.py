"""The course with scores, and the command that exports it."""

from __future__ import annotations

from pathlib import Path

import pytest
from export_command import Command, exporting
from scored_course import copy_of

from autograder.gradebook.course import Course


@pytest.fixture
def course(scored: Course, tmp_path: Path) -> Course:
    return copy_of(scored, tmp_path / "course")


@pytest.fixture
def command(course: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs `autograder export --course ...`: its status, what it printed, and its complaints."""
    monkeypatch.setenv("AUTOGRADER_KIT", str(course.kit.root))
    return exporting(capsys, course)
