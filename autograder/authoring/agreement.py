"""Judgements of a lesson's files that run no code: they agree, none is missing and none is stray."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from autograder.authoring.registry_edits import entry_lines
from autograder.authoring.rewrite.rewrites import rewrites
from autograder.authoring.templates import MARK
from autograder.errors import AutograderError
from autograder.lesson import promises, variants
from autograder.lesson.allowances import load_allowances
from autograder.lesson.correct import correct_files, misspelt_in, versions_in
from autograder.lesson.hints import load_hints
from autograder.lesson.kit import Kit
from autograder.lesson.mistakes import mistakes_in
from autograder.lesson.registry import Lesson
from autograder.lesson.stubs import BEGIN

MIN_KNOWN_MISTAKES = 5  # for each function
MIN_VERSIONS = 2  # independent correct versions of each function
_FILES = {"correct", "mistakes", "hints.yml", "notebook.py", "allowed.yml"}
_CHECK_CELL = "# %check "
_TO_WRITE = re.compile(rf"""{MARK}(?: \((\w+)\))?(?:: ([^"]*))?""")  # the function, and what to write

Disagreement = tuple[str | None, str]  # the function or None, and a sentence
Judgement = Callable[[Kit, Lesson], Iterator[Disagreement]]


def unwritten(kit: Kit, lesson: Lesson) -> Iterator[Disagreement]:
    """Yield what the author must still write: one sentence for each file and function with a mark.

    `autograder new` leaves the marks. First comes what is about the whole lesson.
    """
    registry = kit.root / "grading.yml"
    entries = registry.read_text(encoding="utf-8")
    own = entry_lines(entries, lesson.name) if MARK in entries else range(0)
    sentences: dict[str | None, list[str]] = {name: [] for name in (None, *_names(lesson))}
    for path in [registry, *_texts(kit.solution(lesson)), *_texts(kit.suite(lesson))]:
        lines = path.read_text(encoding="utf-8").splitlines()
        marks: dict[str | None, list[tuple[int, str]]] = {}
        for index in own if path == registry else range(len(lines)):
            if mark := _TO_WRITE.search(lines[index]):
                name = mark[1] if mark[1] in sentences else None
                marks.setdefault(name, []).append((index + 1, (mark[2] or "this part").strip(" .")))
        for name, places in marks.items():
            line, what = places[0]
            part = f" (part 1 of {len(places)})" if len(places) > 1 else ""
            sentences[name].append(f"{path.relative_to(kit.root)}, line {line}: write {what}{part}.")
    for name, of_name in sentences.items():
        yield from ((name, sentence) for sentence in of_name)


def wrong_hints(kit: Kit, lesson: Lesson) -> Iterator[Disagreement]:
    """Yield the error in the hints, if there is one."""
    try:
        load_hints(kit.solution(lesson) / "hints.yml", lesson)
    except AutograderError as error:
        yield None, str(error)


def unlisted_stubs(kit: Kit, lesson: Lesson) -> Iterator[Disagreement]:
    """Yield the functions that students must write but grading.yml doesn't list."""
    path = kit.reference(lesson)
    source = path.read_text(encoding="utf-8")
    lines = [line.strip() for line in source.splitlines()]
    tops = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    for node in tops:
        if BEGIN in lines[node.lineno - 1 : node.end_lineno] and node.name not in _names(lesson):
            yield None, f"{path} leaves {node.name} to write, which grading.yml doesn't list."


def unlike_notebook(kit: Kit, lesson: Lesson) -> Iterator[Disagreement]:
    """Yield the functions that the notebook doesn't check, and the names in it that aren't functions."""
    path = kit.solution(lesson) / "notebook.py"
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    cells = [line.removeprefix(_CHECK_CELL) for line in lines if line.startswith(_CHECK_CELL)]
    checked = [name for cell in cells for name in cell.split()]
    for name in _names(lesson):
        if name not in checked:
            yield name, f"{path} has no cell `%check {name}`."
    for name in checked:
        if name not in _names(lesson):
            yield None, f"{path} has a cell `%check {name}`, which grading.yml doesn't list."


def few_mistakes(kit: Kit, lesson: Lesson) -> Iterator[Disagreement]:
    """Yield the functions with too few known mistakes."""
    for name in _names(lesson):
        count = len(mistakes_in(_mistakes(kit, lesson) / f"{name}.py"))
        if count < MIN_KNOWN_MISTAKES:
            yield name, f"It has {count} known mistakes; {MIN_KNOWN_MISTAKES} or more are needed."


def repeated_sentences(kit: Kit, lesson: Lesson) -> Iterator[Disagreement]:
    """Yield the sentences that two mistakes of a function share. A diagnosis can't distinguish these."""
    for name in _names(lesson):
        known = mistakes_in(_mistakes(kit, lesson) / f"{name}.py")
        for sentence, count in Counter(mistake.sentence for mistake in known).items():
            if count > 1:
                yield name, f"{count} of its known mistakes have one sentence: {sentence!r}"


def empty_sentences(kit: Kit, lesson: Lesson) -> Iterator[Disagreement]:
    """Yield the known mistakes without a sentence, such as those that `autograder draft` has written."""
    for name in _names(lesson):
        for mistake in mistakes_in(_mistakes(kit, lesson) / f"{name}.py"):
            if not mistake.sentence.strip():
                yield name, f"Its known mistake {mistake.name} has no sentence: write one or remove it."


def few_solutions(kit: Kit, lesson: Lesson) -> Iterator[Disagreement]:
    """Yield the functions with too few independent versions in `correct/`."""
    reference = versions_in(kit.reference(lesson), lesson)
    files = [versions_in(path, lesson) for path in correct_files(kit, lesson)]
    for name in _names(lesson):
        versions = {file[name] for file in files if name in file} - {reference.get(name)}
        if len(versions) < MIN_VERSIONS:
            where = f"{kit.solution(lesson) / 'correct'} holds {len(versions)} versions of it"
            yield (
                name,
                (f"{where} that differ from each other and from the reference; {MIN_VERSIONS} are needed."),
            )


def odd_solutions(kit: Kit, lesson: Lesson) -> Iterator[Disagreement]:
    """Yield the files of `correct/` without a function of the lesson, and what looks like a misspelt one."""
    for path in correct_files(kit, lesson):
        if not versions_in(path, lesson):
            yield None, f"{path} defines no function of the lesson."
        for name, function in misspelt_in(path, lesson):
            yield function, f"{path} defines {name}: if {function} is meant, write it so, else rename it."


def unknown_rewrites(kit: Kit, lesson: Lesson) -> Iterator[Disagreement]:
    """Yield the excuses for rewrites that change nothing in the reference, or that don't exist."""
    reference = kit.reference(lesson).read_text(encoding="utf-8")
    excused = load_allowances(kit.solution(lesson) / "allowed.yml").rewrites
    for name in sorted(set(excused) - {name for name, _ in rewrites(reference)} if excused else ()):
        yield None, f"allowed.yml excuses {name!r}, which is no rewrite of the reference: remove the excuse."


def stray_files(kit: Kit, lesson: Lesson) -> Iterator[Disagreement]:
    """Yield the files of the solution's folder that nothing reads."""
    folder = kit.solution(lesson)
    expected = _FILES | {f"{lesson.module}.py", f"test_{lesson.module}.py"}
    strays = [path for path in _present(folder) if path.name not in expected]
    strays += [
        path for name in ("correct", "mistakes") for path in _present(folder / name) if not _is_code(path)
    ]
    for path in strays:
        yield None, f"{path} is a stray file."


def stray_mistakes(kit: Kit, lesson: Lesson) -> Iterator[Disagreement]:
    """Yield the files of mistakes that don't belong to a function."""
    for path in filter(_is_code, _present(_mistakes(kit, lesson))):
        if path.stem not in _names(lesson):
            yield None, f"{path} belongs to no function of grading.yml."


def stray_suites(kit: Kit, lesson: Lesson) -> Iterator[Disagreement]:
    """Yield the files of the hidden suite that aren't named after a function."""
    for path in _present(kit.suite(lesson)):
        if path.name not in (variants.NAME, promises.NAME) and path.stem.removeprefix("test_") not in _names(
            lesson
        ):
            yield None, f"{path} is named after no function of grading.yml."


JUDGEMENTS: tuple[Judgement, ...] = (
    wrong_hints,
    unlisted_stubs,
    unlike_notebook,
    few_mistakes,
    repeated_sentences,
    empty_sentences,
    few_solutions,
    odd_solutions,
    unknown_rewrites,
    stray_files,
    stray_mistakes,
    stray_suites,
)


def disagreements(kit: Kit, lesson: Lesson) -> Iterator[Disagreement]:
    """Yield the findings of all judgements."""
    for judgement in JUDGEMENTS:
        yield from judgement(kit, lesson)


def _names(lesson: Lesson) -> list[str]:
    return [function.name for function in lesson.functions]


def _mistakes(kit: Kit, lesson: Lesson) -> Path:
    return kit.solution(lesson) / "mistakes"


def _texts(folder: Path) -> list[Path]:
    """Return the Python and YAML files in a folder and the folders inside it."""
    return [path for path in sorted(folder.rglob("*")) if path.suffix in (".py", ".yml")]


def _present(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob("*")) if path.name != "__pycache__"]


def _is_code(path: Path) -> bool:
    return path.suffix == ".py"
