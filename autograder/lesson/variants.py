"""The variants of its inputs that each comparison needs: the file tests/lessons/NN_lesson/variants.yml.

`autograder verify` makes it. It counts only while the lesson is what it was made of. Without it the judge
uses more variants, which takes longer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from autograder.common.files import add_files, write_whole
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson
from autograder.lesson.stubs import without_docstring
from autograder.lesson.yaml_file import read_yaml

NAME = "variants.yml"
# Code of the judge that decides which comparisons a test makes.
_SHARED = [Path(__file__).parents[1] / "judge" / name for name in ("compare.py", "scenarios.py")]
_HEAD = """\
# Made by `autograder verify`: the variants of its inputs that each comparison of a test needs, so that no
# wrong version gets through. The comparisons are in the order of the test.
"""

OfTests = Mapping[str, Sequence[tuple[str, ...]]]  # by the test's name, for each of its comparisons


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    made_of: str
    needed: dict[str, dict[str, list[str]]]  # function, test: variants of each comparison, in one string


def load_variants(kit: Kit, lesson: Lesson) -> dict[str, OfTests]:
    """Return the needed variants by function; nothing if there is no file or the lesson has changed since."""
    file = _read(kit, lesson)
    if file is None or file.made_of != made_of(kit, lesson):
        return {}
    return {
        function: {name: [tuple(one.split()) for one in needed] for name, needed in tests.items()}
        for function, tests in file.needed.items()
    }


def outdated(kit: Kit, lesson: Lesson) -> list[str]:
    """Return a sentence if the lesson has changed since its file was made, else an empty list."""
    file = _read(kit, lesson)
    if file is None or file.made_of == made_of(kit, lesson):
        return []
    path = kit.suite(lesson) / NAME
    return [f"{path} was made of an earlier state of the lesson: run `autograder verify {lesson.name[:2]}`."]


def _read(kit: Kit, lesson: Lesson) -> _File | None:
    path = kit.suite(lesson) / NAME
    return read_yaml(path, _File) if path.is_file() else None


def write_variants(kit: Kit, lesson: Lesson, needed: Mapping[str, OfTests]) -> None:
    lines = [_HEAD, f"made_of: {made_of(kit, lesson)}\n", "needed:\n"]
    for function, tests in needed.items():
        lines.append(f"  {function}:\n")
        for name, comparisons in tests.items():
            lines.append(f"    {name}: [{', '.join(map(' '.join, comparisons))}]\n")
    write_whole(kit.suite(lesson) / NAME, "".join(lines).encode())


def made_of(kit: Kit, lesson: Lesson) -> str:
    """Return a digest of the lesson's hidden tests, reference, known mistakes and excuses.

    It covers the code too that decides which comparisons a test makes, but not the head of the reference.
    """
    suite, solution = kit.suite(lesson), kit.solution(lesson)
    paths = [*suite.glob("test_*.py"), *(solution / "mistakes").glob("*.py")]
    paths += [reference := kit.reference(lesson), solution / "allowed.yml", *_SHARED]
    texts = {path: path.read_bytes() for path in paths if path.is_file()}
    if reference in texts:
        texts[reference] = without_docstring(texts[reference])
    digest = hashlib.sha256()
    add_files(digest, {f"{path.parent.name}/{path.name}": text for path, text in texts.items()})
    return f"h{digest.hexdigest()[:15]}"  # the letter, because YAML would read digits as a number
