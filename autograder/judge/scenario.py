"""A scenario as source text that stands by itself, so that it can run where the tests are not."""

from __future__ import annotations

import inspect
import sys
import textwrap
from collections.abc import Callable, Iterator
from functools import lru_cache
from types import CodeType, FunctionType, ModuleType
from typing import Any

from autograder.errors import CourseError

# The packages that a candidate has; functions from anywhere else travel as text.
_AT_HAND = sys.stdlib_module_names | {"torch", "torchvision", "numpy"}


def call(lesson: Any, function: str, positional: int, **inputs: Any) -> Any:
    """The plainest scenario: call one function, the first inputs by position and the rest by name."""
    names = list(inputs)
    args = [inputs[name] for name in names[:positional]]
    return getattr(lesson, function)(*args, **{name: inputs[name] for name in names[positional:]})


@lru_cache(maxsize=1024)
def standalone(scenario: Callable[..., Any]) -> str:
    """The text of `scenario` with the imports, constants and helper functions that it names.

    Raises:
        CourseError: if it can't stand by itself: a lambda, a closure, or a global of another kind.
    """
    lines: dict[str, None] = {"from __future__ import annotations": None}
    pending: list[FunctionType] = [_plain_function(scenario)]
    done: set[FunctionType] = set()
    texts: list[str] = []
    while pending:
        function = pending.pop()
        if function in done:
            continue
        done.add(function)
        texts.append(textwrap.dedent(inspect.getsource(function)))
        for name in dict.fromkeys(_globals_named(function.__code__)):
            if name not in function.__globals__:
                continue
            value = function.__globals__[name]
            if isinstance(value, FunctionType) and not _at_hand(value):
                pending.append(_plain_function(value))
            else:
                lines[_line(name, value, function)] = None
    return "\n".join([*lines, *reversed(texts)])


def _plain_function(function: Callable[..., Any]) -> FunctionType:
    if not isinstance(function, FunctionType) or function.__name__ == "<lambda>" or function.__closure__:
        raise CourseError(f"A scenario must be a plain function of a module; {function!r} is none.")
    return function


def _globals_named(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _globals_named(constant)


def _at_hand(value: Any) -> bool:
    return getattr(value, "__module__", "").split(".")[0] in _AT_HAND


def _line(name: str, value: Any, function: FunctionType) -> str:
    if isinstance(value, ModuleType) and value.__name__.split(".")[0] in _AT_HAND:
        return f"import {value.__name__} as {name}"
    if callable(value) and _at_hand(value):
        return f"from {value.__module__} import {value.__name__} as {name}"
    if value is None or isinstance(value, bool | int | float | str | tuple):
        return f"{name} = {value!r}"
    raise CourseError(
        f"{function.__code__.co_filename}, line {function.__code__.co_firstlineno}: the scenario "
        f"{function.__name__} uses {name}, which a candidate doesn't have; give it as an input."
    )
