"""Special cases: versions that are right except for one size or value of an input.

Such a version survives if no hidden test has such an input.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise, product

from autograder.authoring.mutate.signature import Array, Parameter, Signature, is_name
from autograder.authoring.mutate.wrap import Wrap, wrong_where

_BELOW_ONE = r"less than 1|not including 1"
_RANKS = (1, 2, 3)  # of tensors whose number of dimensions is free


def size_one(signature: Signature) -> Iterator[Wrap]:
    """A size is 1, or there is one entry."""
    seen = set()
    for array in signature.arrays:
        for axis, name in _named(array):
            if name not in seen:
                seen.add(name)
                yield _wrong(signature, array, f"{_of_rank(array)} and {array.code}.shape[{axis}] == 1")
        if array.may_have_one_entry and (array.shape == ("*",) or len(array.shape or ()) != 1):
            yield _wrong(signature, array, f"{array.code}.numel() == 1")
        if array.shape is not None and len(array.shape) > 3:
            yield _wrong(signature, array, f"{array.code}.shape[-2:] == (1, 1)")
    for one in signature.lists if signature.works_in_place else ():
        yield wrong_where(f"len({one.name}) == 1", signature.returns)


def longer(signature: Signature) -> Iterator[Wrap]:
    """Of two neighbouring dimensions one or the other is longer."""
    seen = set()
    for array in signature.arrays:
        for (axis, name), (other_axis, other) in pairwise(_named(array)):
            if name != other and (name, other) not in seen:
                seen.add((name, other))
                for small, large in ((axis, other_axis), (other_axis, axis)):
                    sizes = f"1 < {array.code}.shape[{small}] < {array.code}.shape[{large}]"
                    yield _wrong(signature, array, f"{_of_rank(array)} and {sizes}")


def rank(signature: Signature) -> Iterator[Wrap]:
    """A tensor whose number of dimensions is free has a certain one. With a negative dim too."""
    names = [one.name for one in signature.parameters]
    for array in signature.arrays:
        if array.shape == ("*",):
            if "dim" in names:
                for number, sign in product((*_RANKS, 4), ("< 0", ">= 0")):
                    yield _wrong(signature, array, f"{array.code}.dim() == {number} and dim {sign}")
            else:
                for number in _RANKS if "at least one dimension" in array.text else (0, *_RANKS):
                    yield _wrong(signature, array, f"{array.code}.dim() == {number}")
            return  # the others have as many dimensions


def layout(signature: Signature) -> Iterator[Wrap]:
    """A tensor is a view with an offset, or is not contiguous, or no view flattens all dimensions but one."""
    for array in signature.arrays:
        yield _wrong(signature, array, f"{array.code}.storage_offset() > 0")
        yield _wrong(signature, array, f"not {array.code}.is_contiguous()")
        if "*" in (array.shape or ())[:-1] or len(array.shape or ()) > 2:
            yield _wrong(signature, array, f"{array.code}.dim() > 2 and not _flattens({array.code})")
    for one in signature.lists:
        yield _some(signature, one, "t.storage_offset() > 0")
        yield _some(signature, one, "not t.is_contiguous()")


def value(signature: Signature) -> Iterator[Wrap]:
    """All entries are 0 or equal, or a number is at an end of its range."""
    for array in signature.arrays:
        if array.kind != "int":
            yield _wrong(signature, array, f"not {array.code}.any()")
        if array.kind == "bool":
            yield _wrong(signature, array, f"{array.code}.all()")
        if array.may_be_empty:
            yield _wrong(signature, array, f"{array.code}.numel() == 0")
        if array.optional:
            yield wrong_where(f"{array.code} is None", signature.returns)
    if re.search(r"default dtype|\bfloat32\b", signature.body):
        yield wrong_where("torch.get_default_dtype() != torch.float32", signature.returns)
    for one in signature.parameters:
        for end in _ends(one):
            yield wrong_where(f"{one.name} == {end}", signature.returns)
        if one.base == "int | tuple[int, int]":
            for sign in "<>":
                condition = f"isinstance({one.name}, tuple) and {one.name}[0] {sign} {one.name}[1]"
                yield wrong_where(condition, signature.returns)
            yield wrong_where(f"isinstance({one.name}, int)", signature.returns)
        if one.base == "tuple[int, int]":
            for sign in "<>":
                yield wrong_where(f"{one.name}[0] {sign} {one.name}[1]", signature.returns)
        if one.base == "Sequence[Any]":
            yield wrong_where(
                f"any(type(s) in (int, tuple, list) and not s for s in {one.name})", signature.returns
            )
        if re.search(r"list or a tuple", one.text):
            yield wrong_where(f"isinstance({one.name}, tuple)", signature.returns)
            yield wrong_where(f"isinstance({one.name}, list)", signature.returns)


def parameters_of_lists(signature: Signature) -> Iterator[Wrap]:
    """A tensor of a list is a single number, all zeros or frozen, or has no gradient or one of zeros."""
    for one in signature.lists if signature.works_in_place else ():
        yield _some(signature, one, "t.dim() == 0")
        yield _some(signature, one, "not t.any()")
        if one.base.startswith("Sequence") and ".grad" in signature.body:
            yield _some(signature, one, "t.grad is None")
            yield _some(signature, one, "t.grad is not None and not t.grad.any()")
            yield _some(signature, one, "t.grad is not None and not t.grad.is_contiguous()")
            yield _some(signature, one, "not t.requires_grad")
        shapes = f"[t.shape for t in {one.name} if t is not None]"
        yield wrong_where(f"len({shapes}) > len(set({shapes}))", signature.returns)


def network(signature: Signature) -> Iterator[Wrap]:
    """A network is in train mode, in eval mode or in both, or has buffers."""
    for name in signature.networks:
        yield wrong_where(f"{name}.training", signature.returns)
        yield wrong_where(f"not {name}.training", signature.returns)
        if name != "self":
            yield wrong_where(f"len({{m.training for m in {name}.modules()}}) == 2", signature.returns)
            yield wrong_where(f"list({name}.buffers())", signature.returns)


def second_call(signature: Signature) -> Iterator[Wrap]:
    """A module is called for the second time."""
    if signature.name == "forward":
        count = "self.__dict__['_calls'] = self.__dict__.get('_calls', 0) + 1"
        wrap = wrong_where("self._calls == 2", signature.returns)
        yield wrap._replace(body=f"{count}\n{wrap.body}")


def _named(array: Array) -> list[tuple[int, str]]:
    """Return the dimensions that have a name, each with its place."""
    return [(axis, name) for axis, name in enumerate(array.shape or ()) if is_name(name)]


def _of_rank(array: Array) -> str:
    """Return the condition that the tensor has the documented number of dimensions."""
    stars = any("*" in part for part in array.shape or ())
    return f"{array.code}.dim() {'>=' if stars else '=='} {len(array.shape or ())}"


def _wrong(signature: Signature, array: Array, condition: str) -> Wrap:
    given = f"{array.code} is not None and " if array.optional else ""
    return wrong_where(f"{given}{condition}", signature.returns)


def _some(signature: Signature, one: Parameter, condition: str) -> Wrap:
    given = "t is not None and " if "None" in one.base else ""
    return wrong_where(f"any({given}{condition} for t in {one.name})", signature.returns)


def _ends(one: Parameter) -> list[int]:
    """Return the numbers at the ends of a parameter's range."""
    if one.base not in ("int", "float") or one.name == "dim":
        return []
    says_zero = re.search(r"at least 0|from 0\b|may be 0", one.text)
    says_one = re.search(r"at least [01]|1 or more|from [01]\b", one.text)
    excludes = re.search(r"positive|above 0|at least 1|1 or more|from 1\b", one.text)
    ends = [0] if says_zero or (one.base == "float" and not excludes) else []
    return [*ends, 1] if says_one and not re.search(_BELOW_ONE, one.text) else ends
