"""Notes of calls to PyTorch's functions that are written in Python, under any name in the code."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from operator import attrgetter
from types import CodeType, FunctionType, ModuleType
from typing import Any

from .call_log import LOG

_prepared: set[str] = set()  # the places whose functions note their calls


def prepare(places: frozenset[str]) -> None:
    """Have the functions of these places note their calls, if the module is loaded, once in a process.

    Args:
        places: each is a module with those in it, or "module:name" for one function, class or method.
    """
    for place in places - _prepared:
        package, _, name = place.partition(":")
        if package in sys.modules:
            _prepared.add(place)
            for module in [sys.modules[package]] if name else _loaded(package):
                for function in _functions(module, name):
                    _instrument(function, place)


def _loaded(package: str) -> list[ModuleType]:
    names = [name for name in sys.modules if name == package or name.startswith(f"{package}.")]
    return [sys.modules[name] for name in names]


def _functions(module: ModuleType, name: str) -> Iterator[FunctionType]:
    """Yield the functions and methods that the module defines, or those of one name if it has the name."""
    values = list(vars(module).values())
    if name:
        try:
            values = [attrgetter(name)(module)]
        except AttributeError:  # another release of PyTorch, and `torch_private.missing` tells it
            values = []
    for value in values:
        if isinstance(value, type) and value.__module__ == module.__name__:
            methods = (getattr(method, "__func__", method) for method in vars(value).values())
            yield from (method for method in methods if isinstance(method, FunctionType))
        elif isinstance(value, FunctionType) and (name or value.__module__ == module.__name__):
            yield value


def _instrument(function: FunctionType, place: str) -> None:
    """Change the function's code, so that whoever has the function, by any door, runs the changed one."""
    original = FunctionType(
        function.__code__,
        function.__globals__,
        function.__name__,
        function.__defaults__,
        function.__closure__,
    )
    original.__kwdefaults__ = function.__kwdefaults__
    name = (
        place.rpartition(":")[2].rpartition(".")[2] if ":" in place else function.__qualname__.split(".")[0]
    )

    def noting(*args: Any, **kwargs: Any) -> Any:
        if place in LOG.forbidden:
            LOG.note(name)
        return original(*args, **kwargs)

    function.__code__ = _calling(noting, function.__code__)


def _calling(target: Callable[..., Any], code: CodeType) -> CodeType:
    """Return code that passes all arguments on to the target, and otherwise looks like `code`."""
    constants = tuple(target if one == "target" else one for one in _PASSING_ON.co_consts)
    return _PASSING_ON.replace(
        co_consts=constants,
        co_freevars=code.co_freevars,  # a function's code must have as many as its closure
        co_name=code.co_name,
        co_qualname=code.co_qualname,
        co_filename=code.co_filename,
        co_firstlineno=code.co_firstlineno,
    )


def _pass_on(*args: Any, **kwargs: Any) -> Any:
    target: Any = "target"  # a function takes this text's place
    return target(*args, **kwargs)


_PASSING_ON = _pass_on.__code__
