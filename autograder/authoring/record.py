"""The record of what is proved: docs/proof.md.

The part of a lesson shows its proof and two fingerprints of what the proof depends on. That of the lesson
covers its files, its entry in grading.yml and its data, but not the docstring at the head of its module: that
is for people, and no part of a proof reads it. The fingerprint of the code covers what grades, proves and
checks. They don't depend on the machine or on the installed packages, so that a clone can use them.

If the lesson has changed, its proof counts no longer. If only the code has, the proof still says much: then a
brief proof shows whether the new code judges the lesson's right and wrong modules as the old code did.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from pathlib import Path

import msgspec

from autograder.authoring.proof import Proof
from autograder.authoring.tables import HEAD, as_markdown
from autograder.common.files import add_files, write_whole
from autograder.grading.fingerprint import PACKAGE
from autograder.grading.imports import Modules, imports
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson
from autograder.lesson.stubs import without_docstring

# These modules and all that they can import affect a proof.
_PROVING = ("autograder.authoring", "autograder.judge", "autograder.candidate", "autograder.sandbox")
_CHECKING = ("autograder.checks", "autograder.jupyter")
_PART = re.compile(r"^## (\w+)\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_FINGERPRINTS = re.compile(r"^Fingerprints: lesson `(\w+)`, code `(\w+)`\.$", re.MULTILINE)


class State(Enum):
    """What the record says of a lesson as it is now."""

    UNPROVED = "no proof of the lesson as it is now is recorded"
    OTHER_CODE = "a proof is recorded, but the code that grades and proves has changed since"
    PROVED = "a proof is recorded, and nothing has changed since"


def sample(lessons: Sequence[str], number: int, day: date) -> list[str]:
    """Return the names of lessons to prove again although they are recorded, others each day."""
    start = day.toordinal() * number
    return [lessons[(start + index) % len(lessons)] for index in range(min(number, len(lessons)))]


class Record:
    """The file docs/proof.md of a kit."""

    def __init__(self, kit: Kit, package: Path = PACKAGE) -> None:
        self._kit = kit
        self._path = kit.root / "docs" / "proof.md"
        self._modules = Modules(package)

    def state(self, lesson: Lesson) -> State:
        """Return whether a proof of the lesson is recorded, and what has changed since."""
        match = _FINGERPRINTS.search(self._parts().get(lesson.name, ""))
        if match is None or match[1] != self._of_lesson(lesson):
            return State.UNPROVED
        return State.PROVED if match[2] == self._of_code(lesson) else State.OTHER_CODE

    def add(self, proof: Proof) -> None:
        """Write a proof that holds in the place of the lesson's earlier one."""
        lesson = self._kit.registry.lesson(proof.lesson)
        marks = f"lesson `{self._of_lesson(lesson)}`, code `{self._of_code(lesson)}`"
        parts = self._parts()
        parts[lesson.name] = f"{as_markdown(proof)}\nFingerprints: {marks}.\n\n"
        text = "".join(parts[name] for name in self._names() if name in parts)
        self._path.parent.mkdir(exist_ok=True)
        write_whole(self._path, f"{HEAD}\n{text.rstrip()}\n".encode())

    def _of_lesson(self, lesson: Lesson) -> str:
        registry = self._kit.registry
        settings = (lesson, registry.limits_of(lesson), registry.devices_of(lesson))
        texts = {str(path.relative_to(self._kit.root)): path.read_bytes() for path in self._files(lesson)}
        reference = str(self._kit.reference(lesson).relative_to(self._kit.root))
        texts[reference] = without_docstring(texts[reference])
        return _fingerprint(texts, msgspec.msgpack.encode(settings))

    def _of_code(self, lesson: Lesson) -> str:
        names = self._modules.below(*_PROVING, *_CHECKING)
        used = (name for path in self._files(lesson) for name in imports(path.read_bytes()))
        return _fingerprint(self._modules.closure([*names, *used]))

    def _files(self, lesson: Lesson) -> Iterator[Path]:
        folders = [self._kit.solution(lesson), self._kit.suite(lesson)]
        folders += [self._kit.root / "datasets" / name for name in lesson.datasets]
        for folder in folders:
            for path in folder.rglob("*"):
                if path.is_file() and "__pycache__" not in path.parts:
                    yield path

    def _names(self) -> list[str]:
        return [lesson.name for lesson in self._kit.registry.lessons]

    def _parts(self) -> dict[str, str]:
        if not self._path.is_file():
            return {}
        return {match[1]: match[0] for match in _PART.finditer(self._path.read_text(encoding="utf-8"))}


def _fingerprint(texts: Mapping[str, bytes], first: bytes = b"") -> str:
    digest = hashlib.sha256(first)
    add_files(digest, texts)
    return digest.hexdigest()[:16]
