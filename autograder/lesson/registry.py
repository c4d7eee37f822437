"""The content of grading.yml, read strictly. Each error names its line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, get_args

import msgspec

from autograder.errors import CourseError
from autograder.lesson.yaml_file import Lines, parse_yaml, read_yaml_lines

Device = Literal["cpu", "simgpu", "cuda"]
DEVICES: tuple[Device, ...] = get_args(Device)
Forbidden = Literal[  # candidate/concepts.py says what each word stands for
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
    "activation",
    "gelu",
    "linear",
    "one_hot",
    "dropout",
    "initialisation",
    "clipping",
    "fusion",
    "distance",
    "normalisation",
    "topk",
    "matmul",
]
LessonName = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{2}_[a-z][a-z0-9_]*\Z")]
DatasetName = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]*\Z")]
Identifier = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z][A-Za-z0-9_]*\Z")]
Positive = Annotated[float, msgspec.Meta(gt=0, le=1e6)]  # YAML accepts infinity; the limit doesn't
_MISSING = "it must list the lessons"  # in an empty file


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A mapping in which an unknown key is an error."""


class Limits(_Strict, frozen=True):
    """The resources that one test of a submission may use."""

    seconds: Positive = 5.0
    memory_mb: Annotated[int, msgspec.Meta(ge=64)] = 512
    import_seconds: Positive = 10.0


class Feedback(_Strict, frozen=True):
    """The parts of a result that students see."""

    detail: Literal["title", "message", "diagnosis"] = "diagnosis"
    hints: Annotated[int, msgspec.Meta(ge=0, le=3)] = 1


class DeadlineExtension(_Strict, frozen=True):
    """More time for one student."""

    student: str
    days: Positive
    lesson: LessonName | None = None  # None: for all lessons


class Late(_Strict, frozen=True):
    """The penalty for handing in after the due date. The gradebook holds the due dates."""

    loss_per_day: Annotated[float, msgspec.Meta(ge=0, le=1)]  # share of the score, for each started day
    grace_minutes: Annotated[float, msgspec.Meta(ge=0, le=1e6)] = 0.0
    cap: Annotated[float, msgspec.Meta(gt=0, le=1)] = 1.0  # the greatest share that can be lost
    extensions: tuple[DeadlineExtension, ...] = ()


class Function(_Strict, frozen=True):
    """A function or class of a lesson that students write."""

    name: Identifier
    points: Positive
    forbidden: tuple[Forbidden, ...] = ()


class PlannedLesson(_Strict, frozen=True):
    """A lesson that doesn't exist yet. Its number is its place in the course."""

    name: LessonName
    title: str
    needs: tuple[LessonName, ...] = ()


class Lesson(_Strict, frozen=True):
    """One lesson: a folder of the same name under solutions/, assignments/ and tests/lessons/."""

    name: LessonName
    title: str
    functions: Annotated[tuple[Function, ...], msgspec.Meta(min_length=1)]
    needs: tuple[LessonName, ...] = ()  # the lessons that it builds on
    difficulty: Literal["easy", "medium", "hard"] | None = None
    minutes: Annotated[int, msgspec.Meta(ge=1, le=10_000)] | None = None  # an estimate, with the notebook
    datasets: tuple[DatasetName, ...] = ()  # folders of datasets/ that its notebook reads
    limits: Limits | None = None
    devices: tuple[Device, ...] | None = None

    @property
    def module(self) -> str:
        """Return the name of the lesson's Python module: the folder's name without its number."""
        return self.name[3:]

    @property
    def points(self) -> float:
        return sum(function.points for function in self.functions)

    def function(self, name: str) -> Function:
        """Return the function of that name. Raise `CourseError` if there is none."""
        for function in self.functions:
            if function.name == name:
                return function
        known = ", ".join(function.name for function in self.functions)
        raise CourseError(f"Lesson {self.name} has no function {name!r}. Functions: {known}.")


class Registry(_Strict, frozen=True):
    """The whole course. `limits` and `devices` apply to each lesson that doesn't set its own."""

    lessons: Annotated[tuple[Lesson, ...], msgspec.Meta(min_length=1)]
    planned: tuple[PlannedLesson, ...] = ()
    limits: Limits = Limits()
    devices: Annotated[tuple[Device, ...], msgspec.Meta(min_length=1)] = ("cpu",)
    feedback: Feedback = Feedback()
    follow_up_failures: Literal["pass", "fail"] = "pass"
    late: Late | None = None  # None: no penalty

    def lesson(self, name: str) -> Lesson:
        """Return the lesson of that name or number ("02"). Raise `CourseError` if there is none."""
        exact = [lesson for lesson in self.lessons if lesson.name == name]
        matches = exact or [lesson for lesson in self.lessons if name and lesson.name.startswith(name)]
        if len(matches) == 1:
            return matches[0]
        known = ", ".join(lesson.name for lesson in self.lessons)
        fault = "fits several lessons" if matches else "is not a lesson of this course"
        raise CourseError(f"{name!r} {fault}. Lessons: {known}.")

    @property
    def plan(self) -> tuple[Lesson | PlannedLesson, ...]:
        """Return all lessons in the course's order, the planned ones included."""
        return tuple(sorted((*self.lessons, *self.planned), key=lambda lesson: lesson.name))

    def limits_of(self, lesson: Lesson) -> Limits:
        return lesson.limits or self.limits

    def devices_of(self, lesson: Lesson) -> tuple[Device, ...]:
        return lesson.devices or self.devices


def load_registry(path: Path) -> Registry:
    """Return the content of grading.yml at `path`.

    Raise `CourseError`, with file and line, if it is wrong.
    """
    return _checked(*read_yaml_lines(path, Registry, _MISSING))


def parse_registry(text: str, path: Path) -> Registry:
    """Return the same as `load_registry`, from the text of the file at `path`."""
    return _checked(*parse_yaml(text, path, Registry, _MISSING))


def load_late(path: Path, registry: Registry) -> Late:
    """Return the policy in a course's late.yml. Its keys are those under `late` in grading.yml."""
    policy, lines = read_yaml_lines(path, Late, "it must say what handing in late costs")
    _refuse_unknown_lessons(policy, registry, lines)
    return policy


def _checked(registry: Registry, lines: Lines) -> Registry:
    _refuse_repeated_names(registry, lines)
    if registry.late:
        _refuse_unknown_lessons(registry.late, registry, lines, "late")
    _refuse_wrong_needs(registry, lines)
    return registry


def _refuse_repeated_names(registry: Registry, lines: Lines) -> None:
    lessons: set[str] = set()
    for i, lesson in enumerate(registry.lessons):
        if lesson.name in lessons:
            where = lines.of("lessons", i, "name")
            raise CourseError(f"{where}: the lesson {lesson.name} is listed twice.")
        lessons.add(lesson.name)
        functions: set[str] = set()
        for j, function in enumerate(lesson.functions):
            if function.name in functions:
                where = lines.of("lessons", i, "functions", j, "name")
                raise CourseError(f"{where}: {lesson.name} lists {function.name} twice.")
            functions.add(function.name)
    for i, planned in enumerate(registry.planned):
        if planned.name in lessons:
            where = lines.of("planned", i, "name")
            raise CourseError(f"{where}: the lesson {planned.name} is listed twice.")
        lessons.add(planned.name)


def _refuse_unknown_lessons(policy: Late, registry: Registry, lines: Lines, *under: str) -> None:
    known = {lesson.name for lesson in registry.lessons}
    for i, extension in enumerate(policy.extensions):
        if extension.lesson is not None and extension.lesson not in known:
            where = lines.of(*under, "extensions", i, "lesson")
            raise CourseError(f"{where}: {extension.lesson} is not a lesson of this course.")


def _refuse_wrong_needs(registry: Registry, lines: Lines) -> None:
    known = {lesson.name for lesson in registry.plan}
    lists: list[tuple[str, tuple[Lesson | PlannedLesson, ...]]]
    lists = [("lessons", registry.lessons), ("planned", registry.planned)]
    for key, lessons in lists:
        for i, lesson in enumerate(lessons):
            for j, need in enumerate(lesson.needs):
                where = lines.of(key, i, "needs", j)
                if need not in known:
                    raise CourseError(f"{where}: {need} is not a lesson of this course.")
                if need >= lesson.name:
                    raise CourseError(f"{where}: {lesson.name} can't need {need}, which comes after it.")
