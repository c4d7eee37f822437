"""Parts of scenarios that many lessons need. They are sent as text, like the scenarios that use them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch


def refusal(
    error: type[Exception], word: str, function: Callable[..., Any], *args: Any, **kwargs: Any
) -> str:
    """Return in words whether a call raises `error` with `word` in its message.

    Other exceptions pass through. The words begin with the exception's name. Thereby the judge knows that an
    exception is expected, and says so of a call that raises none.
    """
    try:
        function(*args, **kwargs)
    except error as raised:
        named = "names" if word in str(raised) else "doesn't name"
        return f"{error.__name__} that {named} {word}" if word else error.__name__
    return "no exception"


def repetition(draw: Callable[[torch.Generator], torch.Tensor], seed: int, device: Any = "cpu") -> Any:
    """Return a dict of two bools that show whether `draw(generator)` depends only on the generator's seed.

    Args:
        draw: returns a random tensor of any shape.
        device: the device of the generator.
    """
    first, again, other = (draw(torch.Generator(device).manual_seed(s)) for s in (seed, seed, seed + 1))
    return {
        "the same for the same seed": torch.equal(first, again),
        "another for another seed": not torch.equal(first, other),
    }


def anatomy(module: torch.nn.Module) -> Any:
    """Return the shapes of a module's parameters and buffers, and whether its state survives a round trip.

    The round trip loads zeros and then the old `state_dict`.
    """
    state = module.state_dict()
    changed = {name: torch.zeros_like(value) for name, value in state.items()}
    kept = {name: value.clone() for name, value in state.items()}
    module.load_state_dict(changed)
    module.load_state_dict(kept)
    after = module.state_dict()
    return {
        "parameters": {name: list(value.shape) for name, value in module.named_parameters()},
        "buffers": {name: list(value.shape) for name, value in module.named_buffers()},
        "state after a round trip": all(torch.equal(after[name], kept[name]) for name in kept),
    }


def share_memory(lesson: Any, function_: str, **inputs: Any) -> Any:
    """Return whether two of the tensors that a function returns share memory."""
    results = _tensors(getattr(lesson, function_)(**inputs))
    places = {result.untyped_storage().data_ptr() for result in results if result.numel()}
    return {"results share memory": len(places) < sum(result.numel() > 0 for result in results)}


def _tensors(value: Any) -> list[torch.Tensor]:
    if isinstance(value, torch.Tensor):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [one for item in value for one in _tensors(item)] if isinstance(value, list | tuple) else []
