"""The course's own code for a lesson, loaded in the judge: the reference and its known mistakes."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from autograder.errors import CourseError
from autograder.lesson.kit import Kit
from autograder.lesson.mistakes import ReferenceChange, changed
from autograder.lesson.registry import Lesson
from autograder.lesson.variants import OfTests, load_variants


class Mistake(NamedTuple):
    """A wrong version of one function, in a module whose other functions are the reference's."""

    function: str
    name: str
    sentence: str
    module: ModuleType
    hidden: bool = False  # whether students are told about it only at grading


class Material(NamedTuple):
    """The course's code for a lesson, which the judge knows and a candidate doesn't."""

    lesson: Lesson
    reference: ModuleType
    mistakes: dict[str, list[Mistake]]
    needed: dict[str, OfTests]  # by function: the variants of the inputs that each comparison needs


def load_material(kit: Kit, lesson: Lesson) -> Material:
    """Return a lesson's reference and known mistakes. Raise `CourseError` if a file can't be used."""
    reference = load_module(kit.reference(lesson), lesson.module)
    for function in lesson.functions:
        if not hasattr(reference, function.name):
            raise CourseError(f"{reference.__file__} has no {function.name}, which grading.yml lists.")
    mistakes = {
        function.name: _load_mistakes(kit.solution(lesson) / "mistakes", function.name, reference)
        for function in lesson.functions
    }
    return Material(lesson, reference, mistakes, load_variants(kit, lesson))


def load_module(path: Path, name: str) -> ModuleType:
    """Run a file as a module and return it, without an entry in `sys.modules`.

    Raise `CourseError` if it can't be read or imported.
    """
    try:
        return _run(path.read_text(encoding="utf-8"), path, name)
    except OSError as error:
        raise CourseError(f"{path} can't be read: {error.strerror}.") from error


def _run(source: str, path: Path, name: str) -> ModuleType:
    module = ModuleType(name)
    module.__file__ = str(path)
    try:
        exec(compile(source, str(path), "exec"), module.__dict__)
    except Exception as error:
        raise CourseError(f"{path} can't be imported: {type(error).__name__}: {error}.") from error
    return module


def _load_mistakes(folder: Path, function: str, reference: ModuleType) -> list[Mistake]:
    path = folder / f"{function}.py"
    if not path.is_file():
        return []
    source = Path(str(reference.__file__)).read_text(encoding="utf-8")
    mistakes = []
    for name, wrong in vars(load_module(path, function)).items():
        if isinstance(wrong, ReferenceChange):
            module = _run(changed(source, function, wrong, path), path, reference.__name__)
            mistakes.append(Mistake(function, name, wrong.sentence, module, wrong.hidden))
        elif hasattr(wrong, "__mistake__"):
            module = ModuleType(reference.__name__)
            module.__dict__.update(reference.__dict__)
            setattr(module, function, wrong)
            sentence, hidden = wrong.__mistake__
            mistakes.append(Mistake(function, name, sentence, module, hidden))
    return mistakes
