"""The file of wrong values beside the checks: missing, damaged, or of other checks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.checks.known import fingerprint
from autograder.lesson.likely_mistakes import NAME, CheckMistakes, WrongValue, likely_mistakes_text

Load = Callable[..., Callable[[], None]]
CUBES = {"tensor": "float32", "shape": [2], "numbers": [0.125, 8]}


def told(check: Any, *wrong: WrongValue, mark: str | None = None, text: str | None = None) -> list[str]:
    """The lines after the first difference, with such a file beside the check."""
    stored = {check.__name__: CheckMistakes(mark or fingerprint(check.__wrapped__), wrong)}
    path = Path(check.__wrapped__.__code__.co_filename).with_name(NAME)
    path.write_text(likely_mistakes_text(stored) if text is None else text)
    return message(check)


def message(check: Callable[[], None]) -> list[str]:
    with pytest.raises(pytest.fail.Exception) as failure:
        check()
    return str(failure.value).partition("First difference")[2].splitlines()[1:]


@pytest.fixture
def cubes(load: Load) -> Callable[[], None]:
    return load("return x * x * x")


def test_a_known_value_is_told(cubes: Callable[[], None]) -> None:
    wrong = WrongValue(0, CUBES, ("These are the cubes.",))
    assert told(cubes, wrong) == ["Likely mistake: These are the cubes."]
    assert told(cubes, wrong) == ["Likely mistake: These are the cubes."]  # the count begins anew


def test_two_sentences_are_told_and_three_are_not(cubes: Callable[[], None]) -> None:
    one, two = WrongValue(0, CUBES, ("One.",)), WrongValue(0, CUBES, ("Two.", "One."))
    assert told(cubes, one, two) == ["Likely mistake: One.", "Or: Two."]
    assert told(cubes, one, two, WrongValue(0, CUBES, ("Three.",))) == []


@pytest.mark.parametrize(
    "wrong",
    [
        WrongValue(1, CUBES, ("Of the second comparison.",)),
        WrongValue(0, CUBES | {"numbers": [0.125, 9]}, ("Of another value.",)),
        WrongValue(0, CUBES | {"tensor": "float64"}, ("Of another dtype.",)),
    ],
)
def test_what_belongs_elsewhere_is_not_told(cubes: Callable[[], None], wrong: WrongValue) -> None:
    assert told(cubes, wrong) == []


def test_a_check_that_was_changed_is_told_nothing(cubes: Callable[[], None]) -> None:
    assert told(cubes, WrongValue(0, CUBES, ("These are the cubes.",)), mark="00000000") == []


def test_a_missing_file_is_no_fault(cubes: Callable[[], None]) -> None:
    assert message(cubes) == []


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"test_double_of_a_half": 1}', "\x00", "[" * 100_000],
    ids=["empty", "cut", "list", "number", "zero", "deep"],
)
def test_a_damaged_file_breaks_no_check(cubes: Callable[[], None], text: str) -> None:
    note = [
        f"Note: {NAME} beside this check is damaged. Get it again from the",
        "course's files.",
    ]
    assert told(cubes, text=text) == note
    assert told(cubes, WrongValue(0, {"tensor": "float32"}, ("No value.",))) == note


def test_a_folder_in_its_place_breaks_no_check(cubes: Any) -> None:
    Path(cubes.__wrapped__.__code__.co_filename).with_name(NAME).mkdir()
    assert message(cubes)[0].startswith("Note: ")
