"""`autograder new`: a stub for each part of a lesson and of a function that authors write."""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from string import Template
from typing import NamedTuple

from autograder.authoring import templates
from autograder.authoring.registry_edits import new_lesson, with_functions, with_lesson
from autograder.authoring.source_edits import with_cells, with_check, with_code, with_hints, with_import
from autograder.common.files import write_files
from autograder.errors import CourseError
from autograder.lesson import promises
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson, PlannedLesson

_LESSON_NAME = re.compile(r"[0-9]{2}_[a-z][a-z0-9_]*")
_FUNCTION_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_NEW_SOLUTIONS = ("first.py", "second.py")  # of a new lesson; the author names them after their styles
_NO_HEAD = Template("")
_PLACEHOLDER = "_"  # for a function's name, where the names in a new file are compared with it


class Stub(NamedTuple):
    """A part of one function that the author must write."""

    path: Path
    head: Template  # what stands above it in a new file
    template: Template
    put: Callable[[str, str], str]  # adds `text` to the text of the file
    imports: Mapping[str, Sequence[str]] = {}  # the names that it needs, by module
    text: str = ""


def add(kit: Kit, name: str, functions: Sequence[str]) -> list[Path]:
    """Write the stubs of functions, and of their lesson if it is new. Return the written files.

    Args:
        name: the name or number of a lesson or a planned lesson, or the name of a new one.
        functions: the functions and classes to add. A class begins with a capital.

    Raises:
        CourseError: a name can't be used, or a part of a function exists already. Nothing was written.
    """
    known = _known(kit, name)
    if not functions:
        label = known.name if known else name
        raise CourseError(f"Name the functions to write: `autograder new {label} FUNCTION ...`.")
    _refuse_wrong_names(functions)
    registry = kit.root / "grading.yml"
    text = _read(registry)
    if isinstance(known, Lesson):
        lesson = known
        _refuse_existing_functions(lesson, functions)
        text = with_functions(text, registry, lesson, functions)
    else:
        lesson = _new(kit, name, known, functions)
        text = with_lesson(text, registry, lesson)
    _refuse_taken_names(kit, lesson, functions)
    contents = _contents(kit, lesson, functions)
    write_files({path: content.encode() for path, content in [*contents.items(), (registry, text)]})
    return [*contents, registry]


def stubs(kit: Kit, lesson: Lesson, function: str) -> list[Stub]:
    """Return the stubs of a function, all but its entry in grading.yml."""
    folder, is_class = kit.solution(lesson), function[0].isupper()
    torch, own = {"torch": ("Tensor", "nn") if is_class else ("Tensor",)}, {lesson.module: (function,)}
    solution = templates.CLASS if is_class else templates.FUNCTION
    suite = templates.CLASS_SUITE if is_class else templates.SUITE
    correct = templates.CLASS_CORRECT if is_class else templates.CORRECT
    promise = templates.CLASS_PROMISE if is_class else templates.PROMISE
    unfilled = [
        Stub(folder / f"{lesson.module}.py", templates.MODULE_HEAD, solution, with_code, torch),
        Stub(
            folder / f"test_{lesson.module}.py",
            templates.CHECKS_HEAD,
            templates.CHECK,
            with_check,
            {"torch": ("tensor",), **own},
        ),
        Stub(folder / "hints.yml", templates.HINTS_HEAD, templates.HINTS, with_hints),
        Stub(folder / "notebook.py", templates.NOTEBOOK_HEAD, templates.NOTEBOOK_CELLS, with_cells, own),
        Stub(folder / "mistakes" / f"{function}.py", _NO_HEAD, templates.MISTAKES, _alone),
        Stub(kit.suite(lesson) / f"test_{function}.py", _NO_HEAD, suite, _alone),
        Stub(kit.suite(lesson) / promises.NAME, templates.PROMISES_HEAD, promise, with_code),
        *(
            Stub(path, templates.CORRECT_HEAD, correct, with_code, torch)
            for path in _solution_files(folder / "correct")
        ),
    ]
    check, call = function.rstrip("_"), f"{function}()" if is_class else function
    return [
        stub._replace(text=stub.template.substitute(function=function, check=check, call=call))
        for stub in unfilled
    ]


def _solution_files(folder: Path) -> list[Path]:
    """Return the files that get an independent solution of a new function."""
    return sorted(folder.glob("*.py")) or [folder / name for name in _NEW_SOLUTIONS]


def _alone(empty: str, text: str) -> str:
    """Return the text of a file that holds one function's stub and nothing else."""
    return text


def _contents(kit: Kit, lesson: Lesson, functions: Sequence[str]) -> dict[Path, str]:
    """Return the new texts of all files but grading.yml."""
    contents: dict[Path, str] = {}
    for function in functions:
        for stub in stubs(kit, lesson, function):
            if stub.path not in contents:
                contents[stub.path] = _text_before(stub, lesson, function)
            for module, names in stub.imports.items():
                contents[stub.path] = with_import(contents[stub.path], module, names)
            contents[stub.path] = stub.put(contents[stub.path], stub.text)
    return contents


def _known(kit: Kit, name: str) -> Lesson | PlannedLesson | None:
    """Return the lesson of that name or number, or None if it would be new."""
    plan = kit.registry.plan
    exact = [lesson for lesson in plan if lesson.name == name]
    matches = exact or [lesson for lesson in plan if name and lesson.name.startswith(name)]
    if len(matches) == 1:
        return matches[0]
    if matches:
        names = ", ".join(lesson.name for lesson in matches)
        raise CourseError(f"{name!r} fits several lessons: {names}.")
    if not _LESSON_NAME.fullmatch(name):
        raise CourseError(
            f"{name!r} is neither a lesson nor a name for one. A name is a number of two digits and a Python"
            " name, such as 28_diffusion."
        )
    for lesson in plan:
        if lesson.name[:2] == name[:2]:
            raise CourseError(f"{name} has the number of {lesson.name}. Choose another number.")
    return None


def _new(kit: Kit, name: str, planned: PlannedLesson | None, functions: Sequence[str]) -> Lesson:
    """Return the entry of a new lesson. Raise `CourseError` if it has files already."""
    title = planned.title if planned else name[3:].replace("_", " ").capitalize()
    needs = planned.needs if planned else ()
    lesson = new_lesson(planned.name if planned else name, title, needs, functions)
    for folder in (kit.solution(lesson), kit.suite(lesson)):
        if folder.exists():
            raise CourseError(
                f"{folder} exists already, but grading.yml doesn't list it. Move it away first."
            )
    return lesson


def _refuse_wrong_names(functions: Sequence[str]) -> None:
    for name in functions:
        if not _FUNCTION_NAME.fullmatch(name) or keyword.iskeyword(name):
            raise CourseError(f"{name!r} can't be the name of a function or class.")
        if functions.count(name) > 1:
            raise CourseError(f"{name} is named twice.")


def _refuse_existing_functions(lesson: Lesson, functions: Sequence[str]) -> None:
    for function in functions:
        if any(one.name == function for one in lesson.functions):
            raise CourseError(f"{lesson.name} has a function {function} already.")


def _refuse_taken_names(kit: Kit, lesson: Lesson, functions: Sequence[str]) -> None:
    """Raise `CourseError` if something else has the name of a new function, such as an import or a file."""
    for function in functions:
        for stub in stubs(kit, lesson, function):
            if stub.put is _alone and stub.path.exists():
                raise CourseError(f"{stub.path} exists already: move it away.")
            if function in _names_in(_text_before(stub, lesson, _PLACEHOLDER), stub.path):
                raise CourseError(f"{stub.path} has the name {function} already.")


def _text_before(stub: Stub, lesson: Lesson, function: str) -> str:
    """Return the text of the stub's file before stubs are added; of a new file, its head."""
    if stub.path.exists():
        return _read(stub.path)
    return stub.head.substitute(module=lesson.module, title=lesson.title, function=function)


def _names_in(text: str, path: Path) -> set[str]:
    """Return the names that a Python file defines or imports at its top level, or the keys of hints.yml."""
    if path.suffix == ".yml":
        return set(re.findall(r"(?m)^(\w+):", text))
    names: set[str] = set()
    for node in _parsed(text, path).body:
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                names.update((one.asname or one.name).split(".")[0] for one in aliases)
            case ast.Assign(targets=targets):
                names.update(target.id for target in targets if isinstance(target, ast.Name))
    return names


def _parsed(text: str, path: Path) -> ast.Module:
    try:
        return ast.parse(text)
    except SyntaxError as error:
        raise CourseError(f"{path}, line {error.lineno}: not valid Python ({error.msg}).") from error


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{path} can't be read: {error}.") from error
