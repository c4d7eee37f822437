"""Arguments on a detour: versions that pass an input on through another dtype, or off the graph."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.authoring.mutate.signature import Array, Signature
from autograder.authoring.mutate.wrap import CALL, Wrap, with_argument


def detached(signature: Signature) -> Iterator[Wrap]:
    """Inputs come off the graph: one always, or if it has one entry; or all unless the first is like this."""
    for array in _floating(signature):
        yield _with(array, f"{array.code}.detach()")
    for array in _floating(signature)[:1]:
        yield _recording_if(f"{array.code}.is_leaf")
        if len(_floating(signature)) > 1:
            yield _recording_if(f"{array.code}.requires_grad")
        if array.may_have_one_entry:
            yield _with(array, f"{array.code}.detach() if {array.code}.numel() == 1 else {array.code}")


def rounded(signature: Signature) -> Iterator[Wrap]:
    """All inputs and results are rounded to float32, as in a module that computes in float32 inside."""
    names = [array.code for array in _floating(signature)]
    if names:
        lines = [f"{name} = _rounded({name})" for name in names]
        body = "\n".join([*lines, f"return _rounded({CALL})"])
        yield Wrap("it computes in float32", body, group="float32 inside")


def overflowing(signature: Signature) -> Iterator[Wrap]:
    """An index goes through a small dtype."""
    for array in signature.arrays if "Tensor" in signature.returns or not signature.owner else ():
        if array.kind == "int":
            yield _with(array, f"{array.code}.to(torch.int8).to({array.code}.dtype)")


def _floating(signature: Signature) -> list[Array]:
    if "Tensor" not in signature.returns:
        return []
    return [array for array in signature.arrays if array.kind == "float" and "[" not in array.code]


def _recording_if(condition: str) -> Wrap:
    body = f"with torch.set_grad_enabled(torch.is_grad_enabled() and {condition}):\n    return {CALL}"
    return Wrap(f"gradients are recorded only if {condition}", body)


def _with(array: Array, value: str) -> Wrap:
    return with_argument(
        array.code, f"{value} if {array.code} is not None else None" if array.optional else value
    )
