"""A YAML file, read strictly. Each error names its line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec
import yaml

from autograder.common.text import one_line
from autograder.errors import CourseError

T = TypeVar("T")
_MAX_QUOTED_CHARACTERS = 300


class Lines(NamedTuple):
    """The positions of values in a file."""

    path: Path
    tree: yaml.Node

    def of(self, *steps: str | int) -> str:
        """Return the file and line of a value, as the start of a sentence. `steps` are keys and indices."""
        return f"{self.path}, line {_line(self.tree, list(steps))}"


class _Loader(yaml.SafeLoader):
    """A loader that names the line of a value that YAML allows but Python can't make, such as 2020-13-45."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            raise yaml.constructor.ConstructorError(
                None, None, "a value that its type can't hold", node.start_mark
            ) from error


def read_yaml(path: Path, type: type[T], missing: str | None = None) -> T:
    """Return the content of a file as a `type`, as `read_yaml_lines` does, without the positions."""
    return read_yaml_lines(path, type, missing)[0]


def read_yaml_lines(path: Path, type: type[T], missing: str | None = None) -> tuple[T, Lines]:
    """Return the content of the file as a `type`, and the position of each value.

    Args:
        missing: the end of the error message for an empty file. If None, an empty file counts as `{}`.

    Raises:
        CourseError: the file can't be read, or a value is wrong; the message has the file and line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise CourseError(f"{path} can't be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CourseError(f"{path} is not UTF-8 text (byte {error.start}).") from error
    return parse_yaml(text, path, type, missing)


def parse_yaml(text: str, path: Path, type: type[T], missing: str | None = None) -> tuple[T, Lines]:
    """Return the same as `read_yaml_lines`, from the text of the file at `path`."""
    tree: yaml.Node | None = None
    try:
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
        if tree is None:
            if missing is not None:
                raise CourseError(f"{path} is empty; {missing}.")
            tree = yaml.compose("{}", Loader=yaml.SafeLoader)
            text = "{}"
        assert tree is not None
        _refuse_repeated_keys(tree, path, set())
        return msgspec.convert(yaml.load(text, Loader=_Loader), type=type), Lines(path, tree)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problem = _quoted(error.problem or "")
        raise CourseError(f"{path}, line {line}: not valid YAML ({problem}).") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise CourseError(f"{path} is not valid YAML: {_quoted(str(error))}.") from error
    except msgspec.ValidationError as error:
        assert tree is not None
        problem, _, path_text = str(error).partition(" - at `$")
        steps = _steps(path_text.rstrip("`"))
        unknown = re.findall(r"(?s)unknown field `(.+)`", problem)
        where = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).lstrip(".")
        message = _quoted(problem) + (f" at {where}" if where else "")
        raise CourseError(f"{path}, line {_line(tree, [*steps, *unknown])}: {message}.") from error


def _quoted(text: str) -> str:
    """Return a library's message about the file on one line. The message may quote any part of the file."""
    return one_line(text, _MAX_QUOTED_CHARACTERS)


def _steps(path_text: str) -> list[str | int]:
    """Return the steps of a path: ["lessons", 0, "points"] for `.lessons[0].points`."""
    steps = re.findall(r"\.([^.\[\]]+)|\[(\d+)\]", path_text)
    return [name or int(index) for name, index in steps]


def _line(node: yaml.Node, steps: list[str | int]) -> int:
    """Return the line of the deepest node that `steps` leads to; for a missing node, its parent's line."""
    line: int = node.start_mark.line + 1
    for step in steps:
        if isinstance(node, yaml.MappingNode) and isinstance(step, str):
            child = next((value for key, value in node.value if key.value == step), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            child = node.value[step]
        else:
            child = None
        if child is None:
            break
        node, line = child, child.start_mark.line + 1
    return line


def _refuse_repeated_keys(node: yaml.Node, path: Path, visited: set[int]) -> None:
    """Refuse a repeated key. YAML forbids it, but PyYAML silently keeps the last one."""
    if id(node) in visited:  # with aliases one node has several parents, even itself
        return
    visited.add(id(node))
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise CourseError(f"{path}, line {line}: a key must be a word.")
            if key.value in seen:
                raise CourseError(f"{path}, line {line}: the key {key.value!r} is given twice.")
            seen.add(key.value)
            _refuse_repeated_keys(value, path, visited)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            _refuse_repeated_keys(value, path, visited)
