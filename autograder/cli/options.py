"""Arguments that several commands share, and the names of the groups in which `--help` lists commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson
from autograder.results import MAX_SEED

STUDENTS, INSTRUCTORS, AUTHORS = "Students", "Instructors", "Authors"

LessonName = Annotated[str, typer.Argument(help="The lesson's number or name, such as 02.")]
Lessons = Annotated[
    list[str] | None, typer.Argument(help="Numbers or names of lessons, such as 02 06. Default: all lessons.")
]
CourseFolder = Annotated[Path, typer.Option("--course", help="The course folder.")]
Seed = Annotated[
    int | None,
    typer.Option(
        help="Draw the hidden inputs from this seed. Default: the course's own, or a new one.",
        min=0,
        max=MAX_SEED,
    ),
]
Devices = Annotated[
    list[str] | None,
    typer.Option(
        "--device",
        help="Test on this device: cpu, simgpu or cuda. Repeat for more. Default: as in grading.yml.",
    ),
]
Jobs = Annotated[
    int | None,
    typer.Option("--jobs", help="Grade this many submissions at once. Default: one per processor.", min=1),
]
Similarity = Annotated[
    bool,
    typer.Option(
        "--similarity", help="List submissions that resemble each other. Needs the extra 'similarity'."
    ),
]


def kit_for(course: Path | None) -> Kit:
    """Return the kit that grades the course, or the one that is found where no course is there yet."""
    from autograder.gradebook.settings import kit_of

    return kit_of(course) if course else Kit.find()


def lessons_named(kit: Kit, names: list[str] | None) -> list[Lesson]:
    """Return the lessons with these numbers or names, each once; all lessons if no name is given."""
    if not names:
        return list(kit.registry.lessons)
    return list(dict.fromkeys(kit.registry.lesson(name) for name in names))
