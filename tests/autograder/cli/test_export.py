"""`autograder export` says what it can't do."""

from __future__ import annotations

import shutil
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


class TestArguments:
    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["--format", "csv", "--canvas", "x.csv"], "--canvas doesn't go with"),
            (["--format", "junit", "--write"], "--write doesn't go with"),
            (["--format", "canvas", "--visibility", "hidden"], "--visibility doesn't go with"),
            (["--format", "gradescope", "--isolation", "none"], "--isolation doesn't go with"),
            (["--format", "gradescope", "--autograder", "x.zip"], "--course doesn't go with"),
            (["--format", "canvas"], "Name the gradebook file that Canvas exported: --canvas FILE"),
            (["--format", "canvas", "--canvas", "x.csv"], "Name the lessons whose scores go to Canvas"),
            (
                ["02", "03", "--format", "canvas", "--canvas", "x", "--column", "y"],
                "--column fills the column",
            ),
            (["03", "--format", "junit"], "has no results of 03_lstm: run `autograder grade 03_lstm"),
            (["04", "--format", "csv"], "does not have the lesson 04_gan"),
            (["05", "--format", "csv"], "'05' is not a lesson of this course"),
        ],
    )
    def test_what_can_not_be_done_is_one_sentence(
        self, command: Command, arguments: list[str], words: str
    ) -> None:
        status, printed, said = command(*arguments)
        assert (status, printed) == (2, "")
        assert words in said
        assert len(said.splitlines()) == 1

    def test_no_course(self, command: Command) -> None:
        status, _, said = command("--format", "csv", here=False)
        assert status == 2
        assert "Say which course to export: --course DIR" in said

    def test_no_results(self, command: Command, course: Course) -> None:
        shutil.rmtree(course.root / "reports")
        status, _, said = command("--format", "gradescope")
        assert status == 2
        assert "has no results yet" in said
