"""What passed, and is still the same."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from students_kit import DOUBLE, RIGHT, SHARE

from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson
from autograder.student.progress import FunctionState, Progress
from autograder.student.runner import CheckResult, CheckStatus


class TestProgress:
    @pytest.fixture
    def told(self) -> list[str]:
        return []

    @pytest.fixture
    def progress(self, course: Kit, told: list[str]) -> Progress:
        return Progress(course, told.append)

    def passes(self, *names: str) -> list[CheckResult]:
        return [CheckResult(name, f"test_{name}", name, CheckStatus.PASSED) for name in names]

    def test_done_is_done_only_as_long_as_the_text_stays(
        self, progress: Progress, lesson: Lesson, file: Path
    ) -> None:
        assert progress.states(lesson) == {DOUBLE: FunctionState.UNTOUCHED, SHARE: FunctionState.UNTOUCHED}
        file.write_text(RIGHT)
        assert progress.states(lesson) == {DOUBLE: FunctionState.BEGUN, SHARE: FunctionState.BEGUN}
        progress.record(lesson, RIGHT.encode(), self.passes(DOUBLE))
        assert progress.states(lesson) == {DOUBLE: FunctionState.DONE, SHARE: FunctionState.BEGUN}
        assert [name for _, name in progress.unfinished()] == [SHARE]
        file.write_text(RIGHT.replace("x + x", "2 * x"))
        assert progress.states(lesson)[DOUBLE] is FunctionState.BEGUN

    def test_what_fails_later_is_not_done(self, progress: Progress, lesson: Lesson, file: Path) -> None:
        file.write_text(RIGHT)
        progress.record(lesson, RIGHT.encode(), self.passes(DOUBLE))
        failed = CheckResult(DOUBLE, "test_double", "", CheckStatus.FAILED)
        progress.record(lesson, RIGHT.encode(), [*self.passes(DOUBLE), failed])
        assert progress.states(lesson)[DOUBLE] is FunctionState.BEGUN

    def test_the_file_is_told_of_when_it_is_made(
        self, course: Kit, progress: Progress, lesson: Lesson, told: list[str]
    ) -> None:
        progress.work_on(lesson)
        progress.record(lesson, RIGHT.encode(), self.passes(DOUBLE))
        path = course.work / "progress.yml"
        assert told == [f"Your progress is kept in {path}."]
        kept = yaml.safe_load(path.read_text())
        assert kept["working_on"] == "01_tiny"
        assert set(kept["passed"]["01_tiny"]) == {DOUBLE}
        assert progress.lesson() == lesson

    @pytest.mark.parametrize("text", ["[", "working_on: 7\n", "other: 1\n", "\0", "- x\n"])
    def test_a_damaged_file_is_kept(
        self, course: Kit, progress: Progress, lesson: Lesson, told: list[str], text: str
    ) -> None:
        path = course.work / "progress.yml"
        path.write_text(text)
        progress.work_on(lesson)
        assert (course.work / "progress.yml.damaged-1").read_text() == text
        assert "damaged" in told[0]
        assert progress.lesson() == lesson

    def test_a_syntax_error_hides_no_progress(self, progress: Progress, lesson: Lesson, file: Path) -> None:
        file.write_text("def (:\n")
        assert set(progress.states(lesson).values()) == {FunctionState.BEGUN}
