"""Judgement of the assignments: nothing in them comes from a solution, a known mistake or a hidden test."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from types import CodeType
from typing import NamedTuple

from autograder.authoring.build import (
    MIN_SECRET_LINE_CHARACTERS,
    code_of,
    hidden_lines,
    secret_lines,
    telling_lines,
)
from autograder.lesson.kit import Kit
from autograder.lesson.mistakes import mistakes_in
from autograder.lesson.registry import Lesson

# A shorter line of another right solution, a mistake or a hidden test may stand elsewhere by chance.
_MIN_OTHER_LINE_CHARACTERS = 36
_MIN_CODE_BYTES = 100  # the byte code of a shorter function may be equal by chance
_COMPILED = (".pyc", ".pyo", ".so")

CodeKey = tuple[bytes, tuple[str, ...]]  # a function's byte code and the names in it


class Secrets(NamedTuple):
    """What students must not get of a lesson."""

    lines: frozenset[str]
    code: frozenset[CodeKey]  # compiled functions, so that spaces and comments don't matter
    sentences: frozenset[str]  # of the hidden tests


def secrets_of(kit: Kit, lesson: Lesson) -> Secrets:
    """Return the secrets of a lesson. What its skeleton shows is not secret."""
    module = kit.reference(lesson).read_text(encoding="utf-8")
    skeleton = (kit.assignment(lesson) / f"{lesson.module}.py").read_text(encoding="utf-8")
    lines, code = set(secret_lines(kit, lesson)), set(_functions_in(module))
    solution = kit.solution(lesson)
    for folder in (solution / "mistakes", solution / "correct", kit.suite(lesson)):
        for path in sorted(folder.glob("*.py")):
            text = path.read_text(encoding="utf-8")
            told = _sentences(path) if folder.name == "mistakes" else []  # visible checks tell them
            for line in telling_lines(text.splitlines()):
                if len(line) >= _MIN_OTHER_LINE_CHARACTERS and not _is_part(line, told):
                    lines.add(line)
            code.update(_functions_in(text))
    sentences = {line.strip('"') for line in hidden_lines(kit, lesson)}
    return Secrets(
        frozenset(lines - {code_of(line) for line in skeleton.splitlines()}),
        frozenset(code - set(_functions_in(skeleton))),
        frozenset(one for one in sentences if len(one) >= MIN_SECRET_LINE_CHARACTERS),
    )


def leaks(kit: Kit, lesson: Lesson) -> Iterator[tuple[str | None, str]]:
    """Yield the files of all assignments that hold something of the lesson's secrets.

    If the assignment has no skeleton, there are no findings: the judgement `drifted` reports it.
    """
    for told in _leaks(kit, lesson, _present(kit.root / "assignments")):
        yield None, told


def leaks_around(kit: Kit, chosen: Sequence[Lesson]) -> Iterator[str]:
    """Yield, in sentences, the secrets of these lessons in any assignment, and any secrets in theirs."""
    present = _present(kit.root / "assignments")
    folders = tuple(map(kit.assignment, chosen))
    own = {path: text for path, text in present.items() if any(map(path.is_relative_to, folders))}
    for lesson in kit.registry.lessons:
        yield from _leaks(kit, lesson, present if lesson in chosen else own)


def _leaks(kit: Kit, lesson: Lesson, files: Mapping[Path, bytes]) -> Iterator[str]:
    if not (kit.assignment(lesson) / f"{lesson.module}.py").is_file():
        return
    secrets = secrets_of(kit, lesson)
    for path, content in files.items():
        for leak in leaks_in(path.name, content, secrets):
            yield f"{path} holds {leak}, which students must not get. Write it differently there."


def leaks_in(name: str, content: bytes, secrets: Secrets) -> Iterator[str]:
    """Yield, in words, what a file of students holds of the secrets."""
    if any(code in content for code, _ in secrets.code):
        yield "the byte code of a secret function"
    if name.endswith(_COMPILED):
        yield "compiled code"
    for part in _parts(content, name.endswith(".ipynb")):
        yield from (f"the secret line {line!r}" for line in sorted(secrets.lines & part.lines))
        yield from (f"the sentence {one!r} of a hidden test" for one in secrets.sentences if one in part.text)
        for _, names in secrets.code & part.code:
            yield f"the code of a secret function, which uses {', '.join(names)}"


class _Part(NamedTuple):
    """A cell of a notebook, or the whole of another file."""

    text: str
    lines: frozenset[str]
    code: frozenset[CodeKey]


@lru_cache(maxsize=1024)  # one file is compared with the secrets of each lesson
def _parts(content: bytes, is_notebook: bool) -> list[_Part]:
    text = content.decode("utf-8", errors="replace")
    return [
        _Part(
            part,
            frozenset(code_of(line.strip().lstrip("# ")) for line in part.splitlines()),
            frozenset(_functions_in(part)),
        )
        for part in (_cells(text) if is_notebook else [text])
    ]


def _sentences(mistakes: Path) -> list[str]:
    return [mistake.sentence for mistake in mistakes_in(mistakes) if not mistake.hidden]


def _is_part(line: str, sentences: Sequence[str]) -> bool:
    """Return whether the line is a quoted text that belongs to one of the sentences."""
    words = line.removesuffix(",").removeprefix('"').removesuffix('"').replace('\\"', '"')
    return any(words in sentence for sentence in sentences)


def _cells(text: str) -> list[str]:
    return ["".join(cell["source"]) for cell in json.loads(text)["cells"]]


def _functions_in(text: str) -> Iterator[CodeKey]:
    """Yield the functions in `text`, if it is Python. A notebook's cell with a magic command isn't."""
    try:
        module = compile(text, "given", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):  # the second is for null bytes
        return
    for code in _code_objects(module):
        if len(code.co_code) >= _MIN_CODE_BYTES and code.co_name != "__init__":
            yield code.co_code, code.co_names


def _code_objects(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _code_objects(constant)


def _present(folder: Path) -> Mapping[Path, bytes]:
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path: path.read_bytes() for path in paths if "__pycache__" not in path.parts}
