"""The rules for a lesson's visible checks: who is right passes them, and everyone else is told something.

`python -m autograder.authoring.visible_rules KIT LESSON FOLDER` prints the findings as JSON. FOLDER is the
lesson's folder as students have it. The checks run in this process, so it must end afterwards.
"""

from __future__ import annotations

import inspect
import itertools
import json
import math
import re
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import torch

from autograder.authoring.guards import imported
from autograder.checks.expect import Difference
from autograder.checks.listing import listing
from autograder.checks.values import agree
from autograder.judge.material import Material, load_material, load_module
from autograder.lesson.correct import correct_files, laid_over
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson
from autograder.lesson.stubs import UNWRITTEN
from autograder.lesson.visible_checks import Check, read_checks

Finding = tuple[str | None, str]  # the function or None, and a sentence
MIN_CHECKS = 3  # for each function
MIN_FOUND_SHARE = 1 / 4  # of a function's known mistakes; the hidden tests look at more than small numbers
_LINE_COLUMNS = 80
_ODD = {
    "None": None,
    "a tuple": (torch.ones(2), None, 3),
    "a tensor of the wrong shape": torch.ones(5, 1, 7),
    "NaN": torch.full((2, 2), math.nan),
    "an int": 3,
    "an array": np.ones((2, 2)),
    "a tensor on another device": torch.ones(2, 2, device="meta"),
    "a tensor that requires a gradient": torch.ones(2, 2, requires_grad=True),
    "text": "[1, 2]",
}


class VisibleChecks:
    """The visible checks of a lesson, which can be run on one module after another."""

    def __init__(self, kit: Kit, lesson: Lesson, folder: Path) -> None:
        self.lesson = lesson
        self.path = folder / f"test_{lesson.module}.py"
        self.checks = read_checks(self.path, lesson)
        self.material: Material = load_material(kit, lesson)
        self.skeleton = load_module(folder / f"{lesson.module}.py", lesson.module)
        self.right = {f"{lesson.module}.py": self.material.reference}
        reference = kit.reference(lesson).read_text(encoding="utf-8")
        names = [function.name for function in lesson.functions]
        for path in correct_files(kit, lesson):
            module = ModuleType(lesson.module)
            exec(compile(laid_over(reference, path, names), str(path), "exec"), module.__dict__)
            self.right[f"correct/{path.name}"] = module

    def functions_on(self, module: ModuleType) -> dict[str, Callable[[], None]]:
        """Return each check by name, as it is when its file imports `module`."""
        with imported(self.lesson.module, module):
            found = vars(load_module(self.path, self.path.stem))
        return {check.name: found[check.name] for check in self.checks}

    def messages_on(self, module: ModuleType, function: str | None = None) -> dict[Check, str | None]:
        """Return what each check says, or None if it passes.

        Args:
            function: run only the checks of this function.
        """
        run = self.functions_on(module)
        return {
            check: message(run[check.name]) for check in self.checks if function in (None, check.function)
        }

    def with_function(self, function: str, value: object) -> ModuleType:
        """Return the reference with another value under the function's name."""
        module = ModuleType(self.lesson.module)
        module.__dict__.update(self.material.reference.__dict__)
        setattr(module, function, value)
        return module


def message(check: Callable[[], None]) -> str | None:
    """Return what a check says; None if it passes."""
    try:
        check()
    except pytest.fail.Exception as failure:
        return str(failure)
    except Exception as error:  # of a function that `@check` doesn't mark
        return f"{type(error).__name__}: {error}"
    return None


def fails_when_right(visible: VisibleChecks) -> Iterator[Finding]:
    """Yield the checks that a right solution fails."""
    for name, module in visible.right.items():
        for check, told in visible.messages_on(module).items():
            if told is not None:
                yield check.function, f"{check.name} fails for {name}, which is right: {_first_line(told)}"


def passes_unwritten(visible: VisibleChecks) -> Iterator[Finding]:
    """Yield the checks that don't say, in one line, which function of the skeleton isn't written yet."""
    names = "|".join(function.name for function in visible.lesson.functions)
    unwritten = re.compile(rf"({names})(\.\w+)? {UNWRITTEN}")  # a function, or a method of a class
    for check, told in visible.messages_on(visible.skeleton).items():
        if told is None:
            yield check.function, f"{check.name} passes on the skeleton: let it call {check.function}."
        elif not unwritten.fullmatch(told):
            yield (
                check.function,
                f"On the skeleton {check.name} must only say that a function {UNWRITTEN}; it says:"
                f" {_first_line(told)}",
            )


def few_checks(visible: VisibleChecks) -> Iterator[Finding]:
    """Yield the functions with too few checks, and the checks with a wrong name or without a sentence."""
    functions = visible.functions_on(visible.material.reference)
    for function in visible.lesson.functions:
        count = sum(check.function == function.name for check in visible.checks)
        if count < MIN_CHECKS:
            yield function.name, f"It has {count} visible checks; {MIN_CHECKS} or more are needed."
    for check in visible.checks:
        sentence = (inspect.getdoc(functions[check.name]) or "").split("\n\n")[0]
        if not sentence.endswith("."):
            yield check.function, f"{check.name} must begin with a docstring: a sentence on what it checks."
        start = f"test_{check.function.rstrip('_')}_"
        if not check.name.startswith(start):
            yield check.function, f"{check.name} must have a name that begins with {start}."


def wrong_values(visible: VisibleChecks) -> Iterator[Finding]:
    """Yield the wrong values that are right or whose sentence has no full stop."""
    functions, scope = _on_reference(visible)
    for check in visible.checks:
        given: list[tuple[object, object, str]] = []
        scope["expect"] = _keeping(given)
        message(functions[check.name])
        for wrong, expected, sentence in given:
            if agree(wrong, expected):
                yield check.function, f"{check.name} gives the right value as a wrong one: {sentence!r}"
            if not sentence.endswith((".", "?")):
                yield check.function, f"{check.name} has a sentence without a full stop: {sentence!r}"


def not_retypable(visible: VisibleChecks) -> Iterator[Finding]:
    """Yield the comparisons whose code, as a failed check shows it, doesn't run when a student types it."""
    functions, scope = _on_reference(visible)
    hidden = dict.fromkeys([*functions, "expect", "check"])
    imported = {name: value for name, value in scope.items() if not isinstance(value, str)} | hidden
    for check in visible.checks:
        for shown in _shown(functions[check.name], scope):
            try:
                exec(shown, {**imported})
            except Exception as error:
                fault = f"{type(error).__name__}: {error}"
                yield check.function, f"{check.name} shows code that doesn't run ({fault}): {shown}"


def silent_on_odd_values(visible: VisibleChecks) -> Iterator[Finding]:
    """Yield the functions that may return something odd, and the messages that no student can read."""
    for function in visible.lesson.functions:
        for kind, odd in _ODD.items():
            module = visible.with_function(function.name, lambda *_, odd=odd, **__: odd)
            told = list(filter(None, visible.messages_on(module, function.name).values()))
            if not told:
                yield function.name, f"The visible checks pass if it returns {kind}."
            yield from _unreadable(function.name, told, f"if it returns {kind}")


def unfound_mistakes(visible: VisibleChecks) -> Iterator[Finding]:
    """Yield the functions whose checks find too few of the known mistakes, and unreadable messages."""
    for function, mistakes in visible.material.mistakes.items():
        count = 0
        for mistake in mistakes:
            told = list(filter(None, visible.messages_on(mistake.module, function).values()))
            count += bool(told)
            yield from _unreadable(function, told, f"for the known mistake {mistake.name}")
        if count < MIN_FOUND_SHARE * len(mistakes):
            needed = math.ceil(MIN_FOUND_SHARE * len(mistakes))
            yield (
                function,
                f"The visible checks find {count} of {len(mistakes)} known mistakes; {needed} or more are"
                " needed.",
            )


Rule = Callable[[VisibleChecks], Iterator[Finding]]
RULES: tuple[Rule, ...] = (
    fails_when_right,
    passes_unwritten,
    few_checks,
    wrong_values,
    not_retypable,
    silent_on_odd_values,
    unfound_mistakes,
)


def _unreadable(function: str, texts: list[str], when: str) -> Iterator[Finding]:
    lines = [line for text in texts for line in text.splitlines()]
    for line in lines:
        if not line.isprintable():
            yield function, f"A visible check says something unprintable {when}: {line!r}"
        elif len(line) > _LINE_COLUMNS:
            yield function, f"A visible check has a line of {len(line)} columns {when}: {line}"


def _first_line(text: str) -> str:
    return text.partition("\n")[0]


def _on_reference(visible: VisibleChecks) -> tuple[dict[str, Callable[[], None]], dict[str, object]]:
    """Return the checks as they are when they import the reference, and the names of their file."""
    functions = visible.functions_on(visible.material.reference)
    return functions, inspect.unwrap(next(iter(functions.values()))).__globals__


def _keeping(given: list[tuple[object, object, str]]) -> Callable[..., None]:
    """Return a stand-in for `expect` that adds wrong values to `given`, with the right one and a sentence."""

    def expect(got: object, expected: object, by_hand: str = "", *mistakes: tuple[object, str]) -> None:
        given.extend((wrong, expected, sentence) for wrong, sentence in mistakes)

    return expect


def _shown(check: Callable[[], None], scope: dict[str, object]) -> Iterator[str]:
    """Yield the code that the check shows if its first comparison fails, then if its second one fails ..."""
    function = inspect.unwrap(check)
    for number in itertools.count():
        scope["expect"] = _failing_at(number)
        try:
            function()
        except Difference as difference:
            frames = traceback.walk_tb(difference.__traceback__)
            yield listing(function, next(line for frame, line in frames if frame.f_code is function.__code__))
        except Exception:  # `fails_when_right` reports it
            return
        else:
            return


def _failing_at(number: int) -> Callable[..., None]:
    """Return a stand-in for `expect` whose call of this number, counted from 0, finds a difference."""
    calls = itertools.count()

    def expect(*_: object) -> None:
        if next(calls) == number:
            raise Difference

    return expect


def main() -> None:
    """Print the findings of all rules."""
    root, name, folder = sys.argv[1:]
    kit = Kit(Path(root))
    visible = VisibleChecks(kit, kit.registry.lesson(name), Path(folder))
    print(json.dumps([finding for rule in RULES for finding in rule(visible)]))


if __name__ == "__main__":
    main()
