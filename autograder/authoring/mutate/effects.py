"""Side effects: versions that leave something behind, or change it for the time of the call."""

from __future__ import annotations

import re
from collections.abc import Iterator

from autograder.authoring.mutate.signature import Signature
from autograder.authoring.mutate.wrap import CALL, Wrap, after, around

# Annotations of arguments that a function could remember a result by.
_KEYS = {"bool", "float", "int", "str", "torch.device | str", "torch.dtype"}


def modes(signature: Signature) -> Iterator[Wrap]:
    """A network changes its mode: for the time of the call, or afterwards in some submodules."""
    for name in signature.networks:
        was = f"was = [m.training for m in {name}.modules()]"
        back = f"for m, mode in zip({name}.modules(), was):\n    m.training = mode"
        yield around(f"{name}.eval()", f"{name}.train()")
        if name != "self":
            yield around(f"{was}\n{name}.eval()", f"{name}.train(was[0])")
            yield after(f"for m in {name}.children():\n    m.train({name}.training)")
            yield after(f"for m in list({name}.modules())[-1:]:\n    m.training = not m.training")
        if "dropout" in signature.body if name == "self" else f"{name}.eval()" not in signature.body:
            yield around(f"{was}\n{name}.eval()", back)
            yield around(f"{was}\n{name}.train()", back)


def flags(signature: Signature) -> Iterator[Wrap]:
    """`requires_grad` is left changed."""
    for weights in _weights(signature):
        yield after(f"for p in {weights}:\n    p.requires_grad_(True)")
        yield after(f"for p in {weights}:\n    p.requires_grad_(False)")
    for array in signature.arrays:
        if array.kind == "float":
            floating = f"{array.code}.is_leaf and {array.code}.is_floating_point()"
            given = f"{array.code} is not None and " if array.optional else ""
            yield after(f"if {given}{floating}:\n    {array.code}.requires_grad_()")
    if re.search(r"No gradient is recorded|belongs to no graph", signature.body):
        yield after("if result.is_leaf and result.is_floating_point():\n    result.requires_grad_()")


def gradients(signature: Signature) -> Iterator[Wrap]:
    """`.grad` is left changed."""
    for weights in _weights(signature):
        yield after(f"for p in {weights}:\n    if p.grad is not None:\n        p.grad.zero_()")
        if weights.startswith("self."):
            continue  # its own results have gradients later
        yield after(f"for p in {weights}:\n    p.grad = None")
        yield after(f"for p in {weights}:\n    if p.grad is None:\n        p.grad = torch.zeros_like(p)")


def memory(signature: Signature) -> Iterator[Wrap]:
    """A tensor that is updated in place gets other memory, or shares it with another."""
    if not signature.works_in_place:
        return
    for one in signature.lists:
        tensors = f"[t for t in {one.name} if t is not None]"
        yield after(f"for t in {tensors}:\n    t.data = t.data.clone()")
        if one.base.startswith("list"):
            yield after(
                f"for i, t in enumerate({one.name}):\n"
                f"    if t is not None and {one.name}[0] is not None and t.shape == {one.name}[0].shape:\n"
                f"        {one.name}[i] = {one.name}[0]"
            )
            yield after(f"for t in {tensors}:\n    t.requires_grad_()")


def late_errors(signature: Signature) -> Iterator[Wrap]:
    """An error is raised after tensors of a list were changed."""
    for one in signature.lists if "raise " in signature.body and signature.works_in_place else ():
        known = "if t is not None" if "None" in one.base else ""
        change = f"with torch.no_grad():\n        [t.add_(1) for t in {one.name} {known}]"
        body = f"try:\n    {CALL}\nexcept ValueError:\n    {change}\n    raise"
        yield Wrap(f"{one.name} changes before an error is raised", body)


def modes_of_autograd(signature: Signature) -> Iterator[Wrap]:
    """The caller's grad mode is left changed by a function that changes it."""
    if re.search(r"no_grad|enable_grad|set_grad_enabled|inference_mode", signature.body):
        yield after("torch.set_grad_enabled(False)")
        yield after("torch.set_grad_enabled(True)")


def memo(signature: Signature) -> Iterator[Wrap]:
    """A second call with the same numbers returns the same tensor, not a new one."""
    plain = all(one.base in _KEYS for one in signature.parameters)
    if signature.returns == "Tensor" and plain:
        key = f"({signature.call},)"
        body = f"if {key} not in _memory:\n    _memory[{key}] = {CALL}\nreturn _memory[{key}]"
        yield Wrap("a second call returns the same tensor", body)


def _weights(signature: Signature) -> list[str]:
    """Return the groups of parameters that a function takes."""
    networks = [f"{name}.parameters()" for name in signature.networks]
    stepped = signature.works_in_place and ".grad" in signature.body
    return [*networks, *(one.name for one in signature.lists[:1] if stepped)]
