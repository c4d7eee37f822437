"""What a call leaves behind besides its result and values: flags, gradients, hooks, modes and settings."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from functools import partial, update_wrapper
from types import ModuleType
from typing import Any

import numpy
import torch

from .torch_private import is_written, mark
from .wire import MAX_EFFECTS, MAX_WORD_CHARACTERS, Effect

Taken = Callable[[], Iterable[tuple[str, str]]]  # compares with now: yields a kind of effect and a part
Settings = tuple[bool, torch.dtype, int, bool]
_SETTINGS = ("grad_mode", "default_dtype", "threads", "deterministic")  # the kinds of effects
_NESTED = (list, tuple, dict)
_PLAIN = frozenset({type(None), bool, int, float, str})  # no call can change these


class Effects:
    """The effects that a run's calls leave behind, each once."""

    def __init__(self) -> None:
        self._effects: dict[tuple[str, str], Effect] = {}
        self.handed: set[int] = set()  # the ids of the objects that the run itself looks after

    def note(self, kind: str, where: str = "", said: str = "") -> None:
        effect = Effect(kind, where[:MAX_WORD_CHARACTERS], (said or where)[:MAX_WORD_CHARACTERS])
        self._effects.setdefault((kind, where), effect)

    def note_settings(self, before: Settings) -> None:
        now = settings()
        if now != before:
            for kind, one, other in zip(_SETTINGS, before, now, strict=True):
                if one != other:
                    self.note(kind)

    def all(self) -> tuple[Effect, ...]:
        return tuple(self._effects.values())[:MAX_EFFECTS]


def settings() -> Settings:
    """Return PyTorch's settings for this process, in the order of `_SETTINGS`."""
    return (
        torch.is_grad_enabled(),
        torch.get_default_dtype(),
        torch.get_num_threads(),
        torch.are_deterministic_algorithms_enabled(),
    )


def restore(before: Settings) -> None:
    """Put PyTorch's settings back, with gradients recorded and float32 as the default dtype."""
    if torch.get_default_dtype() is not torch.float32:
        torch.set_default_dtype(torch.float32)
    torch.set_grad_enabled(True)
    _, _, threads, deterministic = settings()
    if threads != before[2]:
        torch.set_num_threads(before[2])
    if deterministic != before[3]:
        torch.use_deterministic_algorithms(before[3])


class Lesson:
    """A submission's module as a scenario sees it: it notes what each call of a function leaves behind.

    Args:
        module: the submission.
        effects: gets what calls leave behind.
        default_dtype: PyTorch's default dtype during calls; None leaves it as it is.
        results: the results of earlier calls by the address of their memory. They stay alive, so that no
            other tensor gets it.
    """

    def __init__(
        self,
        module: ModuleType,
        effects: Effects,
        default_dtype: torch.dtype | None,
        results: dict[int, torch.Tensor],
    ) -> None:
        self._module = module
        self._effects = effects
        self._default_dtype = default_dtype
        self._results = results

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._module, name)
        if isinstance(value, type) or not callable(value):
            return value
        watched = self.__dict__[name] = partial(self._call, value)
        return update_wrapper(watched, value, ("__name__", "__doc__"), ())

    def _call(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        handed = self._effects.handed
        taken: list[tuple[int | str, str, Taken]] = []
        arguments: list[tuple[int | str, Any]] = [*enumerate(args), *kwargs.items()]
        for place, value in arguments:
            if type(value) not in _PLAIN and id(value) not in handed:
                for part, item in _parts(value) if isinstance(value, _NESTED) else (("", value),):
                    if id(item) not in handed and (look := take(item)) is not None:
                        taken.append((place, part, look))
        outside = torch.get_default_dtype()
        if self._default_dtype is not None:
            torch.set_default_dtype(self._default_dtype)
        before = torch.is_grad_enabled(), torch.get_default_dtype()
        try:
            result = function(*args, **kwargs)
        finally:
            if torch.is_grad_enabled() is not before[0]:
                self._effects.note("grad_mode")
            if torch.get_default_dtype() is not before[1]:
                self._effects.note("default_dtype")
            if self._default_dtype is not None:
                torch.set_default_dtype(outside)
            for place, part, look in taken:
                for kind, smaller_part in look():
                    part_of_it = f"{part}{smaller_part}"
                    self._effects.note(kind, f"{place}{part_of_it}", f"{_name(function, place)}{part_of_it}")
        self._note_repeated(result, args, kwargs)
        return result

    def _note_repeated(self, result: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """Note whether a result shares memory with an earlier call's result that is no argument."""
        own = {_address(x): x for x in tensors_in(result)}
        own.pop(0, None)
        again = own.keys() & self._results.keys()
        if again and not again <= {_address(x) for x in tensors_in((args, kwargs))}:
            self._effects.note("repeated")
        self._results |= own


def _name(function: Callable[..., Any], place: int | str) -> str:
    """Return what the function calls this argument."""
    if isinstance(place, str):
        return place
    code = getattr(function, "__code__", None)
    names = code.co_varnames[: code.co_argcount] if code is not None else ()
    return names[place] if place < len(names) else f"argument {place + 1}"


def _parts(value: Any, path: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Yield an object and what is in it, each with its place. It may contain itself, so not too deep."""
    yield path, value
    if depth < 8 and isinstance(value, list | tuple):
        for i, item in enumerate(value):
            yield from _parts(item, f"{path}[{i}]", depth + 1)
    elif depth < 8 and isinstance(value, dict):
        for key, item in value.items():
            yield from _parts(item, f"{path}[{key!r}]", depth + 1)


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


def _address(x: torch.Tensor) -> int:
    """Return the address of a tensor's memory; 0 if it has none."""
    try:
        return x.untyped_storage().data_ptr()
    except (
        RuntimeError,
        NotImplementedError,
    ):  # a sparse tensor, or one that stands for another in torch.func
        return 0


def take(value: Any) -> Taken | None:
    """Return a function that compares the object with what it is now; None if it is of another kind."""
    kind = type(value)
    if kind is torch.Tensor or kind is torch.nn.Parameter:
        return _taken_tensor(value)
    if kind is list:
        return _taken_items(value, tuple(value))
    if isinstance(value, dict):
        return _taken_items(value, (*value, *value.values()))
    if isinstance(value, torch.nn.Module):
        return _taken_module(value)
    if isinstance(value, torch.optim.Optimizer):
        return _taken_optimizer(value)
    if isinstance(value, torch.Generator):  # its class is another one where simgpu is registered
        seed = value.initial_seed()
        return lambda: [("generator", "")] if value.initial_seed() != seed else ()
    return None


def _taken_tensor(x: torch.Tensor) -> Taken:
    requires, grad, address, hooks = x.requires_grad, _grad(x), _address(x), _hooks(x)
    before = mark(grad) if grad is not None else None

    def compare() -> list[tuple[str, str]] | tuple[()]:
        is_as_before = grad is _grad(x) is None or _is_as_before(_grad(x), grad, before)
        if is_as_before and (x.requires_grad, _address(x), _hooks(x)) == (requires, address, hooks):
            return ()
        differs = {
            "requires_grad": x.requires_grad is not requires,
            "grad": not is_as_before,
            "memory": _address(x) != address,
            "hook": _hooks(x) != hooks,
        }
        return [(kind, "") for kind, is_so in differs.items() if is_so]

    return compare


def _is_as_before(now: torch.Tensor | None, grad: torch.Tensor | None, before: Any) -> bool:
    if now is None or grad is None:
        return now is grad
    return not is_written(grad, before) and (now is grad or torch.equal(now, grad))


def _grad(x: torch.Tensor) -> torch.Tensor | None:
    return x.grad if x.is_leaf else None  # PyTorch warns where others are asked


def _hooks(x: torch.Tensor) -> int:
    return len(getattr(x, "_backward_hooks", None) or ())


def _taken_items(container: Any, items: tuple[Any, ...]) -> Taken:
    def compare() -> Iterator[tuple[str, str]]:
        now = (*container, *container.values()) if isinstance(container, dict) else container
        if len(now) != len(items) or any(x is not y for x, y in zip(now, items, strict=True)):
            yield "items", ""

    return compare


_MODULE_HOOKS = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks")


def _module_hooks(module: torch.nn.Module) -> int:
    return sum(len(getattr(module, name, ())) for name in _MODULE_HOOKS)


def _stored(module: torch.nn.Module) -> dict[str, torch.Tensor]:
    """Return the parameters and buffers by name."""
    return dict(
        [
            *module.named_parameters(remove_duplicate=False),
            *module.named_buffers(remove_duplicate=False),
        ]
    )


def _taken_module(module: torch.nn.Module) -> Taken:
    modes = [(name, part, part.training, _module_hooks(part)) for name, part in module.named_modules()]
    tensors = [(name, x, _taken_tensor(x)) for name, x in _stored(module).items()]

    def compare() -> Iterator[tuple[str, str]]:
        for name, part, training, hooks in modes:
            at = f".{name}" if name else ""
            if part.training is not training:
                yield "mode", at
            if _module_hooks(part) != hooks:
                yield "hook", at
        now = _stored(module)
        for name, x, taken in tensors:
            if now.pop(name, None) is not x:
                yield "replaced", f".{name}"
            yield from ((kind, f".{name}") for kind, _ in taken())
        for name in now:
            yield "added", f".{name}"

    return compare


def _taken_optimizer(optimizer: torch.optim.Optimizer) -> Taken:
    before = _options(optimizer)

    def compare() -> Iterator[tuple[str, str]]:
        if _options(optimizer) != before:
            yield "optimizer", ""

    return compare


def _options(optimizer: torch.optim.Optimizer) -> list[Any]:
    """Return what the caller chose: the options and the parameters of each group."""
    return [
        {name: [id(p) for p in value] if name == "params" else value for name, value in group.items()}
        for group in optimizer.param_groups
    ]


class Twin:
    """A global generator and its twin, which draws the same numbers as long as nobody else draws.

    To seed a generator for each run would take longer than all other effects.

    Args:
        seed: seeds the global generator.
        draw: draws from it.
        twin: draws from another generator that was seeded with `SEED`.
    """

    SEED = 0

    def __init__(
        self, seed: Callable[[int], Any], draw: Callable[[], float], twin: Callable[[], Callable[[], float]]
    ) -> None:
        self._seed, self._draw, self._twin = seed, draw, twin
        self._drawn = twin()

    def is_alone(self) -> bool:
        """Return whether nobody has drawn since the last call. If somebody has, begin anew."""
        if self._draw() == self._drawn():
            return True
        self._seed(self.SEED)
        self._drawn = self._twin()
        return False


_TWINS = {
    "random": Twin(random.seed, random.random, lambda: random.Random(Twin.SEED).random),
    "numpy": Twin(
        numpy.random.seed,
        numpy.random.random_sample,
        lambda: numpy.random.RandomState(Twin.SEED).random_sample,
    ),
}


def drawn_from() -> list[str]:
    """Return which other global generators were used since the last call, by the kind of effect."""
    return [kind for kind, twin in _TWINS.items() if not twin.is_alone()]
