"""The record of what is proved: docs/proof.md.

The part of a lesson shows its proof and a fingerprint of all that the proof depends on: the lesson's files,
its entry in grading.yml, its data, and the code that grades, proves and checks. While the fingerprint is the
same, the proof need not be repeated. It doesn't depend on the machine or on the installed packages, so that a
clone can use it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import msgspec

from autograder.authoring.proof import Proof
from autograder.authoring.tables import HEAD, as_markdown
from autograder.common.files import add_files, write_whole
from autograder.grading.fingerprint import PACKAGE
from autograder.grading.imports import Modules, imports
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson

# These modules and all that they can import affect a proof.
_PROVING = ("autograder.authoring", "autograder.judge", "autograder.candidate", "autograder.sandbox")
_CHECKING = ("autograder.checks", "autograder.jupyter")
_PART = re.compile(r"^## (\w+)\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_FINGERPRINT = re.compile(r"^Fingerprint: `(\w+)`\.$", re.MULTILINE)


def sample(lessons: Sequence[Lesson], number: int, day: date) -> list[str]:
    """Return the names of lessons to prove again although they are recorded, others each day."""
    start = day.toordinal() * number
    return [lessons[(start + index) % len(lessons)].name for index in range(min(number, len(lessons)))]


class Record:
    """The file docs/proof.md of a kit."""

    def __init__(self, kit: Kit, package: Path = PACKAGE) -> None:
        self._kit = kit
        self._path = kit.root / "docs" / "proof.md"
        self._modules = Modules(package)

    def is_proved(self, lesson: Lesson) -> bool:
        """Return whether a proof of the lesson is recorded, and nothing that it depends on has changed."""
        match = _FINGERPRINT.search(self._parts().get(lesson.name, ""))
        return match is not None and match[1] == self.fingerprint(lesson)

    def add(self, proof: Proof) -> None:
        """Write a proof that holds in the place of the lesson's earlier one."""
        lesson = self._kit.registry.lesson(proof.lesson)
        parts = self._parts()
        parts[lesson.name] = f"{as_markdown(proof)}\nFingerprint: `{self.fingerprint(lesson)}`.\n\n"
        text = "".join(parts[name] for name in self._names() if name in parts)
        self._path.parent.mkdir(exist_ok=True)
        write_whole(self._path, f"{HEAD}\n{text.rstrip()}\n".encode())

    def fingerprint(self, lesson: Lesson) -> str:
        registry = self._kit.registry
        settings = (lesson, registry.limits_of(lesson), registry.devices_of(lesson))
        digest = hashlib.sha256(msgspec.msgpack.encode(settings))
        files = {str(path.relative_to(self._kit.root)): path.read_bytes() for path in self._files(lesson)}
        names = self._modules.below(*_PROVING, *_CHECKING)
        used = (name for text in files.values() for name in imports(text))
        add_files(digest, files | self._modules.closure([*names, *used]))
        return digest.hexdigest()[:16]

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
