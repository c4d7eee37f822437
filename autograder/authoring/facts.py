"""Judgements of what grading.yml says of a lesson."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson


def missing_facts(kit: Kit, lesson: Lesson) -> Iterator[tuple[str | None, str]]:
    """Yield the facts that the course's page needs and grading.yml doesn't state."""
    for name, value in (("difficulty", lesson.difficulty), ("minutes", lesson.minutes)):
        if value is None:
            yield None, f"{kit.root / 'grading.yml'} doesn't state the {name} of {lesson.name}: add it."


def unlicensed_data(kit: Kit, lesson: Lesson) -> Iterator[tuple[str | None, str]]:
    """Yield the lesson's data sets whose README doesn't state a licence. Students get a copy."""
    for name in lesson.datasets:
        path = kit.root / "datasets" / name / "README.md"
        if not path.is_file():
            yield (
                None,
                f"{path} is missing: say where the data come from, and under `## Licence` which it is.",
            )
        elif "## Licence" not in path.read_text(encoding="utf-8"):
            yield None, f"{path} has no part `## Licence`: students get a copy, so add it."
