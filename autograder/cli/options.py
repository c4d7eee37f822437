"""What several commands take: lessons, a seed, devices, and the kit that they mean."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson
from autograder.results import MAX_SEED

Lessons = Annotated[list[str] | None, typer.Argument(help="Lessons, by name or number (02); all by default.")]
Seed = Annotated[
    int | None,
    typer.Option(
        help="Seed of the hidden inputs; by default a course's own, else a fresh one.", min=0, max=MAX_SEED
    ),
]
Devices = Annotated[list[str] | None, typer.Option("--device", help="Device to test on; may be given again.")]
Similarity = Annotated[
    bool,
    typer.Option("--similarity", help="List submissions that are alike (needs the extra 'similarity')."),
]


def kit_for(course: Path | None) -> Kit:
    """Return the kit that grades the course, or the one that is found where no course is there yet."""
    from autograder.gradebook.settings import kit_of

    return kit_of(course) if course else Kit.find()


def lessons_named(kit: Kit, names: list[str] | None) -> list[Lesson]:
    if not names:
        return list(kit.registry.lessons)
    return list(dict.fromkeys(kit.registry.lesson(name) for name in names))
