"""The lessons' visible checks: who is right passes them, and everyone else is told something."""

from __future__ import annotations

import inspect
import itertools
import math
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch

from autograder.checks.expect import Difference
from autograder.checks.listing import listing
from autograder.checks.values import agree
from autograder.judge.material import load_material, load_module
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson

KIT = Kit.find()
ODD = {
    "None": None,
    "tuple": (torch.ones(2), None, 3),
    "wrong shape": torch.ones(5, 1, 7),
    "NaN": torch.full((2, 2), math.nan),
    "int": 3,
    "array": np.ones((2, 2)),
    "another device": torch.ones(2, 2, device="meta"),
    "requiring a gradient": torch.ones(2, 2, requires_grad=True),
    "text": "[1, 2]",
}
each_lesson = pytest.mark.parametrize("lesson", KIT.registry.lessons, ids=lambda lesson: lesson.name)

Checks = dict[str, Callable[[], None]]
Load = Callable[[Lesson, ModuleType], Checks]


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> Load:
    """The visible checks of a lesson, as they are when they import this module."""
    monkeypatch.setattr(sys, "path", [*sys.path])

    def load(lesson: Lesson, module: ModuleType) -> Checks:
        monkeypatch.setitem(sys.modules, lesson.module, module)
        name = f"test_{lesson.module}"
        found = vars(load_module(KIT.solution(lesson) / f"{name}.py", name))
        return {name: check for name, check in found.items() if name.startswith("test_")}

    return load


def message(check: Callable[[], None]) -> str | None:
    """What a check says; None if it passes. It may end in nothing else."""
    try:
        check()
    except pytest.fail.Exception as failure:
        return str(failure)
    return None


def function_of(lesson: Lesson, name: str) -> str:
    """The function that a check belongs to by its name: of several, the one with the longest."""
    fitting = [f.name for f in lesson.functions if name.startswith(f"test_{f.name.rstrip('_')}_")]
    assert fitting, f"{name} belongs to no function of {lesson.name}"
    return max(fitting, key=len)


def mine(lesson: Lesson, found: Checks, function: str) -> Iterator[str | None]:
    return (message(check) for name, check in found.items() if function_of(lesson, name) == function)


def reference(lesson: Lesson) -> ModuleType:
    return load_module(KIT.solution(lesson) / f"{lesson.module}.py", lesson.module)


def is_readable(text: str) -> bool:
    return text.isprintable() and len(text) <= 80


@each_lesson
def test_right_solutions_pass(lesson: Lesson, checks: Load) -> None:
    correct = sorted((KIT.solution(lesson) / "correct").glob("*.py"))
    assert len(correct) >= 2
    for path in [KIT.solution(lesson) / f"{lesson.module}.py", *correct]:
        found = checks(lesson, load_module(path, lesson.module))
        assert {name: message(check) for name, check in found.items()} == dict.fromkeys(found)


@each_lesson
def test_a_skeleton_fails_in_one_line(lesson: Lesson, checks: Load) -> None:
    path = KIT.assignment(lesson) / f"{lesson.module}.py"
    unwritten = {f"{f.name}{part} is not written yet" for f in lesson.functions for part in ("", ".__init__")}
    for name, check in checks(lesson, load_module(path, lesson.module)).items():
        assert message(check) in unwritten, name


@each_lesson
def test_each_function_has_three_checks_with_a_sentence(lesson: Lesson, checks: Load) -> None:
    found = checks(lesson, reference(lesson))
    owners = [function_of(lesson, name) for name in found]
    assert all(owners.count(function.name) >= 3 for function in lesson.functions)
    for name, check in found.items():
        sentence = (inspect.getdoc(check) or "").split("\n\n")[0]
        assert sentence.endswith("."), f"{name} does not say in its docstring what it checks"


@each_lesson
def test_a_known_mistake_is_not_the_right_result(lesson: Lesson, checks: Load) -> None:
    """And whoever makes it is told a sentence."""
    told = 0

    def expect(got: object, expected: object, by_hand: str = "", *mistakes: tuple[object, str]) -> None:
        nonlocal told
        assert agree(got, expected)
        for wrong, sentence in mistakes:
            assert not agree(wrong, expected), sentence
            assert sentence.endswith((".", "?"))
            told += 1

    for check in checks(lesson, reference(lesson)).values():
        inspect.unwrap(check).__globals__["expect"] = expect
        inspect.unwrap(check)()
    assert told > 2 * len(lesson.functions)


@each_lesson
def test_what_a_check_shows_can_be_retyped(
    lesson: Lesson, checks: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the imports of its file, whichever comparison of it fails."""
    shown: list[str] = []

    def keep(function: Callable[[], None], line: int) -> str:
        shown.append(listing(function, line))
        return ""

    monkeypatch.setattr("autograder.checks.expect.listing", keep)

    def failing_at(number: int) -> Callable[..., None]:
        calls = itertools.count()

        def expect(*_: object) -> None:
            if next(calls) == number:
                raise Difference

        return expect

    found = checks(lesson, reference(lesson))
    for check in found.values():
        scope = inspect.unwrap(check).__globals__
        for number in itertools.count():
            scope["expect"] = failing_at(number)
            if message(check) is None:
                break
    assert len(shown) >= 3 * len(lesson.functions) - 2
    imported = {name: value for name, value in scope.items() if not isinstance(value, str)}
    for code in shown:
        exec(code, imported | dict.fromkeys([*found, "expect", "check"]))


@each_lesson
def test_whatever_a_function_returns_is_told(lesson: Lesson, checks: Load) -> None:
    for function in lesson.functions:
        for kind, odd in ODD.items():
            module = reference(lesson)
            setattr(module, function.name, lambda *_, odd=odd, **__: odd)
            told = [text for text in mine(lesson, checks(lesson, module), function.name) if text is not None]
            assert told, f"{function.name} may return {kind}"
            assert all(map(is_readable, "\n".join(told).splitlines())), f"{function.name} with {kind}"


@each_lesson
def test_known_mistakes_are_found(lesson: Lesson, checks: Load) -> None:
    """Not all, since hidden tests look at more than small numbers; the messages are of 80 columns."""
    for function, mistakes in load_material(KIT, lesson).mistakes.items():
        told: list[list[str]] = []
        for mistake in mistakes:
            found = mine(lesson, checks(lesson, mistake.module), function)
            told.append([text for text in found if text is not None])
        assert sum(map(bool, told)) > len(mistakes) / 4, function
        lines = [line for texts in told for text in texts for line in text.splitlines()]
        assert all(map(is_readable, lines))


def run_pytest(folder: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "pytest", "--color=no", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout


def copied(lesson: Lesson, folder: Path) -> Path:
    return Path(shutil.copytree(KIT.assignment(lesson), folder / lesson.name))


def test_in_a_student_s_folder(tmp_path: Path) -> None:
    """What pytest itself prints around the messages: no traceback, no source of a check."""
    lesson = KIT.registry.lesson("02")
    folder = copied(lesson, tmp_path)
    skeleton = (folder / f"{lesson.module}.py").read_text()
    wrong = 'raise NotImplementedError("softmax is not written yet")', "return x.exp()"
    (folder / f"{lesson.module}.py").write_text(skeleton.replace(*wrong))
    names = "test_softmax_of_logarithms", "test_accuracy_of_one_row"
    printed = run_pytest(folder, *(f"test_{lesson.module}.py::{name}" for name in names))
    assert "2 failed" in printed
    assert "\naccuracy is not written yet\n" in printed
    assert "\nLikely mistake: These are the exponentials; they are not divided by their sum.\n" in printed
    assert not any(word in printed for word in ("Traceback", "expect.py", "def test_", "Error\n", "\nE  "))


def test_a_message_of_a_lesson(checks: Load) -> None:
    lesson = KIT.registry.lesson("02")
    module: Any = reference(lesson)
    module.softmax = lambda x, dim=-1: torch.softmax(x, 0)
    told = message(checks(lesson, module)["test_softmax_along_rows"])
    assert (
        told
        == """\
With dim=1 each row sums to 1.

    x = tensor([[0.0, log(3)], [log(4), 0.0]])
    softmax(x, dim=1)

Formula: softmax(x)_i = exp(x_i) / sum_j exp(x_j), where j runs along dim
By hand: exp gives the rows 1, 3 and 4, 1. Their sums are 4 and 5; so 1/4, 3/4
and 4/5, 1/5.
Expected: [[0.25, 0.75], [0.8, 0.2]]
Got: [[0.2, 0.75], [0.8, 0.25]]
First differences: [0, 0] expected 0.25, got 0.2; [1, 1] expected 0.2, got 0.25
Likely mistake: Here the columns sum to 1: use the other dimension."""
    )
