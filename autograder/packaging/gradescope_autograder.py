"""The zip with which Gradescope grades a lesson: two scripts, the settings, and the kit with that lesson."""

from __future__ import annotations

import shlex
from importlib.resources import files

from autograder.export import Visibility
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson
from autograder.packaging.zips import files_in, package_files, read, under, zip_of
from autograder.results import Isolation

_SCRIPTS = ("setup.sh", "run_autograder")


def autograder_zip(
    kit: Kit,
    lesson: Lesson,
    seed: int,
    isolation: Isolation = Isolation.BUBBLEWRAP,
    visibility: Visibility = Visibility.VISIBLE,
) -> bytes:
    """Return the zip's bytes. Only instructors may see it: it has the lesson's tests, reference and `seed`.

    Args:
        isolation: with `Isolation.NONE` a container that can't make a sandbox grades without one.

    Raises:
        CourseError: the package is not a checkout, or a file can't be read.
    """
    settings = {"lesson": lesson.name, "seed": seed, "isolation": isolation, "visibility": visibility}
    lines = "".join(f"{key}={shlex.quote(str(value))}\n" for key, value in settings.items())
    container = files("autograder.packaging").joinpath("container")
    content = {name: container.joinpath(name).read_bytes() for name in (*_SCRIPTS, "README.md")}
    content["settings.sh"] = lines.encode()
    return zip_of(content | under("kit", _kit_files(kit, lesson)), _SCRIPTS)


def _kit_files(kit: Kit, lesson: Lesson) -> dict[str, bytes]:
    """Return the content of each file by its path in the kit's folder."""
    content = package_files("Gradescope") | {"grading.yml": read(kit.root / "grading.yml")}
    for folder in (kit.solution(lesson), kit.suite(lesson)):
        content |= under(folder.relative_to(kit.root).as_posix(), files_in(folder))
    return content
