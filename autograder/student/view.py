"""The students' view of their checks and their progress, as lines of text for any output.

Colours only repeat a word's meaning.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby

import msgspec
from rich.text import Text

from autograder.common.text import printable
from autograder.lesson.registry import Lesson
from autograder.student.progress import FunctionState
from autograder.student.runner import CheckResult, CheckStatus

_STYLES = {
    CheckStatus.PASSED: "green",
    CheckStatus.FAILED: "red",
    CheckStatus.UNWRITTEN: "yellow",
    CheckStatus.ERROR: "red",
    CheckStatus.TIMEOUT: "red",
    CheckStatus.CRASHED: "red",
    CheckStatus.SKIPPED: "dim",
    CheckStatus.NOT_RUN: "dim",
}
_STATES = {FunctionState.DONE: "green", FunctionState.BEGUN: "yellow", FunctionState.UNTOUCHED: "dim"}
_INDENT_COLUMNS = 2 + max(map(len, CheckStatus)) + 2  # the column of titles and messages
_MAX_OUTPUT_LINES = 20  # of a check's own output


def lesson_lines(results: Sequence[CheckResult], hidden: dict[str, int], width: int) -> Iterator[Text]:
    """Yield the results of a lesson, a block for each function, and a conclusion."""
    groups = [(name, list(group)) for name, group in groupby(results, key=lambda result: result.function)]
    common = _common_message(results)
    if common is not None and len(groups) > 1 and results[0].status is not CheckStatus.UNWRITTEN:
        yield from message_lines(results[0].status, common, width)
    else:
        for name, group in groups:
            yield from function_lines(name, group, width, passed=len(groups) == 1)
    yield Text()
    yield from wrapped(_conclusion(groups, hidden), width, "")


def function_lines(
    name: str, results: Sequence[CheckResult], width: int, *, passed: bool = True, examples: bool = True
) -> Iterator[Text]:
    """Yield a function's results.

    Args:
        passed: whether to show passed checks too.
        examples: whether to show each failed check's message. Otherwise only the first one has its message,
            so that all fit on a screen.
    """
    fine = sum(result.status is CheckStatus.PASSED for result in results)
    yield Text.assemble((name, "bold"), f"  {fine} of {len(results)} checks passed")
    common = _common_message(results)
    if common is not None:
        yield from message_lines(results[0].status, common, width)
        return
    first = next((result for result in results if not result.status.is_fine), None)
    for result in results:
        if passed or result.status is not CheckStatus.PASSED:
            yield from message_lines(result.status, result.title, width)
            if examples or result is first:
                yield from _message(result, width)
                yield from _printed(result.output, width)


def message_lines(status: CheckStatus, text: str, width: int) -> Iterator[Text]:
    """Yield a status in its column and a text beside it."""
    first, *rest = wrapped(text, width, " " * _INDENT_COLUMNS)
    first.plain = f"  {status.value}".ljust(_INDENT_COLUMNS) + first.plain.lstrip()
    first.stylize(_STYLES[status], 2, 2 + len(status.value))
    yield first
    yield from rest


def progress_lines(lesson: Lesson, states: dict[str, FunctionState]) -> Iterator[Text]:
    """Yield a lesson's functions with their points and states."""
    done = sum(state is FunctionState.DONE for state in states.values())
    head = f"{lesson.name}  {lesson.title}, {lesson.points:g} points, {done} of {len(states)} functions done"
    yield Text(head, style="bold")
    names = max(len(function.name) for function in lesson.functions)
    for function in lesson.functions:
        state = states[function.name]
        yield Text.assemble(
            f"    {function.name.ljust(names)}  {function.points:>2g}  ", (state.value, _STATES[state])
        )


def hidden_sentence(name: str, count: int) -> str:
    """Return a sentence on hidden checks, so that students don't take the visible result for the score."""
    return f"At grading {count} hidden {'check runs' if count == 1 else 'checks run'} for {name}."


def _conclusion(groups: list[tuple[str, list[CheckResult]]], hidden: dict[str, int]) -> str:
    names = [name for name, _ in groups]
    if len(names) == 1:
        return hidden_sentence(names[0], hidden[names[0]])
    fine = sum(all(result.status is CheckStatus.PASSED for result in group) for _, group in groups)
    total = sum(hidden[name] for name in names)
    numbers = ", ".join(f"{name} {hidden[name]}" for name in names)
    return (
        f"{fine} of {len(names)} functions pass all their checks."
        f" At grading {total} hidden checks run: {numbers}."
    )


def _common_message(results: Sequence[CheckResult]) -> str | None:
    """Return the message that all results share, such as that of a stub or of a failed import; else None."""
    same = len({(result.status, result.message) for result in results}) == 1
    return results[0].message if same and results[0].message else None


def _message(result: CheckResult, width: int) -> Iterator[Text]:
    """Yield a check's message below its title. A message with an example has the terminal's whole width."""
    first, _, rest = result.message.partition("\n\n")
    text = rest.strip("\n") if " ".join(first.split()) == result.title else result.message
    if "\n" not in text:
        yield from wrapped(text, width, " " * _INDENT_COLUMNS)
        return
    yield Text()
    yield from wrapped(text, width, "")
    yield Text()


def _printed(output: str, width: int) -> Iterator[Text]:
    lines = output.rstrip().splitlines()
    if lines:
        yield Text(" " * _INDENT_COLUMNS + "It printed:", style="dim")
        yield from wrapped("\n".join(lines[-_MAX_OUTPUT_LINES:]), width, " " * (_INDENT_COLUMNS + 2))


def wrapped(text: str, width: int, indent: str) -> Iterator[Text]:
    for line in text.splitlines():
        inner = indent + line[: len(line) - len(line.lstrip())]
        whole = printable(line.strip())
        for part in textwrap.wrap(whole, max(width, 40), initial_indent=inner, subsequent_indent=inner) or [
            ""
        ]:
            yield Text(part)


def as_json(lesson: Lesson, results: Sequence[CheckResult], hidden: dict[str, int]) -> bytes:
    """Return the results as one indented JSON object."""
    functions = [
        {"name": name, "hidden_checks": hidden[name], "checks": list(group)}
        for name, group in groupby(results, key=lambda result: result.function)
    ]
    text = msgspec.json.encode({"lesson": lesson.name, "functions": functions})
    return msgspec.json.format(text, indent=2) + b"\n"
