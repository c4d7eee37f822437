"""Which lessons `autograder verify` proves, and how much of each."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_lesson import write_course

from autograder.authoring.proof import BRIEF, Proof, Scope
from autograder.authoring.record import Record
from autograder.cli import verify
from autograder.lesson.kit import Kit

FULL = Scope()


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    """Three lessons: one is recorded, one was proved with other code, and one has changed since its proof."""
    kit = write_course(tmp_path, [({}, False)] * 3)
    for lesson in kit.registry.lessons:
        Record(kit).add(Proof(lesson.name, [], [], [], 9.0, 1.0))
    page = kit.root / "docs" / "proof.md"
    first, second, third = page.read_text().split("\nFingerprints: ", 2)
    page.write_text("\nFingerprints: ".join((first, second, third.replace(", code `", ", code `0", 1))))
    hints = kit.solution(kit.registry.lessons[2]) / "hints.yml"
    hints.write_text(hints.read_text() + "\n")
    return kit


@pytest.mark.parametrize(
    ("number", "scopes"),
    [
        (None, {"02_tiny": FULL, "03_tiny": FULL}),
        (0, {"01_tiny": BRIEF, "02_tiny": BRIEF, "03_tiny": FULL}),
        (1, {"01_tiny": BRIEF, "02_tiny": FULL, "03_tiny": FULL}),
    ],
)
def test_what_is_proved(kit: Kit, number: int | None, scopes: dict[str, Scope]) -> None:
    assert verify._scopes(kit, kit.registry.lessons, number, mutants=True) == scopes
