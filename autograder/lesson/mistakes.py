"""Known mistakes as text. Their file is read without running it, and a mistake is put into the reference."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any, NamedTuple

from autograder.errors import CourseError

# Inside the sandbox the kit can't be imported, and the sentences aren't needed.
_STAND_INS = """
def mistake(sentence, hidden=False):
    return lambda wrong: wrong


def change(*told, hidden=False):
    return told
"""
_IMPORT = "from autograder.judge import"


class ReferenceChange(NamedTuple):
    """A known mistake as a change to the text of the reference's function."""

    sentence: str
    edits: tuple[tuple[str, str], ...]  # (old text, new text); every occurrence is replaced
    hidden: bool = False  # whether students are told about it only at grading


class KnownMistake(NamedTuple):
    """One known mistake in a file of known mistakes."""

    name: str
    sentence: str
    change: ReferenceChange | None  # None if the file has the whole wrong version
    hidden: bool = False  # whether students are told about it only at grading


def mistakes_in(path: Path) -> list[KnownMistake]:
    """Return the known mistakes in a file.

    Raise `CourseError` if a mistake is not described with plain strings.
    """
    mistakes = []
    for node in ast.parse(path.read_bytes()).body if path.is_file() else []:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name(id="change")) as call):
                change = _change(call, path)
                mistakes.append(KnownMistake(name, change.sentence, change, change.hidden))
            case (
                ast.FunctionDef(name=name, decorator_list=marks)
                | ast.ClassDef(name=name, decorator_list=marks)
            ):
                for mark in marks:
                    if isinstance(mark, ast.Call):
                        (sentence,), hidden = _arguments(mark, path)
                        mistakes.append(KnownMistake(name, str(sentence), None, hidden))
    return mistakes


def with_mistake(reference: str, path: Path, function: str, known: KnownMistake) -> str:
    """Return the reference with one function replaced by a known mistake from the file at `path`."""
    if known.change is not None:
        return changed(reference, function, known.change, path)
    lines = path.read_text(encoding="utf-8").splitlines()
    mistakes = "\n".join(_STAND_INS if line.startswith(_IMPORT) else line for line in lines)
    return f"{reference}\n\n{mistakes}\n\n{function} = {known.name}\n"


def changed(reference: str, function: str, change: ReferenceChange, path: Path) -> str:
    """Return the reference with a change in one top-level function or class.

    Raises:
        CourseError: the function's text has nothing to change, or the change would begin inside a longer
            name, as that of squeeze in unsqueeze; the message names the file at `path`.
    """
    nodes = ast.parse(reference).body
    node = next(node for node in nodes if getattr(node, "name", None) == function)
    lines = reference.splitlines(keepends=True)
    start, end = node.lineno - 1, node.end_lineno
    text = "".join(lines[start:end])
    for old, new in change.edits:
        if old not in text:
            raise CourseError(f"{path}: a change looks for {old!r}, which the reference's {function} lacks.")
        if re.match(r"\w", old) and (longer := re.search(rf"\w+{re.escape(old)}", text)):
            raise CourseError(f"{path}: a change looks for {old!r}, and would also change {longer[0]!r}.")
        text = text.replace(old, new)
    return "".join([*lines[:start], text, *lines[end:]])


def _change(call: ast.Call, path: Path) -> ReferenceChange:
    (sentence, *edits), hidden = _arguments(call, path)
    return ReferenceChange(str(sentence), tuple(edits), hidden)


def _arguments(call: ast.Call, path: Path) -> tuple[list[Any], bool]:
    """Return the arguments of a `change` or `mistake`: the sentence with what follows it, and `hidden`."""
    try:
        positional = [ast.literal_eval(argument) for argument in call.args]
        named = {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords}
    except ValueError as error:
        raise CourseError(
            f"{path}, line {call.lineno}: {ast.unparse(call.func)}() takes plain strings."
        ) from error
    return positional, bool(named.get("hidden", False))
