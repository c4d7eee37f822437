"""The zip that students download. It has nothing of a solution or a hidden test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files
from string import Template

import msgspec
import yaml

from autograder.authoring.build import refuse_leaks, render, secret_lines
from autograder.authoring.course_page import course_page
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Feedback, Lesson, PlannedLesson, Registry
from autograder.packaging.zips import files_in, package_files, under, zip_of

NAME = "pytorch-exercises"  # the name of the zip and of the one folder in it
_HEAD = "# The lessons of this folder, for the commands; made from the course's own grading.yml.\n"


def bundle_zip(kit: Kit, lessons: Sequence[Lesson]) -> bytes:
    """Return the bytes of the zip with these lessons. The same input gives the same bytes.

    The assignments are made from solutions/ again, so that no stray file in assignments/ gets out.

    Raises:
        CourseError: a source is missing, a line of a solution would get out, or this is not a checkout.
    """
    registry = for_students(kit.registry, lessons)
    content = {
        "README.md": _readme(registry.lessons[0]),
        "start.py": _student_file("start.py"),
        "course.md": course_page(registry, ".").encode(),
        "grading.yml": as_yaml(registry),
    }
    for name in sorted({name for lesson in registry.lessons for name in lesson.datasets}):
        content |= under(f"datasets/{name}", files_in(kit.root / "datasets" / name))
    for lesson in registry.lessons:
        content |= under(f"assignments/{lesson.name}", render(kit, lesson))
    _refuse_leaks(kit, content)
    # The package is public and made from no solution, though it may call PyTorch with the same line as one.
    content |= under("kit", package_files("a student"))
    return zip_of(under(NAME, dict(sorted(content.items()))))


def _refuse_leaks(kit: Kit, content: Mapping[str, bytes]) -> None:
    """Refuse a file with a secret line of any lesson, because students get the other lessons later."""
    texts = {name: text.decode("utf-8", errors="replace") for name, text in content.items()}
    for lesson in kit.registry.lessons:
        refuse_leaks(texts, secret_lines(kit, lesson))


def for_students(registry: Registry, lessons: Sequence[Lesson]) -> Registry:
    """Return the registry with these lessons. The others become planned ones.

    Extensions, the late policy and the feedback settings are left out, because they are not for all students.
    """
    chosen = {lesson.name for lesson in lessons}
    others = [lesson for lesson in registry.plan if lesson.name not in chosen]
    return msgspec.structs.replace(
        registry,
        lessons=tuple(lesson for lesson in registry.lessons if lesson.name in chosen),
        planned=tuple(PlannedLesson(lesson.name, lesson.title, lesson.needs) for lesson in others),
        feedback=Feedback(),
        late=None,
    )


def as_yaml(registry: Registry) -> bytes:
    """Return the text of a grading.yml with the content of `registry`."""
    tree = msgspec.to_builtins(registry)
    return f"{_HEAD}{yaml.safe_dump(tree, sort_keys=False, width=110, allow_unicode=True)}".encode()


def _readme(lesson: Lesson) -> bytes:
    text = Template(_student_file("README.md").decode())
    names = {"lesson": lesson.name, "number": lesson.name[:2], "module": lesson.module}
    return text.substitute(names, function=lesson.functions[0].name).encode()


def _student_file(name: str) -> bytes:
    return files("autograder.packaging").joinpath("student", name).read_bytes()
