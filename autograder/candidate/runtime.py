"""Runs a scenario on a module and notes what came of it: values, gradients, side effects, operators."""

from __future__ import annotations

import marshal
import math
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from functools import lru_cache, partial
from types import ModuleType
from typing import Any, NamedTuple

import torch

from .operators import Trace, Watch
from .wire import Batch, Fault, Node, Request, Run, TensorNode, decode, encode, encode_tensor


class Variant(NamedTuple):
    """One way of handing over the same inputs."""

    double: bool = False  # floating-point inputs as float64
    gradients: bool = False  # floating-point inputs require gradients, and these are computed
    strided: bool = False  # no tensor input is contiguous


VARIANTS = {
    "plain": Variant(),
    "gradient": Variant(gradients=True),
    "double": Variant(double=True, gradients=True),
    "strided": Variant(strided=True),
    "strided gradient": Variant(gradients=True, strided=True),
}


def perform_all(module: ModuleType, batch: Batch) -> list[Run]:
    """The runs of all requests, in a row."""
    return [run for request in batch.requests for run in perform(module, request)]


def perform(module: ModuleType, request: Request) -> list[Run]:
    """Run the request's scenario on `module`, once for each variant."""
    scenario = _load(request.scenario, request.entry)
    given = {name: decode(node) for name, node in request.inputs.items()}
    sources = dict(_tensors(given))
    runs = []
    for index, name in enumerate(request.variants):
        observer = _observer(request, is_first=index == 0)
        runs.append(
            _run(partial(scenario, module), module, request, given, sources, VARIANTS[name], observer)
        )
    return runs


def _observer(request: Request, is_first: bool) -> Trace | Watch | None:
    """What notes the operators of a run, if anything has to. A trace is dear, so one run must do."""
    if is_first and (request.trace or "autograd" in request.watched):
        return Trace()
    return Watch(request.watched) if request.watched else None


def rehearse(variants: Iterable[str]) -> None:
    """Do once what each request does, since torch imports a second's worth of modules on first use."""
    source = "def double(lesson, x): return lesson.exp(x + x)"
    inputs = {"x": encode(torch.ones(2, 2))}
    perform(torch, Request(compiled(source), "double", inputs, list(variants), 0, trace=True))


@lru_cache(maxsize=1024)
def compiled(source: str) -> bytes:
    """A scenario's text as code for this Python, so that not every candidate has to compile it."""
    return marshal.dumps(compile(source, "<scenario>", "exec"))


@lru_cache(maxsize=256)
def _load(code: bytes, entry: str) -> Callable[..., Any]:
    namespace: dict[str, Any] = {}
    exec(marshal.loads(code), namespace)
    scenario: Callable[..., Any] = namespace[entry]
    return scenario


def _run(
    scenario: Callable[..., Any],
    module: ModuleType,
    request: Request,
    given: dict[str, Any],
    sources: dict[str, torch.Tensor],
    variant: Variant,
    observer: Trace | Watch | None,
) -> Run:
    inputs = _prepare(given, variant, request.device)
    tensors = dict(_tensors(inputs))
    before = {path: (x._version, x.dtype) for path, x in tensors.items()}
    _seed_generators(request.seed, request.device)
    try:
        with observer or nullcontext():
            result = scenario(**inputs)
        outputs = [y for _, y in _tensors(result)]
        gradients = _gradients(outputs, tensors, request.seed) if variant.gradients else {}
        value = encode(result)
        memory = {y.untyped_storage().data_ptr() for y in outputs if y.layout is torch.strided}
    except BaseException as error:  # a student may raise anything, SystemExit too
        return Run(fault=fault_of(error, module), operators=_operators(observer))
    finally:
        torch.set_grad_enabled(True)
        torch.set_default_dtype(torch.float32)
    return Run(
        value=value,
        gradients=gradients,
        changed=tuple(path for path, x in tensors.items() if _is_changed(x, sources[path], *before[path])),
        aliased=tuple(
            path for path, x in tensors.items() if x.numel() and x.untyped_storage().data_ptr() in memory
        ),
        drew=_random_state(request.device) != _fresh_random_state(request.seed, request.device),
        operators=_operators(observer),
        dispatched=observer.dispatched if observer is not None else 0,
    )


def _operators(observer: Trace | Watch | None) -> tuple[str, ...]:
    return tuple(sorted(observer.operators)) if observer is not None else ()


def _is_changed(x: torch.Tensor, source: torch.Tensor, version: int, dtype: torch.dtype) -> bool:
    """Whether anything wrote to this copy, with the same values or through `x.data`, uncounted, too."""
    if x._version != version or x.dtype != dtype:
        return True
    source = source.to(x.device, dtype)
    return not torch.equal(x, source) and encode_tensor(x.detach()) != encode_tensor(source)


def _seed_generators(seed: int, device: str) -> None:
    """Start the global generators anew, so that what is drawn doesn't depend on what ran before."""
    torch.default_generator.manual_seed(seed)
    if device != "cpu":
        torch.get_device_module(device).manual_seed(seed)


@lru_cache(maxsize=1024)
def _fresh_random_state(seed: int, device: str) -> bytes:
    """Where the global generators stand once they are seeded, as they are then."""
    _seed_generators(seed, device)
    return _random_state(device)


def _random_state(device: str) -> bytes:
    """Where the global generators stand, the CPU's and the device's."""
    states = [torch.default_generator.get_state()]
    if device != "cpu":
        states.append(torch.get_device_module(device).get_rng_state())
    return b"".join(state.numpy().tobytes() for state in states)


def _prepare(value: Any, variant: Variant, device: str) -> Any:
    """A copy of the input as the variant wants it, on the device; containers are walked."""
    if isinstance(value, torch.Tensor):
        floating = value.is_floating_point()
        dtype = torch.float64 if floating and variant.double else value.dtype
        x = _strided(value.to(device, dtype)) if variant.strided else value.to(device, dtype, copy=True)
        return x.requires_grad_() if floating and variant.gradients else x
    if isinstance(value, torch.Generator):
        return torch.Generator(device).manual_seed(value.initial_seed())
    if isinstance(value, list | tuple):
        return type(value)(_prepare(item, variant, device) for item in value)
    if isinstance(value, dict):
        return {key: _prepare(item, variant, device) for key, item in value.items()}
    return value


def _strided(x: torch.Tensor) -> torch.Tensor:
    """The same values with a gap after each element and the dimensions in reversed order in memory."""
    strides = [2 * math.prod(x.shape[:axis]) for axis in range(x.dim())]
    room = torch.zeros(2 * x.numel(), dtype=x.dtype, device=x.device)
    return room.as_strided(x.shape, strides).copy_(x).detach()


def _tensors(value: Any, path: str = "") -> Iterator[tuple[str, torch.Tensor]]:
    """The tensors in nested containers, each with its path."""
    if isinstance(value, torch.Tensor):
        yield path, value
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _tensors(item, f"{path}[{index}]")
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _tensors(item, f"{path}[{key!r}]" if path else str(key))


def _gradients(
    results: list[torch.Tensor], inputs: dict[str, torch.Tensor], seed: int
) -> dict[str, TensorNode | None]:
    """Vector-Jacobian products with a random cotangent for each floating-point result.

    A sum of the outputs would not do: the gradient of `softmax(x).sum()` is 0 for any x.
    """
    generator = torch.Generator().manual_seed(seed)
    outputs, cotangents = [], []
    for y in results:
        if y.is_floating_point():
            cotangent = torch.randn(y.shape, generator=generator, dtype=torch.float64)
            if y.requires_grad:
                outputs.append(y)
                cotangents.append(cotangent.to(y.device, y.dtype))
    wanted = {path: x for path, x in inputs.items() if x.requires_grad and x.is_leaf}
    if not outputs or not wanted:
        return {}
    found = torch.autograd.grad(outputs, list(wanted.values()), cotangents, allow_unused=True)
    nodes: dict[str, TensorNode | None] = {}
    for path, gradient in zip(wanted, found, strict=True):
        node: Node = None if gradient is None else encode_tensor(gradient)
        nodes[path] = node if isinstance(node, TensorNode) else None
    return nodes


def fault_of(error: BaseException, module: ModuleType | None) -> Fault:
    """The exception as plain data, with the innermost line of the module's file that it passed through."""
    line = function = None
    file = getattr(module, "__file__", None)
    if isinstance(error, SyntaxError) and error.lineno:
        line = error.lineno
    for frame in traceback.extract_tb(error.__traceback__):
        if file and frame.filename == file:
            line, function = frame.lineno, frame.name
    kinds = tuple(kind.__name__ for kind in type(error).__mro__ if kind is not object)
    return Fault(kinds, _message(error), line, None if function == "<module>" else function)


def _message(error: BaseException) -> str:
    try:
        text = error.msg if isinstance(error, SyntaxError) else str(error)
    except BaseException:  # a student's exception may raise another when it is asked
        return "(its message can't be shown)"
    return text[:500].encode(errors="replace").decode()
