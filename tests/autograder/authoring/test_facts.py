"""What grading.yml says of a lesson."""

from __future__ import annotations

from pathlib import Path

import msgspec
from tiny_lesson import write_course

from autograder.authoring.facts import missing_facts, unlicensed_data


def test_missing_facts(tmp_path: Path) -> None:
    kit = write_course(tmp_path, [({}, True)])
    lesson = kit.registry.lessons[0]
    assert list(missing_facts(kit, lesson)) == []
    without = msgspec.structs.replace(lesson, difficulty=None, minutes=None)
    messages = [message for _, message in missing_facts(kit, without)]
    assert messages == [
        f"{tmp_path}/grading.yml doesn't state the difficulty of 01_tiny: add it.",
        f"{tmp_path}/grading.yml doesn't state the minutes of 01_tiny: add it.",
    ]


def test_unlicensed_data(tmp_path: Path) -> None:
    kit = write_course(tmp_path, [({}, True)])
    lesson = msgspec.structs.replace(kit.registry.lessons[0], datasets=("digits",))
    readme = tmp_path / "datasets" / "digits" / "README.md"
    readme.parent.mkdir(parents=True)
    ((_, message),) = unlicensed_data(kit, lesson)
    assert message.startswith(f"{readme} is missing")
    readme.write_text("# Digits\n")
    ((_, message),) = unlicensed_data(kit, lesson)
    assert message.startswith(f"{readme} has no part")
    readme.write_text("# Digits\n\n## Licence\n\nCC0.\n")
    assert list(unlicensed_data(kit, lesson)) == []
