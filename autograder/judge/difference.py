"""How a run differs from the expected run, in one line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import chain, zip_longest
from math import isnan

import torch

from autograder.candidate.wire import (
    Effect,
    Key,
    MappingNode,
    Node,
    OpaqueNode,
    RaisedException,
    Run,
    SequenceNode,
    SpecialNode,
    TensorNode,
    decode_tensor,
)
from autograder.checks.resemblance import kind_of_difference
from autograder.common.text import one_line
from autograder.judge.tolerance import Inputs, tolerance
from autograder.judge.words import RESULT, claim, is_refusal, item, part, sentence

_MAX_SAID_CHARACTERS = 500  # of a candidate's own words in a message
_ROUNDING_SHARE = 1e-3  # of the largest number; rounding that leaves fewer digits looks like anything else
_TELLING = 3  # different wrong numbers, which no other cause gives by chance
_OF_NAN_GRADIENT = (
    " The value itself is right. A gradient becomes NaN where an infinite derivative meets a factor of 0."
    " `where` and `masked_fill` do that if the branch that they don't choose has an infinite derivative."
)
_DECIMAL = re.compile(r"[-+]?(?:\d+\.\d*|\.\d+|\d+(?=e[-+]?\d))(?:e[-+]?\d+)?", re.IGNORECASE)


def difference(
    got: Run, expected: Run, measure: Run | None, inputs: Inputs, named: Callable[[str], str] = str
) -> str | None:
    """Return the first difference of `got` from `expected` as a sentence; None if there is none.

    Args:
        measure: the reference's run on the same inputs in the other precision, if there is one. A float64
            run replaces the expected float32 values. The distance of the two runs measures how much rounding
            matters here.
        inputs: the size and scale of the inputs, for the tolerance.
        named: returns the words for the input at a path.
    """
    message = next(_differences(got, expected, measure, inputs, named), None)
    return None if message is None else one_line(message, _MAX_SAID_CHARACTERS)


def is_same(got: Run, other: Run, measure: Run | None, inputs: Inputs) -> bool:
    """Return whether two runs agree in every way. Messages of exceptions must be equal."""
    if got.fault is not None and other.fault is not None and got.fault.message != other.fault.message:
        return False
    if difference(other, got, None, inputs) is not None:  # one direction misses, for example, extra gradients
        return False
    return difference(got, other, measure, inputs) is None and set(got.changed) == set(other.changed)


def has_telling_difference(got: Run, expected: Run) -> bool:
    """Return whether a tensor among the values and gradients has several different wrong numbers."""
    ours = [*_tensor_nodes(got.value), *filter(None, got.gradients.values())]
    theirs = [*_tensor_nodes(expected.value), *filter(None, expected.gradients.values())]
    return any(_wrong_numbers(*pair) >= _TELLING for pair in zip_longest(ours, theirs[: len(ours)]))


def _tensor_nodes(node: Node) -> Iterator[TensorNode]:
    if isinstance(node, TensorNode):
        yield node
    elif isinstance(node, SequenceNode):
        yield from chain(*map(_tensor_nodes, node.items))
    elif isinstance(node, MappingNode):
        yield from chain(*map(_tensor_nodes, node.values))


def _wrong_numbers(got: TensorNode, expected: TensorNode | None) -> int:
    """Return how many different finite numbers but 0 a tensor has in wrong places."""
    ours = decode_tensor(got)
    if ours.dtype is torch.bool:
        return 0
    wrong = ours.isfinite() & (ours != 0)
    if expected is not None and expected.shape == got.shape:
        wrong &= ours != decode_tensor(expected)
    return len(set(ours[wrong].tolist()))


def _differences(
    got: Run, expected: Run, measure: Run | None, inputs: Inputs, named: Callable[[str], str]
) -> Iterator[str]:
    if expected.fault is not None or got.fault is not None:
        yield from _fault_differences(got.fault, expected.fault)
        return
    exact_value = measure.value if measure is not None else None
    yield from _node_differences(got.value, expected.value, exact_value, inputs, RESULT)
    # Gradients are products with cotangents, which are about 1, however small the inputs are.
    scaled = inputs._replace(scale=max(inputs.scale, 1.0))
    for path, gradient in expected.gradients.items():
        own_gradient = got.gradients.get(path)
        if gradient is None or own_gradient is None:
            if gradient is not own_gradient and not _is_zero(own_gradient):
                yield _other_dependence(named(path), is_missing=own_gradient is None)
            continue
        exact = measure.gradients.get(path) if measure else None
        what = f"the gradient with respect to the input {named(path)}"
        for message in _node_differences(own_gradient, gradient, exact, scaled, what):
            yield message + (_OF_NAN_GRADIENT if _turns_nan(own_gradient, gradient) else "")
    for path in got.changed:
        if path not in expected.changed:
            yield f"It writes to its input {named(path)} in place; the caller's tensor must stay unchanged."
    for path in expected.changed:
        if path not in got.changed:
            yield f"It leaves its input {named(path)} unchanged, but must update it in place."
    for path in got.aliased:
        if path not in expected.aliased:
            name = named(path)
            yield f"The result shares memory with the input {name}; writing to one would change the other."
    if got.drew and not expected.drew:
        yield "It uses PyTorch's global random generator, but must not."
    meant = {(effect.kind, effect.where) for effect in expected.effects}
    for effect in got.effects:
        if (effect.kind, effect.where) not in meant:
            yield _effect_sentence(effect)


_EFFECTS = {
    "requires_grad": "It leaves requires_grad of {} changed; after the call it must be as it was.",
    "grad": "It changes {}.grad; after the call it must be as it was.",
    "memory": "It gives {} other memory, as x.data = y does; the caller's tensor must keep its memory.",
    "hook": "It adds or removes a hook of {}; after the call the hooks must be as they were.",
    "items": "It changes which items are in {}; the caller's list or dict must stay as it was.",
    "mode": "It leaves {} in another mode, train or eval; after the call the mode must be as it was.",
    "replaced": "It replaces {} by another tensor; update the tensor in place, or leave it alone.",
    "added": "It adds {} to a module that it was given.",
    "optimizer": "It changes the options or the parameters of {}, which belong to the caller.",
    "generator": "It gives {} another seed; draw from the caller's generator as it is.",
    "grad_mode": "It leaves the grad mode changed (torch.set_grad_enabled); put it back before you return.",
    "default_dtype": "It leaves PyTorch's default dtype changed; put it back before you return.",
    "threads": "It leaves PyTorch's number of threads changed; put it back before you return.",
    "deterministic": "It switches PyTorch's deterministic algorithms; put them back before you return.",
    "random": "It uses the global generator of Python's module random, but must not.",
    "numpy": "It uses NumPy's global random generator, but must not.",
    "repeated": "Two calls return the same memory: who writes to one result changes the other. "
    "Make a new tensor in each call.",
}


def _effect_sentence(effect: Effect) -> str:
    sentence = _EFFECTS.get(effect.kind, "It changes {}, but must not.")  # a candidate may send any kind
    return sentence.format(effect.said or effect.where)


def _is_zero(gradient: TensorNode | None) -> bool:
    """Return whether a gradient is 0 everywhere: then the result doesn't depend on the input."""
    return gradient is not None and not decode_tensor(gradient).any()


def _other_dependence(name: str, is_missing: bool) -> str:
    if is_missing:
        return (
            f"The gradient with respect to the input {name} is missing: the result doesn't depend on it "
            "through differentiable steps."
        )
    return f"The result has a gradient with respect to the input {name}, but must not depend on it."


def _turns_nan(got: TensorNode, expected: TensorNode) -> bool:
    """Return whether a gradient is NaN where it should be finite. The value was right."""
    if got.shape != expected.shape:
        return False
    ours, theirs = decode_tensor(got), decode_tensor(expected)
    return bool((ours.isnan() & theirs.isfinite()).any())


def _fault_differences(got: RaisedException | None, expected: RaisedException | None) -> Iterator[str]:
    if got is None:
        assert expected is not None
        yield f"It raised no exception; {expected.kinds[0]} is expected for this input."
    elif expected is None:
        yield _without_values(describe_fault(got))
    elif expected.kinds[0] not in got.kinds or (_is_unwritten(got) and not _is_unwritten(expected)):
        yield f"{expected.kinds[0]} is expected for this input; {_without_values(describe_fault(got))}"


def _is_unwritten(fault: RaisedException) -> bool:
    """Return whether a skeleton's function raised the exception.

    NotImplementedError is a RuntimeError, but must not pass where a RuntimeError is expected.
    """
    return "NotImplementedError" in fault.kinds


def describe_fault(fault: RaisedException) -> str:
    """Return the exception on one line: class, message, and where the module raised it."""
    class_name = one_line(fault.kinds[0], _MAX_SAID_CHARACTERS) if fault.kinds else "An exception"
    where = f"line {fault.line}" if fault.line else ""
    where += f", in {one_line(fault.function, _MAX_SAID_CHARACTERS)}" if where and fault.function else ""
    message = f": {one_line(fault.message, _MAX_SAID_CHARACTERS)}" if fault.message else ""
    return f"{class_name}{message}" + (f" ({where})" if where else "")


def _without_values(message: str) -> str:
    """Return the message with "#" for decimal numbers, because an exception may quote hidden inputs."""
    return _DECIMAL.sub("#", message)


def _node_differences(got: Node, expected: Node, measure: Node, inputs: Inputs, what: str) -> Iterator[str]:
    if (is_refusal(expected) or is_refusal(got)) and got != expected:
        yield _refusal_difference(got, expected, what)
    elif isinstance(expected, TensorNode):
        if isinstance(got, TensorNode):
            exact = measure if isinstance(measure, TensorNode) else None
            yield from _tensor_differences(got, expected, exact, inputs, what)
        else:
            yield f"{sentence(what)} is {_name(got)}; {_name(expected)} is expected."
    elif isinstance(expected, SequenceNode):
        if not isinstance(got, SequenceNode) or got.kind != expected.kind:
            yield f"{sentence(what)} is {_name(got)}; {_name(expected)} is expected."
        elif len(got.items) != len(expected.items):
            yield (
                f"{sentence(what)} is a {got.kind} of length {len(got.items)}; length {len(expected.items)} "
                "is expected."
            )
        else:
            items = measure.items if isinstance(measure, SequenceNode) else []
            for i, (ours, theirs) in enumerate(zip(got.items, expected.items, strict=True)):
                exact_item = items[i] if i < len(items) else None
                yield from _node_differences(ours, theirs, exact_item, inputs, item(what, i, got.kind))
    elif isinstance(expected, MappingNode):
        yield from _mapping_differences(got, expected, measure, inputs, what)
    elif _is_int(got) and _is_int(expected):
        if got != expected:
            yield f"{sentence(what)} is {_short(got)}, which is wrong."
    elif isinstance(expected, SpecialNode) and isinstance(got, SpecialNode) and got.kind == expected.kind:
        if got != expected:
            yield f"{sentence(what)} is {_short(got)}; {_short(expected)} is expected."
    elif type(got) is not type(expected):
        yield f"{sentence(what)} is {_name(got)}; {_name(expected)} is expected."
    elif isinstance(expected, float):
        yield from _float_differences(got, expected, measure, inputs, what)
    elif got != expected:
        yield f"{sentence(what)} is {_short(got)}, which is wrong."


def _refusal_difference(got: Node, expected: Node, what: str) -> str:
    where = "" if what == RESULT else f"With {what}: "
    if not is_refusal(expected):
        return sentence(f"{where}{got} was raised; {_name(expected)} is expected.")
    kind, _, word = str(expected).partition(" that names ")
    named = f", with {word} in its message" if word else ""
    if is_refusal(got) and str(got).partition(" ")[0] == kind:
        return sentence(f"{where}the message of the {kind} must name {word}.")
    return sentence(f"{where}no exception was raised; {kind} is expected{named}.")


def _mapping_differences(
    got: Node, expected: MappingNode, measure: Node, inputs: Inputs, what: str
) -> Iterator[str]:
    # A Counter is a dict too.
    if not isinstance(got, MappingNode) or got.kind != expected.kind == "Counter":
        yield f"{sentence(what)} is {_name(got)}; {_name(expected)} is expected."
        return
    exact = dict(zip(measure.keys, measure.values, strict=True)) if isinstance(measure, MappingNode) else {}
    if expected.kind == "Counter":
        yield from _count_differences(got, expected, exact, inputs, what)
        return
    if got.keys != expected.keys:
        theirs, ours = (", ".join(map(str, keys[:20])) or "none" for keys in (expected.keys, got.keys))
        yield f"{sentence(what)}: the names {theirs} are expected; it has {ours[:160]}."
        return
    for key, our, their in zip(got.keys, got.values, expected.values, strict=False):
        if isinstance(our, bool) and isinstance(their, bool):
            if our is not their:
                yield claim(what, key, their)
        else:
            yield from _node_differences(our, their, exact.get(key), inputs, part(what, key))


def _count_differences(
    got: MappingNode, expected: MappingNode, exact: Mapping[Key, Node], inputs: Inputs, what: str
) -> Iterator[str]:
    """Yield how counts differ. Their keys may come in any order, and zeros count, unlike in Python."""
    ours, theirs = (dict(zip(node.keys, node.values, strict=True)) for node in (got, expected))
    for key in dict.fromkeys([*theirs, *ours]):
        word = repr(key)[:80]
        if key not in ours:
            yield f"{sentence(what)} lacks the key {word}."
        elif key not in theirs:
            yield f"{sentence(what)} has the key {word}, which is wrong."
        else:
            yield from _node_differences(ours[key], theirs[key], exact.get(key), inputs, part(what, word))


def _float_differences(got: Node, expected: float, measure: Node, inputs: Inputs, what: str) -> Iterator[str]:
    assert isinstance(got, float)
    bound = _float_bound(expected, measure if isinstance(measure, float) else None, inputs)
    # Equal infinities have the difference NaN, and NaN is not equal to itself.
    if not (got == expected or abs(got - expected) <= bound or (isnan(got) and isnan(expected))):
        yield f"{sentence(what)} is {got:.6g}, which is wrong."


@lru_cache(maxsize=2**14)
def _float_bound(expected: float, measure: float | None, inputs: Inputs) -> float:
    """Return the largest allowed error of a Python number, with float32's precision.

    The number may come from float32 tensors. It is a loss, a count or a share, so the scale of the inputs
    counts as at most 1. Large logits (1e6) still give an accuracy of at most 1. A small loss such as
    log(1 + exp(-x)) passes through values of about 1.
    """
    exact = torch.tensor(measure) if measure is not None else None
    return tolerance(torch.tensor(expected), exact, inputs._replace(scale=min(inputs.scale, 1.0)))


def _tensor_differences(
    got: TensorNode, expected: TensorNode, measure: TensorNode | None, inputs: Inputs, what: str
) -> Iterator[str]:
    if got == expected:  # equal bits: the common case, and a fast check
        return
    if got.shape != expected.shape:
        turned = (
            " It has the right sizes in another order." if sorted(got.shape) == sorted(expected.shape) else ""
        )
        yield f"{sentence(what)} has shape {list(got.shape)}; {list(expected.shape)} is expected.{turned}"
        return
    if got.dtype != expected.dtype:
        yield f"{sentence(what)} is {got.dtype}; {expected.dtype} is expected."
        return
    if got.device != expected.device:
        yield f"{sentence(what)} is on {got.device}; it must be on {expected.device}."
        return
    ours = decode_tensor(got)
    target, bound = _target(expected, measure, inputs)
    if not _is_close(ours, target, bound):
        yield f"{sentence(what)} {_where_wrong(ours, target, bound)}"
    elif expected.requires_grad and not got.requires_grad:
        yield f"{sentence(what)} is cut off from the graph: no gradient flows back through it."


@lru_cache(maxsize=2**14)  # the same for all submissions under a seed
def _target(expected: TensorNode, measure: TensorNode | None, inputs: Inputs) -> tuple[torch.Tensor, float]:
    """Return the right values, in float64 if there are such, and the largest allowed error."""
    theirs = decode_tensor(expected)
    # A result of one dtype in both runs differs because the inputs do: those in float64 have more digits.
    is_other = measure is not None and measure.shape == expected.shape and measure.dtype != expected.dtype
    exact = decode_tensor(measure) if measure is not None and is_other else None
    bound = tolerance(theirs, exact, inputs)
    if exact is not None and theirs.is_floating_point() and exact.dtype == torch.float64:
        # The right result may be NaN or infinite in float32, but finite in float64.
        exact = torch.where(theirs.isfinite(), exact, theirs.double())
        return exact.to(theirs.dtype).double(), bound
    return theirs, bound


def _is_close(got: torch.Tensor, target: torch.Tensor, bound: float) -> bool:
    """Return whether all elements are close. A fast check comes first; it suffices for finite numbers."""
    if got.is_floating_point() and got.numel() and float((got.double() - target).abs().max()) <= bound:
        return True
    return bool(_close(got, target, bound).all())


def _close(got: torch.Tensor, target: torch.Tensor, bound: float) -> torch.Tensor:
    if not got.is_floating_point() and not got.is_complex():
        return got == target
    wide = torch.promote_types(got.dtype, torch.float64)
    return torch.isclose(got.to(wide), target.to(wide), rtol=0.0, atol=bound, equal_nan=True)


def _where_wrong(got: torch.Tensor, target: torch.Tensor, bound: float) -> str:
    wrong = ~_close(got, target, bound)
    first_wrong = [int(i) for i in wrong.nonzero()[0]]
    at = f" at {first_wrong}" if first_wrong else ""
    share = f"at {int(wrong.sum())} of {wrong.numel()} places" if first_wrong else ""
    if got.is_floating_point() or got.is_complex():
        strange = ~torch.isfinite(got) & torch.isfinite(target)
        if bool(strange.any()):
            first = tuple(strange.nonzero()[0])
            name = "NaN" if bool(torch.isnan(got[first])) else "infinite"
            count = f" at {int(strange.sum())} of {strange.numel()} places, first" if first_wrong else ""
            where = f"{count} at {[int(i) for i in first]}" if first_wrong else ""
            return f"is {name}{where}, where a finite number is expected."
        if bool((~torch.isfinite(target) & wrong).any()):
            return (
                f"is wrong {share}, first{at}: NaN or an infinity is expected there."
                if first_wrong
                else ("is a finite number, where NaN or an infinity is expected.")
            )
        error = (got - target).abs().double()[wrong]
        largest = "largest " if first_wrong else ""
        size = f"; the {largest}error is {float(error.max()):.2g}"
    else:
        size = ""
    resemblance = _single_precision(got, target, bound) or kind_of_difference(got, target, bound)
    places = f" {share}, first{at}" if first_wrong else ""
    return f"is wrong{places}{size}.{f' {resemblance}' if resemblance else ''}"


def _single_precision(got: torch.Tensor, target: torch.Tensor, bound: float) -> str | None:
    """Return a sentence if a float64 result is only as exact as float32; None otherwise."""
    if got.dtype is not torch.float64 or not bool(got.isfinite().all() and target.isfinite().all()):
        return None
    coarser = torch.finfo(torch.float32).eps / torch.finfo(torch.float64).eps
    largest = float(target.abs().max()) if target.numel() else 0.0
    if not _is_close(got, target, min(bound * coarser, _ROUNDING_SHARE * largest)):
        return None
    if _has_digits_of_float32(got) and not _has_digits_of_float32(target):
        return "All its numbers are float32 numbers: it is computed in float32 and then converted to float64."
    return (
        "The error is as small as float32's rounding: maybe a part is computed in float32, large numbers "
        "that are almost equal are subtracted, or a small constant such as eps is wrong or in another place."
    )


def _has_digits_of_float32(x: torch.Tensor) -> bool:
    """Return whether all numbers are float32 numbers, and enough of them that this is no chance."""
    return x[x != 0].numel() >= _TELLING and torch.equal(x.float().double(), x)


def _name(node: Node) -> str:
    if isinstance(node, TensorNode):
        return f"a tensor of shape {list(node.shape)}"
    if isinstance(node, SequenceNode):
        return f"a {node.kind} of {len(node.items)}"
    if isinstance(node, MappingNode):
        return f"a {node.kind}"
    if node is None:
        return "None"
    type_name = node.kind[:80] if isinstance(node, OpaqueNode | SpecialNode) else type(node).__name__
    # An opaque node may describe itself in words: "a sparse tensor".
    return type_name if " " in type_name else f"{'an' if type_name[:1] in 'aeiou' else 'a'} {type_name}"


def _is_int(node: Node) -> bool:
    return type(node) is int or (isinstance(node, SpecialNode) and node.kind == "int")


def _short(node: Node) -> str:
    match node:
        case SpecialNode(kind="generator"):
            return "another random generator"
        case SpecialNode(kind="device", value=value):
            return f"the device {value}"[:80]
        case SpecialNode(value=value):
            return str(value)[:80]
    return repr(node)[:80]
