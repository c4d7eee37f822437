"""grading.yml, read strictly: every fault is told with its line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import msgspec
import yaml

from autograder.errors import CourseError

Device = Literal["cpu", "simgpu", "cuda"]
DEVICES: tuple[Device, ...] = get_args(Device)
Forbidden = Literal[
    "softmax",
    "log_softmax",
    "logsumexp",
    "cross_entropy",
    "autograd",
    "convolution",
    "pooling",
    "unfold",
    "padding",
    "recurrent",
    "optim",
    "cond",
    "binary_cross_entropy",
    "softplus",
    "attention",
]
LessonName = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{2}_[a-z][a-z0-9_]*\Z")]
Identifier = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z][A-Za-z0-9_]*\Z")]
Positive = Annotated[float, msgspec.Meta(gt=0, le=1e6)]  # infinity is a number to YAML


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mapping in which a misspelt key is an error."""


class Limits(_Strict, frozen=True):
    """What one test of a submission may use."""

    seconds: Positive = 5.0
    memory_mb: Annotated[int, msgspec.Meta(ge=64)] = 512
    import_seconds: Positive = 10.0


class Feedback(_Strict, frozen=True):
    """What students are shown of their result."""

    detail: Literal["title", "message", "diagnosis"] = "diagnosis"
    hints: Annotated[int, msgspec.Meta(ge=0, le=3)] = 1


class Extension(_Strict, frozen=True):
    """More time for one student."""

    student: str
    days: Positive
    lesson: LessonName | None = None  # None: for each


class Late(_Strict, frozen=True):
    """What is lost by handing in after the due date, which is kept in the gradebook."""

    loss_per_day: Annotated[float, msgspec.Meta(gt=0, le=1)]  # the share of the score for each day begun
    grace_minutes: Annotated[float, msgspec.Meta(ge=0, le=1e6)] = 0.0
    cap: Annotated[float, msgspec.Meta(gt=0, le=1)] = 1.0  # never more than this share
    extensions: tuple[Extension, ...] = ()


class Function(_Strict, frozen=True):
    """One TODO of a lesson (a function or a class)."""

    name: Identifier
    points: Positive
    forbidden: tuple[Forbidden, ...] = ()


class Lesson(_Strict, frozen=True):
    """One lesson: a folder of the same name under solutions/, assignments/ and tests/lessons/."""

    name: LessonName
    title: str
    functions: Annotated[tuple[Function, ...], msgspec.Meta(min_length=1)]
    limits: Limits | None = None
    devices: tuple[Device, ...] | None = None

    @property
    def module(self) -> str:
        """The name of the lesson's Python module: the folder's name without its number."""
        return self.name[3:]

    @property
    def points(self) -> float:
        return sum(function.points for function in self.functions)

    def function(self, name: str) -> Function:
        """Raises `CourseError` naming what there is, for a function that the lesson lacks."""
        for function in self.functions:
            if function.name == name:
                return function
        known = ", ".join(function.name for function in self.functions)
        raise CourseError(f"Lesson {self.name} has no function {name!r}; it has {known}.")


class Registry(_Strict, frozen=True):
    """The whole course. `limits` and `devices` hold for each lesson that does not give its own."""

    lessons: Annotated[tuple[Lesson, ...], msgspec.Meta(min_length=1)]
    limits: Limits = Limits()
    devices: Annotated[tuple[Device, ...], msgspec.Meta(min_length=1)] = ("cpu",)
    feedback: Feedback = Feedback()
    late: Late | None = None  # None: nothing is lost

    def lesson(self, name: str) -> Lesson:
        """The lesson called `name`, or the only one whose name starts so ("02"); `CourseError` if none is."""
        exact = [lesson for lesson in self.lessons if lesson.name == name]
        matches = exact or [lesson for lesson in self.lessons if name and lesson.name.startswith(name)]
        if len(matches) == 1:
            return matches[0]
        known = ", ".join(lesson.name for lesson in self.lessons)
        fault = "fits several lessons" if matches else "is no lesson of this course"
        raise CourseError(f"{name!r} {fault}; the lessons are {known}.")

    def limits_of(self, lesson: Lesson) -> Limits:
        return lesson.limits or self.limits

    def devices_of(self, lesson: Lesson) -> tuple[Device, ...]:
        return lesson.devices or self.devices


class _Loader(yaml.SafeLoader):
    """Tells the line of a value that YAML can write and Python can't make, such as 2020-13-45."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            raise yaml.constructor.ConstructorError(
                None, None, "a value that its type doesn't have", node.start_mark
            ) from error


def load_registry(path: Path) -> Registry:
    """Read grading.yml at `path`; `CourseError` with file and line for whatever is wrong with it."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise CourseError(f"{path} can't be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CourseError(f"{path} is not UTF-8 text (byte {error.start}).") from error
    try:
        tree: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
        if tree is None:
            raise CourseError(f"{path} is empty; it must list the lessons.")
        _refuse_repeated_keys(tree, path, set())
        registry = msgspec.convert(yaml.load(text, Loader=_Loader), type=Registry)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problem = _on_one_line(error.problem or "")
        raise CourseError(f"{path}, line {line}: not valid YAML ({problem}).") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise CourseError(f"{path} is not valid YAML: {_on_one_line(str(error))}.") from error
    except msgspec.ValidationError as error:
        assert tree is not None
        said, _, place = str(error).partition(" - at `$")
        steps = _steps(place.rstrip("`"))
        unknown = re.findall(r"(?s)unknown field `(.+)`", said)
        where = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).lstrip(".")
        message = _on_one_line(said) + (f" at {where}" if where else "")
        raise CourseError(f"{path}, line {_line(tree, [*steps, *unknown])}: {message}.") from error
    _refuse_repeated_names(registry, tree, path)
    _refuse_unknown_lessons(registry, tree, path)
    return registry


def _on_one_line(text: str) -> str:
    """What a library says of the text, which may quote any of it, as part of a sentence."""
    return "".join(filter(str.isprintable, " ".join(text.split())))[:300]


def _steps(place: str) -> list[str | int]:
    """`.lessons[0].points` as ["lessons", 0, "points"]."""
    found = re.findall(r"\.([^.\[\]]+)|\[(\d+)\]", place)
    return [name or int(index) for name, index in found]


def _line(node: yaml.Node, steps: list[str | int]) -> int:
    """The line of the deepest node that `steps` leads to; a missing one is told at its parent."""
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
    """YAML forbids a key given twice, yet PyYAML keeps the last and says nothing."""
    if id(node) in visited:  # aliases make one node stand in many places, even in itself
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


def _refuse_repeated_names(registry: Registry, tree: yaml.Node, path: Path) -> None:
    lessons: set[str] = set()
    for i, lesson in enumerate(registry.lessons):
        if lesson.name in lessons:
            line = _line(tree, ["lessons", i, "name"])
            raise CourseError(f"{path}, line {line}: the lesson {lesson.name} is listed twice.")
        lessons.add(lesson.name)
        functions: set[str] = set()
        for j, function in enumerate(lesson.functions):
            if function.name in functions:
                line = _line(tree, ["lessons", i, "functions", j, "name"])
                raise CourseError(f"{path}, line {line}: {lesson.name} lists {function.name} twice.")
            functions.add(function.name)


def _refuse_unknown_lessons(registry: Registry, tree: yaml.Node, path: Path) -> None:
    known = {lesson.name for lesson in registry.lessons}
    for i, extension in enumerate(registry.late.extensions if registry.late else ()):
        if extension.lesson is not None and extension.lesson not in known:
            line = _line(tree, ["late", "extensions", i, "lesson"])
            raise CourseError(f"{path}, line {line}: {extension.lesson} is no lesson of this course.")
