"""The judgement of the visible checks, which runs in a process of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_lesson import ASSIGNMENT, Edits, write_course

from autograder.authoring import visible_run
from autograder.authoring.visible_run import visible_faults

CHECKS = f"{ASSIGNMENT}/test_tiny.py"


def found(root: Path, edits: Edits) -> list[tuple[str | None, str]]:
    kit = write_course(root, [(edits, False)])
    return list(visible_faults(kit, kit.registry.lessons[0]))


def test_sound_checks(tmp_path: Path) -> None:
    assert found(tmp_path, {}) == []


def test_a_finding_comes_with_its_function(tmp_path: Path) -> None:
    edits: Edits = {CHECKS: ("def test_share_of_one", "def share_of_one")}
    assert found(tmp_path, edits) == [("share", "It has 2 visible checks; 3 or more are needed.")]


def test_checks_that_can_not_be_run(tmp_path: Path) -> None:
    ((function, message),) = found(tmp_path, {CHECKS: ("import sys\n", "import sys\n\nimport nothing\n")})
    assert function is None
    assert "test_tiny.py can't be run; its last words: " in message
    assert "No module named 'nothing'" in message


def test_checks_that_never_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visible_run, "STOP_AFTER_SECONDS", 2)
    edits: Edits = {
        CHECKS: ("    expect(share(tensor([5.0]))", "    while True: pass\n    expect(share(tensor([5.0]))")
    }
    ((_, message),) = found(tmp_path, edits)
    assert message.endswith("test_tiny.py takes more than 2 s. Look for an endless loop.")


def test_an_assignment_without_checks(tmp_path: Path) -> None:
    """Another judgement reports it."""
    assert found(tmp_path, {CHECKS: None}) == []
