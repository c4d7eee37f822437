"""A zip that makes Gradescope grade a lesson: two scripts, the settings, and the kit with that lesson."""

from __future__ import annotations

import io
import shlex
import zipfile
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import autograder
from autograder.errors import CourseError
from autograder.export import Visibility
from autograder.kit import Kit
from autograder.registry import Lesson
from autograder.results import Isolation

_SCRIPTS = ("setup.sh", "run_autograder")
_PROJECT = ("pyproject.toml", "README.md", "LICENSE")  # what pip needs beside the package
_UNWANTED = ("__pycache__", ".ipynb_checkpoints")
_EPOCH = (1980, 1, 1, 0, 0, 0)  # zip's first moment: equal input gives an equal zip


def autograder_zip(
    kit: Kit,
    lesson: Lesson,
    seed: int,
    isolation: Isolation = Isolation.BUBBLEWRAP,
    visibility: Visibility = Visibility.VISIBLE,
) -> bytes:
    """The zip's bytes. It holds the lesson's tests, reference and `seed`: it is for instructors alone.

    Args:
        isolation: `Isolation.NONE` lets a container that can't make a sandbox grade without one.

    Raises:
        CourseError: the package runs from no checkout, or a file can't be read.
    """
    settings = {"lesson": lesson.name, "seed": seed, "isolation": isolation, "visibility": visibility}
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in (*_SCRIPTS, "README.md"):
            text = files("autograder.export").joinpath("container", name).read_bytes()
            _add(archive, name, text, executable=name in _SCRIPTS)
        lines = "".join(f"{key}={shlex.quote(str(value))}\n" for key, value in settings.items())
        _add(archive, "settings.sh", lines.encode())
        for name, path in sorted(_kit_files(kit, lesson)):
            try:
                _add(archive, f"kit/{name}", path.read_bytes())
            except OSError as error:
                raise CourseError(f"{path} can't be put into the zip: {error.strerror}.") from error
    return content.getvalue()


def _add(archive: zipfile.ZipFile, name: str, content: bytes, executable: bool = False) -> None:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = (0o100755 if executable else 0o100644) << 16
    archive.writestr(entry, content)


def _kit_files(kit: Kit, lesson: Lesson) -> Iterator[tuple[str, Path]]:
    """Each file with its name in the kit's folder."""
    project = Path(autograder.__file__).resolve().parents[1]
    if not (project / "pyproject.toml").is_file():
        raise CourseError(
            f"The package in {project} is not a checkout of the kit, and Gradescope must install one:"
            " run this command from the checkout."
        )
    for name in _PROJECT:
        yield name, project / name
    yield "grading.yml", kit.root / "grading.yml"
    for root, folder in (
        (project, project / "autograder"),
        (kit.root, kit.solution(lesson)),
        (kit.root, kit.suite(lesson)),
    ):
        for path in folder.rglob("*"):
            inner = path.relative_to(root)
            if path.is_file() and not path.is_symlink() and not set(_UNWANTED) & set(inner.parts):
                yield inner.as_posix(), path
