"""The wrong values that a lesson's known mistakes give in its visible checks.

Each known mistake runs on the checks of its function, in this process, until the first `expect` that finds
a difference. So students are told a mistake only where their own code fails as the mistake does.
"""

from __future__ import annotations

import contextlib
import inspect
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, NamedTuple

from autograder.authoring.guards import TooLong, imported, restored_settings, time_limit
from autograder.checks.expect import WrongResult, run
from autograder.checks.known import MAX_TOLD_SENTENCES, fingerprint
from autograder.checks.plain import from_plain, to_plain
from autograder.checks.values import agree
from autograder.errors import CourseError
from autograder.judge.material import Mistake, load_material
from autograder.lesson.kit import Kit
from autograder.lesson.likely_mistakes import (
    NAME,
    CheckMistakes,
    LikelyMistakes,
    WrongValue,
    likely_mistakes_text,
    load_likely_mistakes,
)
from autograder.lesson.registry import Lesson
from autograder.lesson.visible_checks import read_checks

_MAX_CHECK_SECONDS = 5.0  # of a mistake in one check, which takes milliseconds
_SEEDS = (1, 2)  # of PyTorch's global generator; a value that depends on it is no sign of a mistake

Body = Callable[[], None]


@dataclass
class _Suspects:
    """The known mistakes that give one wrong value at one `expect`."""

    expect: int
    plain: Any
    value: object
    mistakes: list[Mistake] = field(default_factory=list)


class _Found(NamedTuple):
    expect: int
    plain: Any
    value: object


def render_wrong_values(kit: Kit, lesson: Lesson) -> str:
    """Return the text of the file with the wrong values.

    If the present file differs only by rounding, the result is its text: another machine's last digit is no
    change.

    Raises:
        CourseError: the solution, a known mistake or the checks can't be imported.
    """
    mistakes = wrong_values(kit, lesson)
    text = likely_mistakes_text(mistakes)
    path = kit.assignment(lesson) / NAME
    try:
        present = load_likely_mistakes(path)
        is_same = _is_same(present, mistakes) and likely_mistakes_text(present).encode() == path.read_bytes()
    except (CourseError, FileNotFoundError, ValueError):  # then the file is written anew
        return text
    return likely_mistakes_text(present) if is_same else text


def wrong_values(kit: Kit, lesson: Lesson) -> LikelyMistakes:
    """Return the wrong values by check. Left out are:

    - values that the solution gives at the same `expect`, which may compare two results of the student's;
    - values that the check's own pairs explain;
    - values of hidden mistakes, also if another mistake gives the same value;
    - values that more than two sentences explain;
    - values that depend on the global random generator, and exceptions.

    Raises:
        CourseError: the solution, a known mistake or the checks can't be imported.
    """
    path = kit.solution(lesson) / f"test_{lesson.module}.py"
    checks = read_checks(path, lesson)
    if all(not (kit.solution(lesson) / "mistakes" / f"{f.name}.py").is_file() for f in lesson.functions):
        return {}
    material = load_material(kit, lesson)
    suite = _Suite(path, lesson.module)
    right = suite.bodies(material.reference)
    with imported(lesson.module, material.reference):
        right_values = {check.name: _right_values(right[check.name]) for check in checks}
    told: dict[str, CheckMistakes] = {}
    for function, mistakes in material.mistakes.items():
        names = [check.name for check in checks if check.function == function]
        suspects = _suspects(suite, mistakes, {name: right_values[name] for name in names})
        told |= {name: CheckMistakes(fingerprint(right[name]), _told(suspects[name])) for name in names}
    return {check.name: told[check.name] for check in checks if told[check.name].wrong}


class _Suite:
    """The file of the visible checks, which runs anew for each module."""

    def __init__(self, path: Path, module: str) -> None:
        self._path = path
        self._module = module
        self._code: CodeType = compile(path.read_text(encoding="utf-8"), str(path), "exec")

    def bodies(self, module: ModuleType) -> dict[str, Body]:
        """Return the functions of the file, without their decorators, as they are for this module."""
        suite = ModuleType(f"test_{self._module}")
        suite.__file__ = str(self._path)
        with imported(self._module, module):
            try:
                exec(self._code, suite.__dict__)
            except Exception as error:
                raise CourseError(
                    f"{self._path} can't be imported: {type(error).__name__}: {error}."
                ) from error
        return {
            name: inspect.unwrap(value) for name, value in vars(suite).items() if inspect.isfunction(value)
        }


def _right_values(body: Body) -> list[object] | None:
    """Return the solution's value at each `expect`, None if it fails the check or needs too long.

    A value without a plain form is left as `...`, which is no value of a file.
    """
    values: list[object] = []

    def observe(got: object) -> None:
        try:
            values.append(from_plain(to_plain(got)))
        except ValueError:
            values.append(...)

    try:
        return values if _outcome(body, _SEEDS[0], observe) is None else None
    except TooLong:
        return None


def _suspects(
    suite: _Suite, mistakes: list[Mistake], right_values: dict[str, list[object] | None]
) -> dict[str, list[_Suspects]]:
    """Return the wrong values of each check, each with the mistakes that give it."""
    suspects: dict[str, list[_Suspects]] = {name: [] for name in right_values}
    for mistake in mistakes:
        names = [name for name, values in right_values.items() if values is not None]
        for name, found in _results(suite, mistake, names):
            values = right_values[name] or []
            if found.expect < len(values) and not agree(found.value, values[found.expect]):
                _add(suspects[name], found, mistake)
    return suspects


def _results(suite: _Suite, mistake: Mistake, names: list[str]) -> Iterator[tuple[str, _Found]]:
    """Yield the mistake's wrong value in each of the checks, with the check's name."""
    bodies = suite.bodies(mistake.module)
    for name in names:
        try:
            with imported(mistake.module.__name__, mistake.module):
                found = _wrong_value(bodies[name])
        except TooLong:
            return  # each of the other checks would take as long
        if found is not None:
            yield name, found


def _wrong_value(body: Body) -> _Found | None:
    """Return the value at the first `expect` that finds a difference, unless the value is not to be told."""
    results = []
    for seed in _SEEDS:
        wrong = _outcome(body, seed)
        if not isinstance(wrong, WrongResult) or wrong.is_explained:
            return None
        try:
            plain = to_plain(wrong.got)
        except ValueError:  # of a type that has no place in the file
            return None
        results.append(_Found(wrong.number, plain, from_plain(plain)))
    first, *others = results
    is_repeatable = all(o.expect == first.expect and agree(o.value, first.value) for o in others)
    return first if is_repeatable else None


def _outcome(body: Body, seed: int, observe: Callable[[object], None] | None = None) -> Exception | None:
    """Return the exception of a check, or None if it passes. A mistake may raise any exception."""
    with restored_settings(seed), time_limit(_MAX_CHECK_SECONDS), contextlib.redirect_stdout(io.StringIO()):
        try:
            run(body, observe)
        except Exception as error:
            return error
    return None


def _add(suspects: list[_Suspects], found: _Found, mistake: Mistake) -> None:
    for suspect in suspects:
        if suspect.expect == found.expect and agree(found.value, suspect.value):
            suspect.mistakes.append(mistake)
            return
    suspects.append(_Suspects(*found, [mistake]))


def _told(suspects: list[_Suspects]) -> tuple[WrongValue, ...]:
    """Return the values that may be told, in the order of the `expect`s."""
    wrong = []
    for suspect in sorted(suspects, key=lambda suspect: suspect.expect):
        sentences = tuple(dict.fromkeys(mistake.sentence for mistake in suspect.mistakes))
        if len(sentences) <= MAX_TOLD_SENTENCES and not any(mistake.hidden for mistake in suspect.mistakes):
            wrong.append(WrongValue(suspect.expect, suspect.plain, sentences))
    return tuple(wrong)


def _is_same(present: LikelyMistakes, fresh: LikelyMistakes) -> bool:
    return _without_values(present) == _without_values(fresh) and all(
        agree(from_plain(old.value), from_plain(new.value))
        for name in fresh
        for old, new in zip(present[name].wrong, fresh[name].wrong, strict=True)
    )


def _without_values(mistakes: LikelyMistakes) -> list[Any]:
    return [
        (name, check.fingerprint, [(wrong.expect, wrong.sentences) for wrong in check.wrong])
        for name, check in mistakes.items()
    ]
