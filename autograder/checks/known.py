"""The lookup of a student's wrong value among those of the known mistakes."""

from __future__ import annotations

import hashlib
import inspect
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.checks.plain import from_plain
from autograder.checks.values import agree
from autograder.errors import CourseError
from autograder.lesson.likely_mistakes import NAME, load_likely_mistakes

MAX_TOLD_SENTENCES = 2  # for one value; each of more mistakes would be an unlikely cause
_FINGERPRINT_DIGITS = 8


def fingerprint(check: Callable[..., Any]) -> str:
    """Return hexadecimal digits that tell the check's text from others."""
    text = textwrap.dedent(inspect.getsource(check))
    return hashlib.sha256(text.encode()).hexdigest()[:_FINGERPRINT_DIGITS]


def known_sentences(check: Callable[..., Any], expect: int, got: object) -> tuple[str, ...]:
    """Return the sentences of the known mistakes that give this value; none if there are too many.

    The result is empty for a check whose text has changed since `autograder build`, and without a file.

    Args:
        check: the function that runs, from the file of the checks.
        expect: the number of the `expect` that found the value, among those that the check has run.

    Raises:
        CourseError: the file beside the checks is damaged.
    """
    path = Path(check.__code__.co_filename).with_name(NAME)
    stored = load_likely_mistakes(path).get(check.__name__)
    if stored is None or stored.fingerprint != fingerprint(check):
        return ()
    try:
        equal = [w for w in stored.wrong if w.expect == expect and agree(got, from_plain(w.value))]
    except ValueError as error:
        raise CourseError(f"{path} is damaged: {error}.") from error
    sentences = tuple(dict.fromkeys(sentence for wrong in equal for sentence in wrong.sentences))
    return sentences if len(sentences) <= MAX_TOLD_SENTENCES else ()
