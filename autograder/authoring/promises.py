"""What contracts promise of inputs, asserted on each hidden input.

The file tests/lessons/NN_lesson/promises.py has a function for each graded function, with the same name and
parameters, and a class with the same methods for each graded class. They assert in plain Python what the
docstring says of the arguments.
"""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import msgspec
import torch

from autograder.authoring.agreement import Disagreement
from autograder.authoring.suite import Suite, inline_session
from autograder.candidate.runtime import perform
from autograder.judge.case import Case
from autograder.judge.material import load_module
from autograder.lesson.kit import Kit
from autograder.lesson.promises import NAME
from autograder.lesson.registry import Function, Lesson

Broken = dict[str, None]  # sentences


def unkept_promises(kit: Kit, lesson: Lesson, seed: int, functions: Sequence[str]) -> Iterator[Disagreement]:
    """Yield the promises to these functions that a hidden input breaks, and functions without promises."""
    path = kit.suite(lesson) / NAME
    if not path.is_file():
        yield None, f"{path} is missing: write what the docstrings promise of the arguments, as asserts."
        return
    promises = load_module(path, path.stem)
    session = inline_session(kit, lesson)
    reference = session.material(lesson.name).reference
    for function in map(lesson.function, functions):
        promise = vars(promises).get(function.name)
        faults = list(_other_parameters(vars(reference)[function.name], promise, function.name))
        yield from ((function.name, f"{path}: {fault}") for fault in faults)
        if not faults:
            suite = Suite(session, lesson, function, seed)
            yield from ((function.name, one) for one in _broken(suite, reference, function, promise, path))


def _other_parameters(subject: Any, promise: Any, name: str) -> Iterator[str]:
    """Yield how the promises differ in form from a function or class of the reference."""
    if isinstance(subject, type):
        for method, code in _methods(subject).items():
            yield from _other_parameters(
                code, getattr(promise, "__dict__", {}).get(method), f"{name}.{method}"
            )
    elif not isinstance(promise, FunctionType):
        yield f"{name} is missing: assert there what its docstring promises of the arguments."
    elif list(inspect.signature(promise).parameters) != list(inspect.signature(subject).parameters):
        yield f"{name} must have the parameters of the function that it is about."


def _methods(subject: type) -> dict[str, FunctionType]:
    """Return the methods that a caller of the class may call."""
    return {
        name: code
        for name, code in vars(subject).items()
        if isinstance(code, FunctionType) and (name == "__init__" or not name.startswith("_"))
    }


def _broken(
    suite: Suite, reference: ModuleType, function: Function, promise: Any, path: Path
) -> Iterator[str]:
    broken: Broken = {}
    watched = ModuleType(reference.__name__)
    watched.__dict__.update(vars(reference))
    setattr(watched, function.name, _keeping(vars(reference)[function.name], promise, path, broken))
    for plan in suite.plans:
        for step in plan.steps:
            if isinstance(step, Case):
                variants = step.request.variants[:1]
                perform(
                    watched, msgspec.structs.replace(step.request, variants=variants, trace=False, watched=())
                )
        yield from (f"{sentence} It is an input of {plan.test.name}." for sentence in broken)
        broken.clear()


def _keeping(subject: Any, promise: Any, path: Path, broken: Broken) -> Any:
    """Return the function or class, so that it notes in `broken` which promises a call breaks.

    A call that raises an exception has no promises to keep: the exception is what is asked for.
    """
    if isinstance(subject, type):
        methods = {
            name: _keeping(code, vars(promise)[name], path, broken)
            for name, code in _methods(subject).items()
        }
        return type(subject.__name__, (subject,), {"__module__": subject.__module__, **methods})
    function: Callable[..., Any] = subject

    @wraps(function)
    def watched(*args: Any, **kwargs: Any) -> Any:
        fault = _fault(promise, args, kwargs, path)  # before the call, which may change its arguments
        result = function(*args, **kwargs)
        if fault is not None:
            broken[fault] = None
        return result

    return watched


def _fault(promise: Callable[..., None], args: Any, kwargs: Any, path: Path) -> str | None:
    try:
        with torch.no_grad():
            promise(*args, **kwargs)
    except Exception as error:
        lines = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
        if not lines:  # the arguments fit no parameters, so the call itself raises the same exception
            return None
        words = (
            "doesn't hold" if isinstance(error, AssertionError) else f"raises {type(error).__name__}: {error}"
        )
        return f"{path}, line {lines[-1].lineno}: `{lines[-1].line}` {words}."
    return None
