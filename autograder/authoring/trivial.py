"""The reference with trivial outputs, which need no work, such as zeros."""

from __future__ import annotations

CUT_OFF = "cut off from the graph"
# How each kind changes each leaf of a correct result. `first` is the first argument that is a tensor.
TRIVIAL = {
    "zeros": "torch.zeros_like(y) if tensor else type(y)(0)",
    "ones": "torch.ones_like(y) if tensor else type(y)(1)",
    "an echo of the input": "first.clone()",
    "one number for all": "y.mean() if tensor and y.dim() and y.is_floating_point() else other(y)",
    CUT_OFF: "y.detach() if tensor else other(y)",
    "another dtype": "y.to(torch.float16) if tensor else str(y)",
    "one dimension too many": "y.unsqueeze(0) if tensor else [y]",
}

# The methods of a class that a student's results come from.
METHODS = """


def _methods(cls):
    import inspect

    if hasattr(cls, "forward"):
        return ["forward"]
    own = [name for name, value in vars(cls).items() if inspect.isfunction(value)]
    return [name for name in own if name != "__init__" and (name[0] != "_" or name.endswith("__"))]
"""

_WRAPPER = """

import copy as _copy
import inspect as _inspect
import torch as _torch


def _trivial(function, method):
    def change(first, y, torch=_torch):
        tensor = isinstance(y, torch.Tensor)
        other = _not_applicable
        return {expression} if tensor or type(y) in (bool, int, float) else other(y)

    def wrapped(*args, **kwargs):
        right = function(*args, **kwargs)
        inputs = _leaves((args[method:], kwargs))
        first = next((x for x in inputs if isinstance(x, _torch.Tensor)), None)
        return _with_leaves(lambda y: change(first, y), right)

    wrapped.__signature__ = _inspect.signature(function)
    return wrapped


def _leaves(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return [leaf for item in value for leaf in _leaves(item)]
    return [value]


def _with_leaves(change, value):
    if isinstance(value, dict):
        changed = _copy.copy(value)  # of the same type, such as a Counter
        for key, item in value.items():
            changed[key] = _with_leaves(change, item)
        return changed
    if isinstance(value, (list, tuple)):
        items = [_with_leaves(change, item) for item in value]
        return type(value)(*items) if hasattr(value, "_fields") else type(value)(items)
    return change(value)


def _not_applicable(y):
    raise RuntimeError("there is nothing to change")


if isinstance({name}, type):
    {name} = type({name!r}, ({name},), {{m: _trivial(getattr({name}, m), 1) for m in _methods({name})}})
else:
    {name} = _trivial({name}, 0)
"""


def with_trivial_output(reference: str, function: str, output: str) -> bytes:
    """Return the reference with one function, or the methods of a class, that return trivial outputs."""
    return (reference + METHODS + _WRAPPER.format(expression=TRIVIAL[output], name=function)).encode()
