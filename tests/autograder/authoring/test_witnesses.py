from __future__ import annotations

from pathlib import Path

import pytest
from tiny_lesson import REFERENCE, SOLUTION, Edits, write_course

from autograder.authoring.rewrite.rewrites import rewrites
from autograder.authoring.witnesses import right_modules
from autograder.lesson.kit import Kit

PART = "def share(x):\n    return x.softmax(0)\n"


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    excuse = ("mutants:\n", "rewrites: {imports: It is odd.}\nmutants:\n")
    edits: Edits = {f"{SOLUTION}/correct/part.py": PART, f"{SOLUTION}/allowed.yml": excuse}
    return write_course(tmp_path, [(edits, True)])


def test_right_modules(kit: Kit) -> None:
    modules = right_modules(kit, kit.registry.lessons[0])
    assert [module.subject for module in modules if not module.is_rewrite] == [
        "solutions/01_tiny/tiny.py",
        *(f"solutions/01_tiny/correct/{name}.py" for name in ("library", "part", "sums")),
    ]
    assert modules[0].source.decode() == REFERENCE
    assert modules[2].source.decode() == f"{REFERENCE}\n\n{PART}"
    assert {module.source.decode() for module in modules if module.is_rewrite} == {
        text for _, text in rewrites(REFERENCE)
    }
    assert [module.subject for module in modules if module.is_excused] == [
        "the reference in other words (imports)"
    ]


def test_without_rewrites(kit: Kit) -> None:
    modules = right_modules(kit, kit.registry.lessons[0], with_rewrites=False)
    assert len(modules) == 4
    assert not any(module.is_rewrite for module in modules)
