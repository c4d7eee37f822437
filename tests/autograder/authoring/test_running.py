"""What students get differs from what `autograder build` makes."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_lesson import ASSIGNMENT, SOLUTION, Edits, write_course

from autograder.authoring.running import RUN_JUDGEMENTS, drifted


@pytest.mark.parametrize(
    ("edits", "sentence"),
    [
        (
            {f"{ASSIGNMENT}/tiny.py": ("share is not", "share is hardly")},
            "assignments/01_tiny/tiny.py differs from its source.",
        ),
        (
            {f"{SOLUTION}/test_tiny.py": ("# above\n", "")},
            "test_tiny.py has no check below a line `# above`.",
        ),
    ],
)
def test_a_drifted_assignment(tmp_path: Path, edits: Edits, sentence: str) -> None:
    kit = write_course(tmp_path, [(edits, False)])
    assert sentence in " ".join(message for _, message in drifted(kit, kit.registry.lessons[0]))


def test_an_assignment_as_built(tmp_path: Path) -> None:
    kit = write_course(tmp_path, [({}, True)])
    assert drifted in RUN_JUDGEMENTS
    assert not list(drifted(kit, kit.registry.lessons[0]))
