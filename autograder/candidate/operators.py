"""Notes which operators of PyTorch a call dispatches, through whatever names it reaches them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import torch
from torch.library import Library, fallthrough_kernel
from torch.utils._python_dispatch import TorchDispatchMode

from .concepts import operators_of

# A dispatch key that PyTorch keeps for tests of its own: nothing else is registered under it, and it comes
# before autograd's and the devices', so that an operator's kernel here sees the call first.
_KEY = "TESTING_ONLY_GenericMode"

_everything: Any = Library("_", "IMPL")  # type: ignore[no-untyped-call]  # its kernels end with it
_noted: set[str] = set()  # the operators that have a kernel here
_seen: set[str] = set()  # those called since the last `ConceptWatch` began


class ConceptWatch:
    """Notes the operators of some concepts. Unlike `Trace` it costs the other operators nothing.

    Args:
        words: the concepts' names.
    """

    def __init__(self, words: tuple[str, ...]) -> None:
        prepare(words)
        self._wanted = operators_of(words)
        self._counts_passes = "autograd" in words
        self.operators: set[str] = set()
        self.dispatched = 0  # they are not counted

    def __enter__(self) -> None:
        self._passes = _backward_passes() if self._counts_passes else 0
        _seen.clear()
        self._guard = torch._C._IncludeDispatchKeyGuard(_key())
        self._guard.__enter__()  # type: ignore[no-untyped-call]

    def __exit__(self, *exception: object) -> None:
        self._guard.__exit__(*exception)
        self.operators |= _seen & self._wanted
        if self._counts_passes and _backward_passes() > self._passes + 1:
            self.operators.add("autograd")


class Trace(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Notes and counts all operators that reach the dispatcher, and tells of a backward pass."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
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
        return False  # the wrapper that keeps torch.compile out doubles what an operator costs

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        self._calls.append(func)
        if torch._C._current_graph_task_id() != -1:
            self._is_differentiated = True  # the engine is running, so a backward pass was asked for
        return func(*args, **kwargs) if kwargs else func(*args)


def _backward_passes() -> int:
    """How many backward passes this process has begun, with the one that is made to ask: the engine numbers
    them, whoever asks for them and in whatever way."""
    probe, numbers = _probe()
    probe.backward(retain_graph=True)  # type: ignore[no-untyped-call]
    return numbers.pop()


@cache
def _probe() -> tuple[torch.Tensor, list[int]]:
    """A result that is differentiated again and again, and where each pass notes its number."""
    numbers: list[int] = []
    with torch.enable_grad():
        y = torch.zeros((), requires_grad=True).clone()
    y.register_hook(  # type: ignore[no-untyped-call]
        lambda _: numbers.append(torch._C._current_graph_task_id())
    )
    return y, numbers


@cache
def prepare(words: tuple[str, ...]) -> None:
    """Once in a process, give each operator of the concepts a kernel that notes it and passes it on.

    Whoever calls that operator pays for it while any concept is watched for.
    """
    library = _library()
    for name in sorted(operators_of(words) - _noted):
        _noted.add(name)
        packet = getattr(torch.ops.aten, name, None)  # None for what this build of PyTorch doesn't have
        for overload in packet.overloads() if packet is not None else ():
            operator = getattr(packet, overload)
            kernel = _noting(name, operator)
            library.impl(operator.name().removeprefix("aten::"), kernel, _KEY, with_keyset=True)


@cache
def _library() -> Any:
    """What registers kernels under the key, under which operators without one are passed on."""
    _everything.fallback(fallthrough_kernel, _KEY)
    return Library("aten", "IMPL")  # type: ignore[no-untyped-call]


def _noting(name: str, operator: Any) -> Callable[..., Any]:
    following = torch._C._dispatch_keyset_full_after(_key())

    def kernel(keys: torch._C.DispatchKeySet, *args: Any, **kwargs: Any) -> Any:
        _seen.add(name)
        return operator.redispatch(keys & following, *args, **kwargs)

    return kernel


@cache
def _key() -> torch._C.DispatchKey:
    return torch._C._dispatch_key_parse(_KEY)
