"""The run of a scenario on a module, and its results: values, gradients, side effects, calls."""

from __future__ import annotations

import marshal
import math
import struct
import traceback
from collections.abc import Callable, Iterable
from functools import lru_cache
from types import ModuleType
from typing import Any, NamedTuple

import numpy
import torch

from .effects import Effects, Lesson, Taken, drawn_from, restore, settings, take, tensors_in
from .operators import Observer
from .torch_private import gradients, is_written, mark
from .wire import Batch, Node, RaisedException, Request, Run, TensorNode, decode, encode, encode_tensor

_cotangents = torch.Generator()


class Variant(NamedTuple):
    """One way to pass the same inputs."""

    double: bool = False  # floating-point inputs as float64
    attached: bool = False  # floating-point inputs require gradients
    frozen: bool = False  # but the first of several doesn't
    inner: bool = False  # they are results of other operations, not leaves of the graph
    gradients: bool = False  # the gradients are computed
    strided: bool = False  # no tensor input is contiguous or at the start of its memory
    default64: bool = False  # during calls of the lesson's functions, PyTorch's default dtype is float64


VARIANTS = {
    "plain": Variant(),
    "attached": Variant(attached=True, frozen=True),
    "gradient": Variant(attached=True, gradients=True),
    "double": Variant(double=True, attached=True, inner=True, gradients=True),
    "float64": Variant(double=True),
    "strided": Variant(strided=True),
    "default64": Variant(default64=True),
}
_LAST_BITS = 0xFF << 29  # of a float32 number, in float64
_BEYOND_FLOAT32 = (1 << 29) - 1  # the bits that only float64 has
_GAP = 3  # elements before a strided input in its memory


def perform_all(module: ModuleType, batch: Batch) -> list[Run]:
    """Return the runs of all requests in one list."""
    return [run for request in batch.requests for run in perform(module, request)]


def perform(module: ModuleType, request: Request) -> list[Run]:
    """Run the request's scenario on `module` once for each variant, and return the runs."""
    scenario = _load(request.scenario, request.entry)
    given = {name: decode(node) for name, node in request.inputs.items()}
    results: dict[int, torch.Tensor] = {}
    runs = []
    drawn_from()  # what the module's import or a run that failed drew doesn't count
    for index, name in enumerate(request.variants):
        observer = _observer(request, module, is_first=index == 0)
        runs.append(_run(scenario, module, request, given, VARIANTS[name], observer, results))
    return runs


def _observer(request: Request, module: ModuleType, is_first: bool) -> Observer:
    """Return an observer of a run's calls. To count operators is slow, so only the first run does."""
    return Observer(
        request.watched,
        getattr(module, "__file__", None),
        counts_passes=request.counts_passes,
        counts_operators=is_first and request.trace,
    )


def rehearse(variants: Iterable[str]) -> None:
    """Perform a small request, because at first use torch imports modules for about a second."""
    source = (
        "def both(lesson, x, more): return {'one': lesson.exp(x + x), 'other': [lesson.tanh(more[0]), 1]}"
    )
    inputs = {"x": encode(torch.ones(2, 2)), "more": encode([torch.ones(3)])}
    perform(torch, Request(compiled(source), "both", inputs, list(variants), 0, trace=True))


@lru_cache(maxsize=1024)
def compiled(source: str) -> bytes:
    """Return a scenario's text as code for this Python, so that candidates needn't compile it."""
    return marshal.dumps(compile(source, "<scenario>", "exec"))


@lru_cache(maxsize=256)
def _load(code: bytes, entry: str) -> Callable[..., Any]:
    namespace: dict[str, Any] = {}
    exec(marshal.loads(code), namespace)
    scenario: Callable[..., Any] = namespace[entry]
    return scenario


class HandedTensor(NamedTuple):
    """A tensor that a scenario gets as input."""

    path: str
    x: torch.Tensor
    source: torch.Tensor  # the original of the copy
    mark: Any  # tells whether it was written to
    address: int
    requires_grad: bool


class Handed:
    """The objects that a scenario gets as inputs, and what becomes of them besides values."""

    def __init__(self, floating: int) -> None:
        self.tensors: list[HandedTensor] = []
        self.containers: list[tuple[str, Taken]] = []
        self.effects = Effects()
        self._freezes = floating > 1

    def freezes_next(self) -> bool:
        """Return whether the next floating-point tensor is to be frozen: the first of several."""
        freezes, self._freezes = self._freezes, False
        return freezes

    def note_effects(self) -> None:
        for one in self.tensors:
            x = one.x
            if x.requires_grad is not one.requires_grad:
                self.effects.note("requires_grad", one.path)
            if x.is_leaf and x.grad is not None:
                self.effects.note("grad", one.path)
            if x.data_ptr() != one.address:
                self.effects.note("memory", one.path)
            if x._backward_hooks:
                self.effects.note("hook", one.path)
        for path, taken in self.containers:
            for kind, part in taken():
                self.effects.note(kind, f"{path}{part}")
        for kind in drawn_from():
            self.effects.note(kind)


def _run(
    scenario: Callable[..., Any],
    module: ModuleType,
    request: Request,
    given: dict[str, Any],
    variant: Variant,
    observer: Observer,
    results: dict[int, torch.Tensor],
) -> Run:
    handed = Handed(sum(x.is_floating_point() for x in tensors_in(given)))
    outside = settings()
    try:
        inputs = {
            name: _prepare(value, name, variant, request.device, handed) for name, value in given.items()
        }
        _seed_generators(request.seed, request.device)
    except Exception as error:  # CUDA may be lost; on another device it is the grader's fault
        if request.device != "cuda":
            raise
        return Run(fault=fault_of(error, module))
    lesson = Lesson(module, handed.effects, torch.float64 if variant.default64 else None, results)
    try:
        with observer:
            result = scenario(lesson, **inputs)
        handed.effects.note_settings(outside)
        handed.note_effects()
        outputs = tensors_in(result)
        gradients = _gradients(outputs, handed.tensors, request.seed) if variant.gradients else {}
        value = encode(result)
        memory = {y.untyped_storage().data_ptr() for y in outputs if y.layout is torch.strided}
    except BaseException as error:  # student code may raise any exception, even SystemExit
        return Run(fault=fault_of(error, module), calls=observer.calls)
    finally:
        restore(outside)
    return Run(
        value=value,
        gradients=gradients,
        changed=tuple(one.path for one in handed.tensors if _is_changed(one)),
        aliased=tuple(
            one.path
            for one in handed.tensors
            if one.x.untyped_storage().data_ptr() in memory and one.x.numel()
        ),
        drew=_random_state(request.device) != _fresh_random_state(request.seed, request.device),
        effects=handed.effects.all(),
        calls=observer.calls,
        dispatched=observer.dispatched,
    )


def _is_changed(one: HandedTensor) -> bool:
    """Return whether code wrote to the copy.

    Writing equal values counts. Writing through `x.data` counts too, although the version counter misses it.
    """
    x = one.x
    if is_written(x, one.mark) or x.dtype is not one.source.dtype or x.device != one.source.device:
        return True
    return not torch.equal(x, one.source) and encode_tensor(x.detach()) != encode_tensor(one.source)


def _seed_generators(seed: int, device: str) -> None:
    """Seed the global generators, so that draws don't depend on earlier runs."""
    torch.default_generator.manual_seed(seed)
    if device != "cpu":
        torch.get_device_module(device).manual_seed(seed)


@lru_cache(maxsize=1024)
def _fresh_random_state(seed: int, device: str) -> bytes:
    """Seed the global generators and return their state."""
    _seed_generators(seed, device)
    return _random_state(device)


def _random_state(device: str) -> bytes:
    """Return the state of the global generators of the CPU and the device."""
    state: bytes = torch.default_generator.get_state().numpy().tobytes()
    if device != "cpu":
        state += torch.get_device_module(device).get_rng_state().numpy().tobytes()
    return state


def _prepare(value: Any, path: str, variant: Variant, device: str, handed: Handed) -> Any:
    """Return a copy of the input on the device, in the variant's form, with all nested containers.

    Args:
        handed: gets each tensor, list and dict of the copy.
    """
    if isinstance(value, torch.Tensor):
        floating = value.is_floating_point()
        source = _doubled(value) if floating and variant.double else value
        if device != "cpu":  # even a `to` that does nothing takes time, and a module has dozens of weights
            source = source.to(device)
        x = _strided(source) if variant.strided else source.clone()
        attached = floating and variant.attached and not (variant.frozen and handed.freezes_next())
        if attached:
            x.requires_grad_()
            if variant.inner:
                x = x.clone()
        handed.tensors.append(HandedTensor(path, x, source, mark(x), x.data_ptr(), attached))
        handed.effects.handed.add(id(x))
        return x
    copy: Any
    if isinstance(value, list | tuple):
        copy = type(value)(
            [_prepare(item, f"{path}[{i}]", variant, device, handed) for i, item in enumerate(value)]
        )
    elif isinstance(value, dict):
        copy = type(value)(
            {key: _prepare(item, f"{path}[{key!r}]", variant, device, handed) for key, item in value.items()}
        )
    elif isinstance(value, torch.Generator):
        copy = torch.Generator(device).manual_seed(value.initial_seed())
    else:
        return _doubled_number(value) if variant.double and type(value) is float else value
    if (taken := take(copy)) is not None:
        handed.containers.append((path, taken))
    handed.effects.handed.add(id(copy))
    return copy


def _doubled(x: torch.Tensor) -> torch.Tensor:
    """Return floating-point numbers as float64 that don't fit into float32, so that rounding to it shows.

    The last 8 bits of each float32 number are repeated in bits that only float64 has. So zeros, ones, halves,
    counts, infinities and NaN stay exact. Equal numbers stay equal, and all keep their order, because the
    change depends on nothing but the number.
    """
    if x.dtype is not torch.float32:
        return x.double()
    double = x.numpy().astype(numpy.float64)  # on these small tensors faster than PyTorch
    bits = double.view(numpy.int64)  # those of float32 are the upper ones, and the lower 29 are 0
    bits += (bits & _LAST_BITS) >> 13
    return torch.from_numpy(double)


def _doubled_number(number: float) -> float:
    """Return a number from a float32 tensor as `_doubled` does, so that it still equals the tensor's."""
    (bits,) = struct.unpack("<q", struct.pack("<d", number))
    if bits & _BEYOND_FLOAT32 == 0:
        bits += (bits & _LAST_BITS) >> 13
    doubled: float = struct.unpack("<d", struct.pack("<q", bits))[0]
    return doubled


def _strided(x: torch.Tensor) -> torch.Tensor:
    """Return the same values with gaps, dimensions in reverse order, and other numbers before the first."""
    strides = [2 * math.prod(x.shape[:axis]) for axis in range(x.dim())]
    room = torch.ones(_GAP + 2 * x.numel(), dtype=x.dtype, device=x.device)
    return room.as_strided(x.shape, strides, _GAP).copy_(x).detach()


def _gradients(
    results: list[torch.Tensor], handed: list[HandedTensor], seed: int
) -> dict[str, TensorNode | None]:
    """Return vector-Jacobian products with a random cotangent for each floating-point result.

    A sum of the outputs is not enough, because the gradient of `softmax(x).sum()` is 0 for any x.
    """
    wanted = {
        one.path: one.x for one in handed if one.x.requires_grad and (one.x.is_leaf or one.requires_grad)
    }
    floating = [y for y in results if y.is_floating_point()]
    if not wanted or not any(y.requires_grad for y in floating):
        return {}
    _cotangents.manual_seed(seed)
    outputs, cotangents = [], []
    for y in floating:
        cotangent = torch.randn(y.shape, generator=_cotangents, dtype=torch.float64)
        if y.requires_grad:
            outputs.append(y)
            cotangents.append(cotangent.to(y.device, y.dtype))
    found = gradients(tuple(outputs), tuple(cotangents), tuple(wanted.values()))
    nodes: dict[str, TensorNode | None] = {}
    for path, gradient in zip(wanted, found, strict=True):
        node: Node = None if gradient is None else encode_tensor(gradient)
        nodes[path] = node if isinstance(node, TensorNode) else None
    return nodes


def fault_of(error: BaseException, module: ModuleType | None) -> RaisedException:
    """Return the exception as plain data, with the innermost line in the module's file."""
    line = function = None
    file = getattr(module, "__file__", None)
    if isinstance(error, SyntaxError) and error.lineno:
        line = error.lineno
    for frame in traceback.extract_tb(error.__traceback__):
        if file and frame.filename == file:
            line, function = frame.lineno, frame.name
    kinds = tuple(kind.__name__ for kind in type(error).__mro__ if kind is not object)
    return RaisedException(kinds, _message(error), line, None if function == "<module>" else function)


def _message(error: BaseException) -> str:
    try:
        text = error.msg if isinstance(error, SyntaxError) else str(error)
    except BaseException:  # the methods of a student's exception may raise another
        return "(its message can't be shown)"
    return text[:500].encode(errors="replace").decode()
