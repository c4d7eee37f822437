"""The run of a scenario on a module, and its results: values, gradients, side effects, operators."""

from __future__ import annotations

import marshal
import math
import traceback
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from functools import lru_cache
from types import ModuleType
from typing import Any, NamedTuple

import torch

from .operators import ConceptWatch, Observer, Trace
from .torch_private import gradients, is_written, mark
from .wire import Batch, Node, RaisedException, Request, Run, TensorNode, decode, encode, encode_tensor

_cotangents = torch.Generator()


class Variant(NamedTuple):
    """One way to pass the same inputs."""

    double: bool = False  # floating-point inputs as float64
    attached: bool = False  # floating-point inputs require gradients
    gradients: bool = False  # the gradients are computed
    strided: bool = False  # no tensor input is contiguous


VARIANTS = {
    "plain": Variant(),
    "attached": Variant(attached=True),
    "gradient": Variant(attached=True, gradients=True),
    "double": Variant(double=True, attached=True, gradients=True),
    "strided": Variant(strided=True),
}


def perform_all(module: ModuleType, batch: Batch) -> list[Run]:
    """Return the runs of all requests in one list."""
    return [run for request in batch.requests for run in perform(module, request)]


def perform(module: ModuleType, request: Request) -> list[Run]:
    """Run the request's scenario on `module` once for each variant, and return the runs."""
    scenario = _load(request.scenario, request.entry)
    given = {name: decode(node) for name, node in request.inputs.items()}
    return [
        _run(scenario, module, request, given, VARIANTS[name], _observer(request, is_first=index == 0))
        for index, name in enumerate(request.variants)
    ]


def _observer(request: Request, is_first: bool) -> Observer | None:
    """Return an observer of a run's operators, or None. A trace is slow, so only the first run has one."""
    if is_first and request.trace:
        return Trace()
    return ConceptWatch(request.watched) if request.watched else None


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


def _run(
    scenario: Callable[..., Any],
    module: ModuleType,
    request: Request,
    given: dict[str, Any],
    variant: Variant,
    observer: Observer | None,
) -> Run:
    handed: list[HandedTensor] = []
    try:
        inputs = {
            name: _prepare(value, name, variant, request.device, handed) for name, value in given.items()
        }
        _seed_generators(request.seed, request.device)
    except Exception as error:  # CUDA may be lost; on another device it is the grader's fault
        if request.device != "cuda":
            raise
        return Run(fault=fault_of(error, module))
    try:
        with observer or nullcontext():
            result = scenario(module, **inputs)
        outputs = tensors_in(result)
        gradients = _gradients(outputs, handed, request.seed) if variant.gradients else {}
        value = encode(result)
        memory = {y.untyped_storage().data_ptr() for y in outputs if y.layout is torch.strided}
    except BaseException as error:  # student code may raise any exception, even SystemExit
        return Run(fault=fault_of(error, module), operators=_operators(observer))
    finally:
        torch.set_grad_enabled(True)
        if torch.get_default_dtype() is not torch.float32:
            torch.set_default_dtype(torch.float32)
    return Run(
        value=value,
        gradients=gradients,
        changed=tuple(one.path for one in handed if _is_changed(one)),
        aliased=tuple(
            one.path for one in handed if one.x.untyped_storage().data_ptr() in memory and one.x.numel()
        ),
        drew=_random_state(request.device) != _fresh_random_state(request.seed, request.device),
        operators=_operators(observer),
        dispatched=observer.dispatched if observer is not None else 0,
    )


def _operators(observer: Observer | None) -> tuple[str, ...]:
    return tuple(sorted(observer.operators)) if observer is not None else ()


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


def _prepare(value: Any, path: str, variant: Variant, device: str, handed: list[HandedTensor]) -> Any:
    """Return a copy of the input on the device, in the variant's form, with all nested containers.

    Args:
        handed: each tensor of the copy is added to this list.
    """
    if isinstance(value, torch.Tensor):
        floating = value.is_floating_point()
        dtype = torch.float64 if floating and variant.double else value.dtype
        # Even a `to` that does nothing takes time, and a module has dozens of weights.
        source = value if device == "cpu" and dtype is value.dtype else value.to(device, dtype)
        x = _strided(source) if variant.strided else source.clone()
        if floating and variant.attached:
            x.requires_grad_()
        handed.append(HandedTensor(path, x, source, mark(x)))
        return x
    if isinstance(value, list | tuple):
        return type(value)(
            [_prepare(item, f"{path}[{i}]", variant, device, handed) for i, item in enumerate(value)]
        )
    if isinstance(value, dict):
        return {
            key: _prepare(item, f"{path}[{key!r}]", variant, device, handed) for key, item in value.items()
        }
    if isinstance(value, torch.Generator):
        return torch.Generator(device).manual_seed(value.initial_seed())
    return value


def _strided(x: torch.Tensor) -> torch.Tensor:
    """Return the same values with gaps between elements and reversed dimensions in memory."""
    strides = [2 * math.prod(x.shape[:axis]) for axis in range(x.dim())]
    room = torch.zeros(2 * x.numel(), dtype=x.dtype, device=x.device)
    return room.as_strided(x.shape, strides).copy_(x).detach()


def tensors_in(value: Any) -> list[torch.Tensor]:
    """Return the tensors in nested containers."""
    found: list[torch.Tensor] = []
    _collect(value, found)
    return found


def _collect(value: Any, found: list[torch.Tensor]) -> None:
    """Add the tensors in nested containers to `found`."""
    if isinstance(value, torch.Tensor):
        found.append(value)
    elif isinstance(value, list | tuple):
        for item in value:
            _collect(item, found)
    elif isinstance(value, dict):
        for item in value.values():
            _collect(item, found)


def _gradients(
    results: list[torch.Tensor], handed: list[HandedTensor], seed: int
) -> dict[str, TensorNode | None]:
    """Return vector-Jacobian products with a random cotangent for each floating-point result.

    A sum of the outputs is not enough, because the gradient of `softmax(x).sum()` is 0 for any x.
    """
    wanted = {one.path: one.x for one in handed if one.x.requires_grad and one.x.is_leaf}
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
