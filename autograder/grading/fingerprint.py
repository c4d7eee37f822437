"""Fingerprints of everything that makes a result, except for the submission and the seed."""

from __future__ import annotations

import hashlib
import os
import platform
import site
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from autograder.candidate.gpu import has_gpu
from autograder.common.files import add_files
from autograder.grading.imports import Modules, imports
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson
from autograder.results import Isolation

PACKAGE = Path(__file__).parents[1]
# A judge, a candidate, and their starters. These modules and all that they can import affect results.
_GRADING = ("autograder.judge", "autograder.candidate", "autograder.sandbox")
_START = "autograder.grading.judges"
_PYTEST_SETTINGS = ("pyproject.toml", "pytest.ini", ".pytest.ini", "tox.ini", "setup.cfg")


def fingerprints(
    kit: Kit,
    lessons: Sequence[Lesson],
    devices: Sequence[str] | None,
    isolation: Isolation,
    package: Path = PACKAGE,
) -> dict[str, str]:
    """Return a fingerprint for each lesson, by the lesson's name.

    It changes with the lesson's tests, reference, known mistakes, limits and devices, and with what follow-up
    failures count. It also changes with the grading code, Python, the kind of machine, the isolation and the
    installed packages.

    Args:
        devices: the devices to test on; None for those of grading.yml.
        package: the folder of the `autograder` package.
    """
    modules = Modules(package)  # read again each time, because a kit may be updated while Formgrader runs
    grading = modules.closure([*modules.below(*_GRADING), _START])
    machine = (platform.python_version(), platform.machine(), has_gpu(), isolation, _distributions())
    common = hashlib.sha256(msgspec.msgpack.encode(machine))
    add_files(common, grading)
    names = {}
    for lesson in lessons:
        digest = common.copy()
        settings = (
            lesson,
            kit.registry.limits_of(lesson),
            devices or kit.registry.devices_of(lesson),
            kit.registry.follow_up_failures,
        )
        digest.update(msgspec.msgpack.encode(settings))
        files = {str(path.relative_to(kit.root)): path.read_bytes() for path in _material(kit, lesson)}
        used = modules.closure(name for text in files.values() for name in imports(text))
        add_files(digest, files | {name: text for name, text in used.items() if name not in grading})
        names[lesson.name] = digest.hexdigest()[:16]
    return names


def _material(kit: Kit, lesson: Lesson) -> Iterator[Path]:
    """Yield the lesson's own files that its judge reads, and the files with pytest's settings.

    Missing files are left out, because the judge reports them.
    """
    suite, solution = kit.suite(lesson), kit.solution(lesson)
    files = [path for path in suite.rglob("*") if "__pycache__" not in path.parts]
    files += [kit.reference(lesson), *(solution / "mistakes").glob("*.py")]
    files += [kit.root / name for name in _PYTEST_SETTINGS]
    files += [folder / "conftest.py" for folder in suite.parents if folder.is_relative_to(kit.root)]
    return filter(Path.is_file, files)


def _distributions() -> list[str]:
    """Return the installed packages with their versions, because a submission may import any of them.

    The names come from their folders. `importlib.metadata` would open each folder, which takes 100 times as
    long.
    """
    folders = filter(os.path.isdir, site.getsitepackages())
    names = (name for folder in folders for name in os.listdir(folder))
    return sorted(name for name in names if name.endswith((".dist-info", ".egg-info")))
