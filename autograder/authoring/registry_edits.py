"""New entries in the text of grading.yml. Comments and layout stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import yaml

from autograder.authoring.templates import FUNCTION_ENTRY, FUNCTION_ENTRY_NOTE, LESSON_NOTE, NEW_LESSON_NOTE
from autograder.errors import CourseError
from autograder.lesson.registry import Function, Lesson, Registry, parse_registry

_DEFAULT_POINTS = 1.0


def with_functions(text: str, path: Path, lesson: Lesson, names: Sequence[str]) -> str:
    """Return the text of grading.yml with functions added at the end of a lesson's list.

    Raises:
        CourseError: the lesson's entry is laid out in a way that can't be edited here.
    """
    functions = _value(_entry(text, "lessons", lesson.name), "functions")
    last = functions.value[-1]
    lines = text.splitlines()
    if functions.flow_style:
        line, column = last.end_mark.line, last.end_mark.column
        added = "".join(f", {function_entry(name)}" for name in names)
        lines[line] = lines[line][:column] + added + lines[line][column:]
        lines[functions.end_mark.line] += "".join(f"  {function_note(name)}" for name in names)
    else:
        dash = " " * functions.start_mark.column
        added_lines = [f"{dash}- {function_entry(name)}  {function_note(name)}" for name in names]
        lines[_last_line(last) + 1 : _last_line(last) + 1] = added_lines
    registry = parse_registry(text, path)
    extended = msgspec.structs.replace(lesson, functions=(*lesson.functions, *map(_function, names)))
    lessons = tuple(extended if one.name == lesson.name else one for one in registry.lessons)
    return _checked(lines, path, msgspec.structs.replace(registry, lessons=lessons))


def with_lesson(text: str, path: Path, lesson: Lesson) -> str:
    """Return the text of grading.yml with a new lesson in its place. The list of planned lessons loses it.

    Raises:
        CourseError: the file is laid out in a way that can't be edited here.
    """
    registry = parse_registry(text, path)
    lessons = _value(_tree(text), "lessons")
    place = max((i for i, one in enumerate(registry.lessons, 1) if one.name < lesson.name), default=0)
    above = _last_line(lessons.value[place - 1]) if place else _key_line(text, "lessons")
    planned = [one for one in registry.planned if one.name == lesson.name]
    removed = _planned_lines(text, lesson.name, only=len(registry.planned) == 1) if planned else range(0)
    lines = text.splitlines()
    rows = _lesson_rows(lesson, lessons.start_mark.column, bool(planned))
    kept = [[line] if number not in removed else [] for number, line in enumerate(lines)]
    kept[above] = [*kept[above], *rows]
    expected = msgspec.structs.replace(
        registry,
        lessons=(*registry.lessons[:place], lesson, *registry.lessons[place:]),
        planned=tuple(one for one in registry.planned if one not in planned),
    )
    return _checked([line for part in kept for line in part], path, expected)


def entry_lines(text: str, lesson: str) -> range:
    """Return the indices of the lines of a lesson's entry. `text` is that of grading.yml."""
    entry = _entry(text, "lessons", lesson)
    return range(entry.start_mark.line, _last_line(entry) + 1)


def new_lesson(name: str, title: str, needs: Sequence[str], functions: Sequence[str]) -> Lesson:
    """Return the lesson as its new entry describes it."""
    return Lesson(name, title, tuple(map(_function, functions)), tuple(needs))


def function_entry(name: str) -> str:
    """Return the entry of a function, without its dash."""
    return FUNCTION_ENTRY.substitute(function=name)


def function_note(name: str) -> str:
    """Return the comment behind the entry of a function."""
    return FUNCTION_ENTRY_NOTE.substitute(function=name)


def _function(name: str) -> Function:
    return Function(name, _DEFAULT_POINTS)


def _lesson_rows(lesson: Lesson, indentation: int, is_planned: bool) -> list[str]:
    note = (LESSON_NOTE if is_planned else NEW_LESSON_NOTE).substitute()
    needs = [f"needs: [{', '.join(lesson.needs)}]"] if lesson.needs else []
    head = [f"name: {lesson.name}", f"title: {_quoted(lesson.title)}", *needs, note, "functions:"]
    head += [f"  - {function_entry(one.name)}  {function_note(one.name)}" for one in lesson.functions]
    margin = " " * indentation
    return [f"{margin}{'  ' if number else '- '}{row}" for number, row in enumerate(head)]


def _quoted(title: str) -> str:
    """Return a title as YAML."""
    return str(yaml.safe_dump(title, width=1000, allow_unicode=True)).removesuffix("...\n").strip()


def _tree(text: str) -> yaml.MappingNode:
    tree = yaml.compose(text, Loader=yaml.SafeLoader)
    assert isinstance(tree, yaml.MappingNode)  # the registry was read from it
    return tree


def _entry(text: str, key: str, lesson: str) -> yaml.MappingNode:
    """Return the entry of a lesson in the list `key`."""
    entries: list[yaml.MappingNode] = _value(_tree(text), key).value
    return next(node for node in entries if _value(node, "name").value == lesson)


def _value(mapping: yaml.Node, key: str) -> Any:
    """Return the node of a key's value."""
    return next(value for name, value in mapping.value if name.value == key)


def _planned_lines(text: str, lesson: str, only: bool) -> range:
    """Return the indices of the lines of a planned lesson, with the key if it is the `only` one."""
    entry = _entry(text, "planned", lesson)
    return range(_key_line(text, "planned") if only else entry.start_mark.line, _last_line(entry) + 1)


def _key_line(text: str, key: str) -> int:
    return int(next(name.start_mark.line for name, _ in _tree(text).value if name.value == key))


def _last_line(node: yaml.Node) -> int:
    """Return the index of the last line of a value.

    A block's own end mark is where the next value begins, after comments that may belong to that value.
    """
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _last_line(last[1] if isinstance(last, tuple) else last)
    return int(node.end_mark.line)


def _checked(lines: Sequence[str], path: Path, expected: Registry) -> str:
    """Return the lines as a text, if it says what is expected."""
    text = "\n".join(lines) + "\n"
    try:
        is_right = parse_registry(text, path) == expected
    except CourseError:
        is_right = False
    if not is_right:
        raise CourseError(
            f"{path} has a layout that this command can't edit. Nothing was written."
            " Put each lesson on lines of its own, as `- name: NN_name`."
        )
    return text
