"""Python loops over a dimension that the reference works on as a whole. Their results are right."""

from __future__ import annotations

import re
from collections.abc import Iterator

from autograder.authoring.mutate.signature import Signature
from autograder.authoring.mutate.wrap import Wrap, before


def loops(signature: Signature) -> Iterator[Wrap]:
    """Loop over each dimension of each input, with one operation for each slice."""
    for array in signature.arrays:
        if re.search(rf"\bin (enumerate\()?{re.escape(array.code)}\b", signature.body):
            continue  # the reference has such a loop
        given = f"if {array.code} is not None else ()" if array.optional else ""
        for axis, name in enumerate(array.shape or ()):
            if name == "*":
                yield before(f"for row in {array.code}.flatten() {given}:\n    row + 0", _group("entries"))
            elif name != "1":
                axes = f"{array.code}.unbind({axis}) if {array.code}.dim() > {axis} else ()"
                condition = f"({axes}) {given}" if given else axes
                yield before(f"for row in {condition}:\n    row + 0", _group(name))
    for one in signature.lists[:1] if signature.works_in_place else ():
        known = "t is not None" if "None" in one.base else "True"
        yield before(
            f"for t in {one.name}:\n    for entry in t.flatten() if {known} else ():\n        entry + 0",
            _group("entries"),
        )
    if signature.returns == "Tensor" and not signature.arrays:
        for one in signature.parameters:
            if one.annotation == "int":
                yield before(f"for _ in range({one.name}):\n    torch.zeros(()) + 0", _group(one.name))


def _group(dimension: str) -> str:
    return f"python-loop over {dimension}"
