"""The file with the wrong values that a lesson's known mistakes give in its visible checks.

`autograder build` writes it beside the checks. It has values and sentences, but no code. `expect` looks a
student's wrong value up in it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from autograder.errors import CourseError

NAME = "likely_mistakes.json"


class WrongValue(msgspec.Struct, frozen=True):
    """A wrong value at one `expect` of a check, and the sentence of each known mistake that gives it."""

    expect: int  # the number of the `expect` among those that the check runs, from 0
    value: Any  # plain data, see autograder.checks.plain
    sentences: tuple[str, ...]


class CheckMistakes(msgspec.Struct, frozen=True):
    """The wrong values of one check."""

    fingerprint: str  # of the check's text; the values say nothing about a changed check
    wrong: tuple[WrongValue, ...]


LikelyMistakes = Mapping[str, CheckMistakes]  # by the check's name


def likely_mistakes_text(mistakes: LikelyMistakes) -> str:
    """Return the text of the file. Each value and each sentence has a line of its own."""
    checks = [
        f"{_json(name)}: {{\n"
        f' "fingerprint": {_json(check.fingerprint)},\n'
        f' "wrong": [\n{_joined([_entry(wrong) for wrong in check.wrong])}\n ]\n'
        "}"
        for name, check in mistakes.items()
    ]
    return f"{{\n{_joined(checks)}\n}}\n" if checks else "{}\n"


def load_likely_mistakes(path: Path) -> LikelyMistakes:
    """Return the content of the file, or nothing if there is no file.

    Raise `CourseError` if it can't be read.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, CheckMistakes])
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise CourseError(f"{path} can't be read: {error.strerror}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CourseError(f"{path} is damaged: {error}.") from error


def _entry(wrong: WrongValue) -> str:
    sentences = _joined([f"   {_json(sentence)}" for sentence in wrong.sentences])
    head = f'  {{"expect": {wrong.expect}, "value":\n   {_json(wrong.value)},'
    return f'{head}\n   "sentences": [\n{sentences}\n  ]}}'


def _joined(parts: Sequence[str]) -> str:
    return ",\n".join(parts)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
