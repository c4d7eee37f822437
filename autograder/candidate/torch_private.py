"""PyTorch's private parts that the kit uses, each with the public part that stands in for it.

Any release may rename them. Each is looked up once, when this module is imported. Where it is gone, the
public stand-in is bound under the same name, so that no call pays for the choice. What has no stand-in is
`None`, and whoever needs it says so when it is asked for. `missing()` tells what is gone.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence, Set
from importlib.util import find_spec
from operator import attrgetter
from pkgutil import resolve_name
from typing import Any, NamedTuple

import torch
import torch.autograd.graph
import torch.utils.dlpack
from torch import Tensor

from .concepts import CONCEPTS


class Missing(NamedTuple):
    """A private part that the installed PyTorch lacks."""

    name: str
    consequence: str  # a sentence


_missing: list[Missing] = []


def missing() -> list[Missing]:
    """Return the private parts that the installed PyTorch lacks, each with what that means."""
    return [*_missing, *_missing_operators(), *_missing_code()]


def _part(name: str, consequence: str) -> Any:
    """Return the part "module:name.in.it"; None where there is none, and note the consequence."""
    try:
        return resolve_name(name)
    except (ImportError, AttributeError):
        _missing.append(Missing(name.replace(":", "."), consequence))
        return None


def _missing_operators() -> list[Missing]:
    """Return the operators that forbidden calls are known by and that aren't there, of the internal ones."""
    names = frozenset().union(*(concept.operators for concept in CONCEPTS.values()))
    return [
        Missing(f"torch.ops.aten.{name}", "A forbidden call that ends in this operator is not noticed.")
        for name in sorted(names)
        if name.startswith("_") and not hasattr(torch.ops.aten, name)
    ]


def _missing_code() -> list[Missing]:
    """Return the places of PyTorch's Python code that forbidden calls are known by and that aren't there."""
    places = frozenset().union(*(concept.python for concept in CONCEPTS.values()))
    return [
        Missing(place.replace(":", "."), "A forbidden call of this code is not noticed.")
        for place in sorted(places)
        if not _is_there(place)
    ]


def _is_there(place: str) -> bool:
    module, _, name = place.partition(":")
    try:
        return resolve_name(place) is not None if name else find_spec(module) is not None
    except (ImportError, AttributeError):
        return False


# Gradients.

_run_backward = _part(
    "torch.autograd.graph:_engine_run_backward",
    "torch.autograd.grad computes the gradients: the same numbers, and small tests take longer.",
)


def _gradients_by_engine(
    outputs: tuple[Tensor, ...], cotangents: tuple[Tensor, ...], inputs: tuple[Tensor, ...]
) -> Sequence[Tensor | None]:
    """Return what `public_gradients` does, without a comparison of shapes as long as the rest takes."""
    gradients: Sequence[Tensor | None] = _run_backward(
        outputs,
        grad_tensors=cotangents,
        keep_graph=False,
        create_graph=False,
        inputs=inputs,
        allow_unreachable=True,
        accumulate_grad=False,
    )
    return gradients


def public_gradients(
    outputs: tuple[Tensor, ...], cotangents: tuple[Tensor, ...], inputs: tuple[Tensor, ...]
) -> Sequence[Tensor | None]:
    """Return the inputs' gradients, None for one that no output depends on. Nothing is lost but time."""
    return torch.autograd.grad(outputs, inputs, cotangents, allow_unused=True)


gradients = _gradients_by_engine if _run_backward is not None else public_gradients


# Which backward pass is running.

# The number of the backward pass that is running, which counts up in a process; -1 where none is.
current_pass: Callable[[], int] | None = _part(
    "torch._C:_current_graph_task_id",
    "A backward pass that a submission asks of the engine by a private name is not noticed.",
)


# Whether anything wrote to a tensor.

_has_version = (
    _part(
        "torch:Tensor._version",
        "Autograd's own check tells whether an input was written to: the same findings, more slowly.",
    )
    is not None
)


def _has_other_version(x: Tensor, mark: int) -> bool:
    return x._version != mark


class _Saved(torch.autograd.Function):
    """Has autograd save a tensor, so that it will complain if the tensor was written to."""

    @staticmethod
    def forward(ctx: Any, anchor: Tensor, x: Tensor) -> Tensor:
        ctx.save_for_backward(x)
        return anchor.clone()


def public_mark(x: Tensor) -> Any:
    """Return what `public_is_written` needs to know of the tensor as it is now. Nothing is lost but time.

    It is a result of the function that saved the tensor: in PyTorch 2.11 what is saved goes with the result.
    """
    with torch.enable_grad():
        return _Saved.apply(torch.zeros((), requires_grad=True), x)


def public_is_written(x: Tensor, mark: Any) -> bool:
    """Return whether autograd refuses to give the tensor back, since it was written to."""
    try:
        return mark.grad_fn.saved_tensors is None
    except RuntimeError:
        return True


# What `is_written` needs to know of a tensor as it is now.
mark: Callable[[Tensor], Any] = attrgetter("_version") if _has_version else public_mark
# Whether anything wrote to the tensor since the mark was made, the same values too.
is_written: Callable[[Tensor, Any], bool] = _has_other_version if _has_version else public_is_written


# Which operators a call dispatches.

_BY_PROFILER = (
    "PyTorch's profiler notes the operators: hundreds of times slower, and blind while a submission runs a"
    " profiler of its own."
)
_NO_SIMGPU = "There is no simgpu, so tests on it are skipped."

_dispatch_mode = _part("torch.utils._python_dispatch:TorchDispatchMode", _BY_PROFILER)
_redispatch = _part("torch:ops.aten.add.Tensor.redispatch", f"{_NO_SIMGPU} {_BY_PROFILER}")
_key_set = _part("torch._C:DispatchKeySet", f"{_NO_SIMGPU} {_BY_PROFILER}")

HAS_DISPATCH_MODE = _dispatch_mode is not None
DispatchMode: Any = _dispatch_mode if HAS_DISPATCH_MODE else object


class EarlyDispatch(NamedTuple):
    """What it takes to see an operator's call before autograd and the devices do."""

    name: str  # of the dispatch key
    following: Any  # the keys that come after it
    including: Callable[[], Any]  # makes a context in which calls go by this key
    excluding: Callable[[], Any]  # makes one in which they don't, although the other is around it


def _early_dispatch() -> EarlyDispatch | None:
    # PyTorch keeps this key for tests of its own: nothing else is registered under it, and it comes before
    # autograd's and the devices'.
    name = "TESTING_ONLY_GenericMode"
    parse = _part("torch._C:_dispatch_key_parse", _BY_PROFILER)
    after = _part("torch._C:_dispatch_keyset_full_after", _BY_PROFILER)
    include = _part("torch._C:_IncludeDispatchKeyGuard", _BY_PROFILER)
    exclude = _part("torch._C:_ExcludeDispatchKeyGuard", _BY_PROFILER)
    if any(part is None for part in (parse, after, include, exclude, _key_set, _redispatch)):
        return None
    try:
        key = parse(name)
    except RuntimeError:
        _missing.append(Missing(f"the dispatch key {name}", _BY_PROFILER))
        return None
    keys = _key_set(key)
    return EarlyDispatch(name, after(key), lambda: include(key), lambda: exclude(keys))


EARLY_DISPATCH = _early_dispatch()


class Profile:
    """Notes operators by PyTorch's profiler, the public stand-in for both ways of dispatch.

    PyTorch has one profiler at a time, so a profile within another one's block has the other's operators.
    What is lost: time, a millisecond a run and a tenth of one for each operator; and what a submission does
    while it runs a profiler of its own.
    """

    _running: Profile | None = None

    def __init__(self) -> None:
        self._outer: Profile | None = None
        self._noted: list[Any] = []

    def __enter__(self) -> None:
        self._outer = Profile._running
        if self._outer is not None:
            return
        activities = [torch.profiler.ProfilerActivity.CPU]
        self._profiler = torch.profiler.profile(activities=activities, acc_events=True)  # else 2.11 warns
        os.environ[_LOG_LEVEL] = "99"  # it would write to standard error
        self._profiler.__enter__()  # type: ignore[no-untyped-call]
        del os.environ[_LOG_LEVEL]
        Profile._running = self

    def __exit__(self, *exception: Any) -> None:
        if self._outer is not None:
            return
        Profile._running = None
        self._profiler.__exit__(*exception)  # type: ignore[no-untyped-call]
        events = self._profiler.events() or ()  # type: ignore[no-untyped-call]
        self._noted = [event for event in events if event.name.startswith(_OPERATOR)]

    @property
    def _events(self) -> list[Any]:
        """Return the operators' events in the order of their beginnings, once the outermost block ended."""
        return self._outer._events if self._outer is not None else self._noted

    @property
    def calls(self) -> int:
        """Return the number of operators, without those that they are made of."""
        return sum(not any(_operators_around(event)) for event in self._events)

    def outermost(self, wanted: Set[str], innocent: Set[str]) -> list[str]:
        """Return the wanted operators, each once, less those that are part of a wanted or innocent one."""
        names = [
            event.name.removeprefix(_OPERATOR)
            for event in self._events
            if not any(name in wanted or name in innocent for name in _operators_around(event))
        ]
        return [name for name in dict.fromkeys(names) if name in wanted]


_LOG_LEVEL = "KINETO_LOG_LEVEL"  # the profiler's library reads it when it starts
_OPERATOR = "aten::"


def _operators_around(event: Any) -> Iterator[str]:
    """Yield the names of the operators that the event's operator is part of, from the inside out."""
    while (event := event.cpu_parent) is not None:
        if event.name.startswith(_OPERATOR):
            yield event.name.removeprefix(_OPERATOR)


# What the simulated device is made of. The first of it has no stand-in: without it there is no such device,
# since one that lacks something would cost a right submission its points.

_OPERATORS = (
    *("_to_copy", "_efficientzerotensor", "_linalg_solve_ex"),
    *("_thnn_fused_lstm_cell", "_thnn_fused_lstm_cell_backward_impl"),
    *("_thnn_fused_gru_cell", "_thnn_fused_gru_cell_backward"),
)
_define_device = _part("torch.utils.backend_registration:_setup_privateuseone_for_python_backend", _NO_SIMGPU)
_cpu_key = _part("torch._C:DispatchKey.CPU", _NO_SIMGPU)
_host_keys = None if _key_set is None or _cpu_key is None else _key_set(_cpu_key)
_schema = _part("torch:ops.aten.add.Tensor._schema", _NO_SIMGPU)
_operators = {name: _part(f"torch:ops.aten.{name}.default", _NO_SIMGPU) for name in _OPERATORS}


def missing_for_simgpu() -> list[str]:
    """Return the names of the missing parts that the simulated device can't do without."""
    return [part.name for part in _missing if part.consequence.startswith(_NO_SIMGPU)]


def define_device(name: str, module: Any) -> None:
    """Give the place that PyTorch has for one more device to one of this name, written in Python.

    Args:
        module: `torch.NAME`, of which PyTorch asks the names that it asks of `torch.cuda`.
    """
    _define_device(name, backend_module=module)


def on_host_keys(operator: Any, *args: Any, **kwargs: Any) -> Any:
    """Return the view that the CPU's kernel of an operator makes of tensors of any device."""
    return operator.redispatch(_host_keys, *args, **kwargs)


def schema(operator: Any) -> Any:
    """Return the operator's parameters and results, with which of them are views or written to."""
    return operator._schema


def internal_operator(name: str) -> Any:
    """Return one of the operators that PyTorch makes others of."""
    return _operators[name]


# A tensor's memory under another device, and with the sign of its elements seen the other way round.

from_capsule: Callable[[Any], Tensor] = (
    _part("torch._C:_from_dlpack", "torch.utils.dlpack.from_dlpack does the same, a little more slowly.")
    or torch.utils.dlpack.from_dlpack
)


def public_neg_view(x: Tensor) -> Tensor:
    """Return what `neg_view` does: a tensor that is such a view already gets this memory. Nothing is lost."""
    if x.is_neg():
        view = torch.empty(0, dtype=x.dtype, device=x.device)
    else:
        view = torch.zeros(1, dtype=x.dtype.to_complex(), device=x.device).conj().imag
    return view.set_(x.untyped_storage(), x.storage_offset(), x.shape, x.stride())


# A view of the same memory whose elements are the negative of the tensor's.
neg_view: Callable[[Tensor], Tensor] = (
    _part("torch:_neg_view", "A view is made by Tensor.set_ instead: the same values, more slowly.")
    or public_neg_view
)


# Random generators.

_has_address = (
    _part(
        "torch._C:Generator._cdata",
        "A generator of simgpu is known by drawing from it: the same findings, more slowly.",
    )
    is not None
)


def _has_same_address(one: torch.Generator, other: torch.Generator) -> bool:
    return bool(one._cdata == other._cdata)  # type: ignore[attr-defined]


def public_is_same_generator(one: torch.Generator, other: torch.Generator) -> bool:
    """Return whether to change the state of one changes the other's. Nothing is lost but time."""
    before = one.get_state()
    if not torch.equal(other.get_state(), before):
        return False
    one.manual_seed(one.initial_seed() + 1)
    try:
        return not torch.equal(other.get_state(), before)
    finally:
        one.set_state(before)


# Whether two generators, which PyTorch may have wrapped anew, are one.
is_same_generator: Callable[[torch.Generator, torch.Generator], bool] = (
    _has_same_address if _has_address else public_is_same_generator
)
