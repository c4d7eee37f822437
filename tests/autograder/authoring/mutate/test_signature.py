"""What a contract says about a function, read from its annotations and its docstring."""

from __future__ import annotations

import pytest

from autograder.authoring.mutate.signature import Signature, signatures

SOURCE = '''\
def scale(x: Tensor, idx: Tensor, mask: Tensor | None = None, *, stride: int = 1) -> Tensor:
    """Scale.

    Args:
        x: [N, 3H] floating-point scores. Sizes other than that of
            `dim` may be 0.
        idx: [*] int64, every entry a class.
        mask: [N] bool, shaped otherwise.
        stride: at least 1.
    """
    return x * stride


def step(state: tuple[Tensor, Tensor], other: Tensor, params: Sequence[Tensor]) -> None:
    """Step.

    Args:
        state: (h, c), each [B, H].
        other: like `state` in shape.
    """


class Layer(nn.Module):
    def __init__(self, size: int) -> None:
        pass

    def forward(self, D: nn.Module, x: Tensor) -> Tensor:
        return x

    def reset(self) -> None:
        pass
'''


def signature(name: str) -> Signature:
    return next(one for one in signatures(SOURCE, ["scale", "step", "Layer"]) if one.name == name)


def test_arrays_have_shapes_and_kinds() -> None:
    x, idx, mask = signature("scale").arrays
    assert (x.code, x.shape, x.kind, x.optional) == ("x", ("N", "3H"), "float", False)
    assert (idx.shape, idx.kind) == (("*",), "int")
    assert (mask.shape, mask.kind, mask.optional) == (("N",), "bool", True)
    assert x.may_be_empty
    assert not idx.may_be_empty
    assert [one.may_have_one_entry for one in (x, idx, mask)] == [False, True, True]


def test_a_tuple_of_tensors_and_a_shape_like_another() -> None:
    found = [(one.code, one.shape) for one in signature("step").arrays]
    assert found == [("state[0]", ("B", "H")), ("state[1]", ("B", "H")), ("other", ("B", "H"))]


def test_parameters() -> None:
    scale = signature("scale")
    assert [(one.name, one.base, one.default) for one in scale.parameters] == [
        ("x", "Tensor", ""),
        ("idx", "Tensor", ""),
        ("mask", "Tensor", "None"),
        ("stride", "int", "1"),
    ]
    assert scale.call == "x, idx, mask, stride=stride"
    assert scale.line == 1
    assert not scale.works_in_place


def test_lists_and_networks() -> None:
    assert [one.name for one in signature("step").lists] == ["params"]
    assert signature("step").works_in_place
    assert signature("forward").networks == ["self", "D"]
    assert signature("reset").networks == []


@pytest.mark.parametrize(("names", "found"), [(["scale"], ["scale"]), (["Layer"], ["forward", "reset"])])
def test_the_named_ones_but_no_constructor(names: list[str], found: list[str]) -> None:
    assert [one.name for one in signatures(SOURCE, names)] == found
