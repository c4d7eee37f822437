"""The functions for writing a visible check, and the message of a failed check.

    @check
    def test_double_of_a_half():
        \"\"\"Twice a half is a whole.

        double(x) = x + x
        \"\"\"
        x = tensor([0.5])
        expect(double(x), tensor([1.0]), "0.5 + 0.5 = 1", (tensor([0.25]), "This is the square of x."))

The docstring begins with a sentence on the checked behaviour. The formula follows. A failed check shows both,
its own lines for retyping, the arithmetic by hand, and the wrong value. The message is plain text of 80
columns. Pairs of a wrong value and its sentence are only for values that no known mistake gives:
`autograder build` stores those of the known mistakes.
"""

from __future__ import annotations

import functools
import inspect
import itertools
import linecache
import textwrap
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

import pytest

from autograder.checks.known import known_sentences
from autograder.checks.listing import listing
from autograder.checks.values import agree, are_alike, described, discrepancies, likely_mistake
from autograder.errors import CourseError
from autograder.lesson.likely_mistakes import NAME
from autograder.lesson.stubs import UNWRITTEN

CheckBody = Callable[[], None]
Outcome = Literal["failed", "unwritten", "error"]

_LINE_COLUMNS = 80
_MAX_DISCREPANCIES = 3
_MAX_EXCEPTION_CHARACTERS = 300  # of an exception's own words


class Failed(pytest.fail.Exception):  # type: ignore[name-defined,misc]  # a class that mypy knows as a value
    """The exception of a failed check, with its message and its outcome."""

    __module__ = "builtins"  # so that pytest's summary shows the message instead of a long class name

    def __init__(self, message: str, outcome: Outcome) -> None:
        super().__init__(message, pytrace=False)
        self.outcome = outcome


class Difference(AssertionError):
    """The difference of a value from the expected one, as labelled lines."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


class WrongResult(Difference):
    """The difference that an `expect` of a running check found.

    Args:
        got: the wrong value.
        number: the number of the `expect` among those that the check has run, from 0.
        is_explained: whether a pair of the check has this value.
    """

    def __init__(self, *lines: str, got: object, number: int, is_explained: bool) -> None:
        super().__init__(*lines)
        self.got = got
        self.number = number
        self.is_explained = is_explained


@dataclass
class _Running:
    """The check that runs, and the number of its `expect` calls so far."""

    function: CheckBody
    observe: Callable[[object], None] | None
    expects: int = 0


_running: ContextVar[_Running | None] = ContextVar("the running check", default=None)


def run(function: CheckBody, observe: Callable[[object], None] | None = None) -> None:
    """Call the body of a check, and let `expect` know which check it belongs to.

    Args:
        observe: a function that each `expect` passes the value that it got.
    """
    token = _running.set(_Running(function, observe))
    try:
        function()
    finally:
        _running.reset(token)


def check(function: CheckBody) -> CheckBody:
    """Return the function as a visible check, which fails with a message in words and without a traceback.

    Warnings don't show that a result is wrong. So they are hidden, and never fail the check.
    """

    @functools.wraps(function)
    def checked() -> None:
        __tracebackhide__ = True
        with warnings.catch_warnings(action="ignore"):
            failure = _failure(function)
        if failure is not None:
            raise failure

    return checked


def expect(got: object, expected: object, by_hand: str = "", *mistakes: tuple[object, str]) -> None:
    """Compare the value of a student's function with the expected value. Raise `Difference` if they differ.

    Numbers may differ by rounding in float32. Types, shapes, dtypes and devices must be equal, also in the
    items of a list or a tuple.

    Args:
        got: the call of the student's function. It must stand here, so that the message can show it.
        expected: the right value, of the right type, for example a tensor, a float or a tuple of tensors.
        by_hand: the calculation of the expected value with pen and paper.
        mistakes: wrong values worked by hand, each with a sentence for the student who gets this value. They
            go before the values of the known mistakes.
    """
    running = _running.get()
    number = running.expects if running is not None else 0
    if running is not None:
        running.expects += 1
        if running.observe is not None:
            running.observe(got)
    if agree(got, expected):
        return
    lines = [f"By hand: {by_hand}"] if by_hand else []
    lines += [f"Expected: {described(expected, got)}", f"Got: {described(got, expected)}"]
    if are_alike(got, expected):
        lines += _first_discrepancies(got, expected)
    by_author = next((sentence for wrong, sentence in mistakes if agree(got, wrong)), None)
    lines += _likely(by_author, running, number, got, expected)
    raise WrongResult(*lines, got=got, number=number, is_explained=by_author is not None)


@contextmanager
def expect_error(error_type: type[Exception], word: str = "") -> Iterator[None]:
    """Compare the exception of the `with` block with the expected one. Raise `Difference` if they differ.

    Args:
        error_type: the expected class, or a base of it.
        word: a word that the exception's message must contain.
    """
    asked = f"Expected: {error_type.__name__}" + (f" with {word!r} in its message" if word else "")
    try:
        yield
    except Exception as error:
        if _is_unwritten(error):
            raise
        if not isinstance(error, error_type) or word not in str(error):
            raise Difference(asked, f"Got: {_error_text(error)}") from error
    else:
        raise Difference(asked, "Got: no exception")


def _likely(
    by_author: str | None, running: _Running | None, number: int, got: object, expected: object
) -> Iterator[str]:
    """Yield the lines on the likely mistake.

    A sentence of the check's author goes before those of known mistakes. A kind of difference comes last.
    """
    sentences: tuple[str, ...] = (by_author,) if by_author else ()
    if not sentences and running is not None:
        try:
            sentences = known_sentences(running.function, number, got)
        except CourseError:
            yield f"Note: {NAME} beside this check is damaged. Get it again from the course's files."
    if not sentences:
        by_kind = likely_mistake(got, expected)
        sentences = (by_kind,) if by_kind else ()
    for label, sentence in zip(("Likely mistake", "Or"), sentences, strict=False):
        yield f"{label}: {sentence}"


def _failure(function: CheckBody) -> Failed | None:
    """Return the failure of a check; None if it passes.

    The caller raises it outside the `except` clauses, so that no other exception is chained to it.
    """
    try:
        run(function)
    except Difference as difference:
        wrong = [*_formula(function), *difference.lines]
        if difference.__cause__ is not None:
            wrong += _origin(function, difference.__cause__)
        return Failed(_message(function, difference, wrong), "failed")
    except Exception as error:
        if _is_unwritten(error):
            return Failed(str(error), "unwritten")
        raised = [f"Raised: {_error_text(error)}", *_origin(function, error)]
        return Failed(_message(function, error, raised), "error")
    return None


def _message(function: CheckBody, error: Exception, lines: list[str]) -> str:
    sentence = _paragraphs(function)[0]
    frames = _frames(error)
    line = next(frame.line for frame in frames if frame.file == function.__code__.co_filename)
    code = textwrap.indent(listing(function, line), "    ")
    return "\n".join([_wrapped(sentence), "", code, "", *map(_wrapped, lines)])


def _paragraphs(function: CheckBody) -> list[str]:
    return (inspect.getdoc(function) or function.__name__).split("\n\n", 1)


def _formula(function: CheckBody) -> list[str]:
    _, *formula = _paragraphs(function)
    if formula and "\n" in formula[0]:
        return ["Formula:", *textwrap.indent(formula[0], "    ").splitlines()]
    return [f"Formula: {line}" for line in formula]


def _first_discrepancies(got: object, expected: object) -> Iterator[str]:
    first = [
        discrepancy
        for discrepancy in itertools.islice(discrepancies(got, expected), _MAX_DISCREPANCIES)
        if discrepancy.where
    ]
    if first:
        listed = "; ".join(f"{where} expected {right}, got {wrong}" for where, right, wrong in first)
        yield f"First {'differences' if len(first) > 1 else 'difference'}: {listed}"


class _Frame(NamedTuple):
    file: str
    line: int
    function: str
    module: str


def _frames(error: BaseException) -> list[_Frame]:
    return [
        _Frame(frame.f_code.co_filename, line, frame.f_code.co_name, frame.f_globals.get("__name__", ""))
        for frame, line in traceback.walk_tb(error.__traceback__)
    ]


def _origin(function: CheckBody, error: BaseException) -> list[str]:
    """Return lines that say where an exception began: the last line of the student's code on its way."""
    module = Path(function.__code__.co_filename).stem.removeprefix("test_")
    theirs = [frame for frame in _frames(error) if frame.module == module]
    if not theirs:
        return ["Where: in the last line above, outside of your functions"]
    file, line, name, _ = theirs[-1]
    source = textwrap.shorten(linecache.getline(file, line), _LINE_COLUMNS - 4, placeholder=" ...")
    return [f"Where: {Path(file).name}, line {line}, in {name}", *([f"    {source}"] if source else [])]


def _is_unwritten(error: Exception) -> bool:
    return isinstance(error, NotImplementedError) and str(error).endswith(UNWRITTEN)


def _error_text(error: Exception) -> str:
    words = textwrap.shorten(str(error), _MAX_EXCEPTION_CHARACTERS, placeholder=" ...")
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


def _wrapped(line: str) -> str:
    """Return the line broken at 80 columns. An indented line is code or a formula and stays as it is."""
    if line.startswith(" ") or len(line) <= _LINE_COLUMNS:
        return line
    return textwrap.fill(line, _LINE_COLUMNS, break_on_hyphens=False)
