"""Observers of the PyTorch operators that a call dispatches, under any name in the code."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Protocol

import torch
from torch.library import Library, fallthrough_kernel

from .concepts import operators_of
from .torch_private import (
    EARLY_DISPATCH,
    HAS_DISPATCH_MODE,
    DispatchMode,
    EarlyDispatch,
    Profile,
    current_pass,
)

_everything: Any = Library("_", "IMPL")  # type: ignore[no-untyped-call]  # its kernels end with it
_noted: set[str] = set()  # the operators that have a kernel here
_seen: set[str] = set()  # the operators called since the last `EarlyWatch` began


class Observer(Protocol):
    """A context manager that notes the operators dispatched in its `with` block."""

    @property
    def operators(self) -> set[str]:
        """Return the operators' names, and "autograd" for a backward pass."""

    @property
    def dispatched(self) -> int:
        """Return the number of dispatched operators, or 0 if they are not counted."""

    def __enter__(self) -> Any: ...

    def __exit__(self, *exception: Any) -> Any: ...


class ProfilerWatch:
    """An observer of the operators of some concepts. It uses only PyTorch's public API, and is slow.

    Args:
        words: the concepts' names.
    """

    def __init__(self, words: tuple[str, ...]) -> None:
        self._wanted = operators_of(words)
        self._counts_passes = "autograd" in words
        self.operators: set[str] = set()
        self.dispatched = 0  # they are not counted

    def __enter__(self) -> None:
        self._passes = _backward_passes() if self._counts_passes else 0
        self._begin()

    def __exit__(self, *exception: Any) -> None:
        self.operators |= self._end(exception) & self._wanted
        if self._counts_passes and _backward_passes() > self._passes + 1:
            self.operators.add("autograd")

    def _begin(self) -> None:
        self._profile = Profile()
        self._profile.__enter__()

    def _end(self, exception: tuple[Any, ...]) -> set[str]:
        """Return all operators that were called, not only the wanted ones."""
        self._profile.__exit__(*exception)
        return self._profile.operators


class EarlyWatch(ProfilerWatch):
    """A fast `ProfilerWatch`: its own kernels see calls first. Other operators run at their usual speed."""

    def __init__(self, words: tuple[str, ...]) -> None:
        prepare(words)
        super().__init__(words)

    def _begin(self) -> None:
        assert EARLY_DISPATCH is not None  # else `Watch` is another class
        _seen.clear()
        self._guard = EARLY_DISPATCH.including()
        self._guard.__enter__()

    def _end(self, exception: tuple[Any, ...]) -> set[str]:
        self._guard.__exit__(*exception)
        return _seen


class ProfilerTrace:
    """An observer that notes and counts all operators. It uses only PyTorch's public API, and is slow."""

    def __init__(self) -> None:
        self._profile = Profile()

    @property
    def operators(self) -> set[str]:
        return self._profile.operators | ({"autograd"} if self._profile.is_differentiated else set())

    @property
    def dispatched(self) -> int:
        return self._profile.calls

    def __enter__(self) -> ProfilerTrace:
        self._profile.__enter__()
        return self

    def __exit__(self, *exception: Any) -> None:
        self._profile.__exit__(*exception)


class ModeTrace(DispatchMode):  # type: ignore[misc]
    """An observer that notes and counts all operators that reach the dispatcher, and backward passes."""

    def __init__(self) -> None:
        super().__init__()
        self._calls: list[Any] = []
        self._is_differentiated = False

    @property
    def operators(self) -> set[str]:
        names = {func.overloadpacket.__name__ for func in self._calls}
        return names | {"autograd"} if self._is_differentiated else names

    @property
    def dispatched(self) -> int:
        return len(self._calls)

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        return False  # the wrapper against torch.compile would double an operator's time

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        self._calls.append(func)
        if current_pass() != -1:
            self._is_differentiated = True  # the engine runs, so there is a backward pass
        return func(*args, **kwargs) if kwargs else func(*args)


ConceptWatch: type[ProfilerWatch] = EarlyWatch if EARLY_DISPATCH is not None else ProfilerWatch
Trace: Callable[[], Observer] = ModeTrace if HAS_DISPATCH_MODE else ProfilerTrace


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
    numbers: list[int] = []
    with torch.enable_grad():
        y = torch.zeros((), requires_grad=True).clone()
    y.register_hook(lambda _: numbers.append(current_pass()))  # type: ignore[no-untyped-call]
    return y, numbers


@cache
def prepare(words: tuple[str, ...]) -> None:
    """Give each operator of the concepts a kernel that notes the call and passes it on, once in a process.

    These operators are slower while any concept is watched. If PyTorch lacks the private parts for it, do
    nothing.
    """
    if EARLY_DISPATCH is None:
        return
    library = _library(EARLY_DISPATCH.name)
    for name in sorted(operators_of(words) - _noted):
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
    following = early.following

    def kernel(keys: Any, *args: Any, **kwargs: Any) -> Any:
        _seen.add(name)
        return operator.redispatch(keys & following, *args, **kwargs)

    return kernel
