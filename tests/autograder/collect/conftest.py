"""A course whose students' names are alike, and a collection of an export."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from autograder.collect.collection import Collection, collect
from autograder.gradebook.course import Course
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson

ROSTER = """\
id,first_name,last_name,email
ada,Ada,Lovelace,ada@example.org
bm7,Bilal,Müller,b.mueller@example.org
jane1,Jane,Doe,jane.doe@example.org
jane2,Jane,Doe,doe@example.org
zoe,,,
"""


@pytest.fixture(scope="session")
def pristine(tiny: Kit, tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("course")
    (base / "roster.csv").write_text(ROSTER)
    Course.create(base / "course", tiny, tiny.registry.lessons, base / "roster.csv")
    return base / "course"


@pytest.fixture
def course(pristine: Path, tiny: Kit, tmp_path: Path) -> Course:
    shutil.copytree(pristine, tmp_path / "course")
    return Course.open(tmp_path / "course", tiny)


@pytest.fixture
def lesson(tiny: Kit) -> Lesson:
    return tiny.registry.lesson("01")


@pytest.fixture
def take(course: Course, lesson: Lesson, tmp_path: Path) -> Callable[..., Collection]:
    """Collects an export of these files."""

    def run(files: Mapping[str, str | bytes]) -> Collection:
        path = tmp_path / "export.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, text in files.items():
                archive.writestr(name, text)
        return collect(course, lesson, [path])

    return run
