"""A scenario as source text that needs no other file of the tests, so that it can run in a candidate."""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from collections.abc import Callable, Iterator
from functools import lru_cache
from types import FunctionType, ModuleType
from typing import Any

from autograder.errors import CourseError

# The packages that a candidate has. Functions from anywhere else are sent as text.
_AT_HAND = sys.stdlib_module_names | {"torch", "torchvision", "numpy"}


def call(lesson: Any, function_: str, positional_: int, **inputs: Any) -> Any:
    """Return the result of one function of the lesson; the simplest scenario.

    The first `positional_` inputs are passed by position, and the others by name.
    """
    names = list(inputs)
    args = [inputs[name] for name in names[:positional_]]
    return getattr(lesson, function_)(*args, **{name: inputs[name] for name in names[positional_:]})


@lru_cache(maxsize=1024)
def standalone(scenario: Callable[..., Any]) -> str:
    """Return the text of `scenario` with the imports, constants, helper functions and classes that it names.

    Raises:
        CourseError: if it needs anything else: it is a lambda or a closure, or uses another kind of global.
    """
    lines: dict[str, None] = {"from __future__ import annotations": None}
    pending: list[Any] = [_plain(scenario)]
    texts: dict[Any, str] = {}
    while pending:
        piece = pending.pop()
        if piece in texts:
            continue
        texts[piece] = textwrap.dedent(inspect.getsource(piece))
        surroundings = vars(sys.modules[piece.__module__]) if isinstance(piece, type) else piece.__globals__
        for name in _names(texts[piece]):
            if name not in surroundings:
                continue
            value = surroundings[name]
            if isinstance(value, FunctionType | type) and not _at_hand(value):
                pending.append(_plain(value))
            else:
                lines[_line(name, value, piece)] = None
    return "\n".join([*lines, *reversed(texts.values())])


def _plain(piece: Any) -> Any:
    closure = getattr(piece, "__closure__", None)
    if not isinstance(piece, FunctionType | type) or piece.__name__ == "<lambda>" or closure:
        raise CourseError(f"A scenario must be a plain function of a module; {piece!r} is not.")
    return piece


def _names(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Name):
            yield node.id


def _at_hand(value: Any) -> bool:
    return getattr(value, "__module__", "").split(".")[0] in _AT_HAND


def _line(name: str, value: Any, piece: Any) -> str:
    if isinstance(value, ModuleType) and value.__name__.split(".")[0] in _AT_HAND:
        return f"import {value.__name__} as {name}"
    if callable(value) and _at_hand(value):
        return f"from {value.__module__} import {value.__name__} as {name}"
    if value is None or isinstance(value, bool | int | float | str | tuple):
        return f"{name} = {value!r}"
    raise CourseError(
        f"{inspect.getsourcefile(piece)}, line {inspect.getsourcelines(piece)[1]}: {piece.__name__} is part"
        f" of a scenario and uses {name}. A candidate has no {name}: pass it as an input."
    )
