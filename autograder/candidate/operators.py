"""Observers of what a run calls: the forbidden calls, and the number of operators."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack
from functools import cache
from types import FrameType
from typing import Any, Protocol

import torch
from torch.library import Library, fallthrough_kernel

from . import python_calls
from .call_log import LOG
from .concepts import union
from .torch_private import (
    EARLY_DISPATCH,
    HAS_DISPATCH_MODE,
    DispatchMode,
    EarlyDispatch,
    Profile,
    current_pass,
)
from .wire import Call

_everything: Any = Library("_", "IMPL")  # type: ignore[no-untyped-call]  # its kernels end with it
_noted: set[str] = set()  # the operators that have a kernel here


class Observer:
    """A context manager that notes and counts calls in its `with` block.

    Args:
        words: the names of the concepts whose calls are noted.
        file: the student's file, as tracebacks name it.
        counts_passes: whether to find backward passes that no known function began, at the cost of two more.
        counts_operators: whether to count the operators, which is slow.
    """

    def __init__(
        self, words: tuple[str, ...], file: str | None, *, counts_passes: bool, counts_operators: bool
    ) -> None:
        self._watch = ConceptWatch(words, file, counts_passes) if words else None
        self._trace = Trace() if counts_operators else None
        self._stack = ExitStack()

    @property
    def calls(self) -> tuple[Call, ...]:
        """Return the forbidden calls in the order in which they were made."""
        return tuple(self._watch.calls) if self._watch is not None else ()

    @property
    def dispatched(self) -> int:
        """Return the number of dispatched operators, or 0 if they are not counted."""
        return self._trace.dispatched if self._trace is not None else 0

    def __enter__(self) -> Observer:
        for part in (self._watch, self._trace):
            if part is not None:
                self._stack.enter_context(part)
        return self

    def __exit__(self, *exception: Any) -> None:
        self._stack.__exit__(*exception)


class ProfilerWatch:
    """An observer of the calls of some concepts. It uses only PyTorch's public API, and is slow.

    It knows no place of an operator's call.
    """

    def __init__(self, words: tuple[str, ...], file: str | None, counts_passes: bool) -> None:
        self._concept = union(words)
        self._file = file
        self._counts_passes = counts_passes and "autograd" in words and current_pass is not None
        self.calls: list[Call] = []

    def __enter__(self) -> None:
        python_calls.prepare(self._concept.python)  # a submission may have loaded more modules
        self._passes = _backward_passes() if self._counts_passes else 0
        LOG.open(self._concept.forbidden, self._concept.innocent, self._file)
        self._begin()

    def __exit__(self, *exception: Any) -> None:
        operators = self._end(exception)
        self.calls = [*LOG.close(), *operators]
        if self._counts_passes and not self.calls and _backward_passes() > self._passes + 1:
            self.calls.append(Call("autograd"))

    def _begin(self) -> None:
        self._profile = Profile()
        self._profile.__enter__()

    def _end(self, exception: tuple[Any, ...]) -> list[Call]:
        """Return the calls of operators that are not in the log."""
        self._profile.__exit__(*exception)
        return [
            Call(name) for name in self._profile.outermost(self._concept.operators, self._concept.innocent)
        ]


class EarlyWatch(ProfilerWatch):
    """A fast `ProfilerWatch`: its own kernels see calls first. Other operators run at their usual speed."""

    def __init__(self, words: tuple[str, ...], file: str | None, counts_passes: bool) -> None:
        prepare(words)
        super().__init__(words, file, counts_passes)

    def _begin(self) -> None:
        assert EARLY_DISPATCH is not None  # else `ConceptWatch` is another class
        self._guard = EARLY_DISPATCH.including()
        self._guard.__enter__()
        threading.setprofile(_watch_thread)

    def _end(self, exception: tuple[Any, ...]) -> list[Call]:
        threading.setprofile(None)
        self._guard.__exit__(*exception)
        return []


_threads = threading.local()


def _watch_thread(frame: FrameType, event: str, argument: Any) -> None:
    """Have a new thread's calls go by the kernels too. Python calls this when the thread begins."""
    assert EARLY_DISPATCH is not None  # else nothing asks for it
    sys.setprofile(None)
    _threads.guard = EARLY_DISPATCH.including()  # it must end in its own thread, so it ends with it
    _threads.guard.__enter__()


class Counter(Protocol):
    """A context manager that counts the operators in its `with` block."""

    @property
    def dispatched(self) -> int: ...

    def __enter__(self) -> Any: ...

    def __exit__(self, *exception: Any) -> Any: ...


class ProfilerTrace:
    """A counter of all operators. It uses only PyTorch's public API, and is slow."""

    def __init__(self) -> None:
        self._profile = Profile()

    @property
    def dispatched(self) -> int:
        return self._profile.calls

    def __enter__(self) -> ProfilerTrace:
        self._profile.__enter__()
        return self

    def __exit__(self, *exception: Any) -> None:
        self._profile.__exit__(*exception)


class ModeTrace(DispatchMode):  # type: ignore[misc]
    """A counter of all operators that reach the dispatcher."""

    def __init__(self) -> None:
        super().__init__()
        self.dispatched = 0

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        return False  # the wrapper against torch.compile would double an operator's time

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        self.dispatched += 1
        return func(*args, **kwargs) if kwargs else func(*args)


ConceptWatch: type[ProfilerWatch] = EarlyWatch if EARLY_DISPATCH is not None else ProfilerWatch
Trace: Callable[[], Counter] = ModeTrace if HAS_DISPATCH_MODE else ProfilerTrace


def _backward_passes() -> int:
    """Return the number of backward passes that this process has begun, with the one made here.

    The engine numbers all backward passes, whichever code starts them.
    """
    probe, numbers = _probe()
    probe.backward(retain_graph=True)  # type: ignore[no-untyped-call]
    return numbers.pop()


@cache
def _probe() -> tuple[torch.Tensor, list[int]]:
    """Return a result to differentiate again and again, and the list to which each pass adds its number."""
    assert current_pass is not None  # else passes aren't counted
    number_of_pass = current_pass
    numbers: list[int] = []
    with torch.enable_grad():
        y = torch.zeros((), requires_grad=True).clone()
    y.register_hook(lambda _: numbers.append(number_of_pass()))  # type: ignore[no-untyped-call]
    return y, numbers


@cache
def prepare(words: tuple[str, ...]) -> None:
    """Have the concepts' operators and functions note their calls, once in a process.

    These operators are slower while any concept is watched. If PyTorch lacks the private parts for kernels
    that come first, operators have none.
    """
    concept = union(words)
    python_calls.prepare(concept.python)
    if EARLY_DISPATCH is None:
        return
    library = _library(EARLY_DISPATCH.name)
    for name in sorted((concept.operators | concept.innocent) - _noted):
        _noted.add(name)
        packet = getattr(torch.ops.aten, name, None)  # None if this build of PyTorch lacks it
        for overload in packet.overloads() if packet is not None else ():
            operator = getattr(packet, overload)
            kernel = _noting(name, operator, EARLY_DISPATCH)
            library.impl(
                operator.name().removeprefix("aten::"), kernel, EARLY_DISPATCH.name, with_keyset=True
            )


@cache
def _library(key: str) -> Any:
    """Return the library for kernels under the key. Operators without a kernel there are passed on."""
    _everything.fallback(fallthrough_kernel, key)
    return Library("aten", "IMPL")  # type: ignore[no-untyped-call]


def _noting(name: str, operator: Any, early: EarlyDispatch) -> Callable[..., Any]:
    following, excluding = early.following, early.excluding

    def kernel(keys: Any, *args: Any, **kwargs: Any) -> Any:
        if name in LOG.forbidden:
            LOG.note(name)
        elif name not in LOG.innocent:
            return operator.redispatch(keys & following, *args, **kwargs)
        with excluding():  # what the operator is made of is not called by the student's code
            return operator.redispatch(keys & following, *args, **kwargs)

    return kernel
