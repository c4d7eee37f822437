"""The wrapped mutants: what each kind spoils, and that it is right in all other cases."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import nn

from autograder.authoring.mutate.wrap import HELPERS
from autograder.authoring.mutate.wrapped import WRAPPERS, wrapped

HEAD = """\
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn


"""
DOUBLE = '''\
def double(x: Tensor, dim: int = -1) -> Tensor:
    """Double.

    Args:
        x: [*] floating-point numbers with at least one dimension. A batch may be empty.
        dim: a dimension.
    """
    return 2 * x
'''
PRODUCT = '''\
def product(a: Tensor, idx: Tensor, b: Tensor | None = None, share: float = 0.5) -> Tensor:
    """Multiply.

    Args:
        a: [T, B] numbers.
        idx: [B] int64 columns.
        b: [T, B] numbers, or None.
        share: from 0 to 1.
    """
    return a[:, idx] * (1 if b is None else b)
'''
STEP = '''\
def step_(params: Sequence[Tensor], bufs: list[Tensor | None], lr: float) -> None:
    """Step.

    Args:
        lr: at least 0.
    """
    if lr < 0:
        raise ValueError("lr")
    with torch.no_grad():
        for i, p in enumerate(params):
            if p.grad is not None:
                bufs[i] = p.grad.clone() if bufs[i] is None else bufs[i].add_(p.grad)
                p.sub_(lr * bufs[i])
'''
SCORE = '''\
def score(D: nn.Module, x: Tensor) -> float:
    """Score.

    Args:
        D: a network.
        x: [B, *] samples.
    """
    return D(x).sum().item()
'''
LAYER = """\
class Layer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.dropout = nn.Dropout(0.5)
        self.weight = nn.Parameter(torch.ones(1))

    def forward(self, x: Tensor) -> Tensor:
        return self.dropout(x) * self.weight
"""
STEPS = '''\
def steps(T: int, device: str | None = None) -> Tensor:
    """Count.

    Args:
        T: at least 1.
    """
    return torch.arange(T) + 0.0
'''
PASS_ON = '''\
def pass_on(states: Sequence[Any]) -> list[Any]:
    """Pass on.

    Args:
        states: in a list or a tuple.
    """
    return list(states)
'''


class Versions:
    """The wrapped mutants of a function, which can be called."""

    def __init__(self, source: str, name: str) -> None:
        self.name = name
        self.found = wrapped(HEAD + source, [name])

    def __call__(self, operator: str, change: str) -> Any:
        """Return the only version of a kind whose change has this part."""
        texts = [one.source for one in self.found if one.operator == operator and change in one.change]
        assert len(texts) == 1, [one.change for one in self.found if one.operator == operator]
        module: dict[str, Any] = {}
        exec(texts[0], module)
        return module[self.name]


def x(*shape: int) -> torch.Tensor:
    return torch.arange(1.0, 1 + torch.Size(shape).numel()).reshape(shape)


def is_double(function: Any, value: torch.Tensor, dim: int = -1) -> bool:
    result = function(value, dim)
    return result.shape == value.shape and torch.equal(result, 2 * value)


@pytest.mark.parametrize(
    ("operator", "change", "right", "wrong"),
    [
        ("size-one", "numel() == 1", x(2), x(1, 1)),
        ("rank", "dim() == 2 and dim < 0", x(3), x(2, 2)),
        ("layout", "storage_offset() > 0", x(3), x(3)[1:]),
        ("layout", "not x.is_contiguous()", x(2, 3), x(2, 3).T),
        ("value", "not x.any()", x(2), torch.zeros(2)),
        ("value", "numel() == 0", x(2), x(0, 2)),
    ],
)
def test_a_special_case(operator: str, change: str, right: torch.Tensor, wrong: torch.Tensor) -> None:
    version = Versions(DOUBLE, "double")(operator, change)
    assert is_double(version, right)
    assert not is_double(version, wrong)


def test_a_sign_of_dim() -> None:
    version = Versions(DOUBLE, "double")("rank", "dim() == 1 and dim >= 0")
    assert is_double(version, x(2), -1)
    assert not is_double(version, x(2), 0)


def test_a_view_that_does_not_flatten() -> None:
    source = '''
def double(x: Tensor) -> Tensor:
    """Double a number.

    Args:
        x: [*, D] numbers.
    """
    return 2 * x
'''
    version = Versions(source, "double")("layout", "not _flattens(x)")
    for right in (x(2, 3, 4), x(3, 2).T, x(2, 3, 8)[:, :, ::2]):
        assert torch.equal(version(right), 2 * right)
    for wrong in (x(2, 3, 4).transpose(0, 1), x(2, 3, 4).transpose(1, 2), x(2, 3, 4)[:, 1:]):
        assert not torch.equal(version(wrong), 2 * wrong)


def test_sizes_with_names() -> None:
    versions, idx = Versions(PRODUCT, "product"), torch.tensor([0, 0])
    version = versions("size-one", "a.dim() == 2 and a.shape[0] == 1")
    assert torch.equal(version(x(2, 2), idx), x(2, 2)[:, idx])
    assert not torch.equal(version(x(1, 2), idx), x(1, 2)[:, idx])
    version = versions("longer", "1 < a.shape[0] < a.shape[1]")
    assert not torch.equal(version(x(2, 3), idx), x(2, 3)[:, idx])
    assert torch.equal(version(x(3, 3), idx), x(3, 3)[:, idx])
    assert not [one for one in versions.found if one.operator == "size-one" and "b.shape" in one.change]


def test_ends_of_a_range_and_none() -> None:
    versions, idx = Versions(PRODUCT, "product"), torch.tensor([0, 0])
    for share in (0, 1):
        version = versions("value", f"share == {share}")
        assert not torch.equal(version(x(2, 2), idx, None, float(share)), x(2, 2)[:, idx])
        assert torch.equal(version(x(2, 2), idx), x(2, 2)[:, idx])
    version = versions("value", "b is None")
    assert not torch.equal(version(x(2, 2), idx), x(2, 2)[:, idx])
    assert torch.equal(version(x(2, 2), idx, x(2, 2)), x(2, 2)[:, idx] * x(2, 2))


def test_detours_of_arguments() -> None:
    versions, idx = Versions(PRODUCT, "product"), torch.tensor([0, 200])
    a = x(1, 300).double().requires_grad_()
    assert not versions("rounded", "float32")(a + 1e-12, idx[:1]).sub(1.0).any()
    assert versions("overflow", "idx")(a, idx).tolist() == [[1.0, 301.0 - 56.0]]  # 200 becomes -56
    assert Versions(DOUBLE, "double")("detached", "numel() == 1")(a, -1).requires_grad
    assert not Versions(DOUBLE, "double")("detached", "numel() == 1")(a[:, :1], -1).requires_grad
    assert Versions(DOUBLE, "double")("detached", "is_leaf")(a, -1).requires_grad
    assert not Versions(DOUBLE, "double")("detached", "is_leaf")(a * 1, -1).requires_grad
    weights = x(1, 300).requires_grad_()
    assert versions("detached", "a.requires_grad")(a, idx, weights[:, :2]).requires_grad
    assert not versions("detached", "a.requires_grad")(a.detach(), idx, weights[:, :2]).requires_grad


@pytest.fixture
def stepped() -> list[torch.Tensor]:
    params = [torch.ones(2, requires_grad=True), torch.ones(2, requires_grad=True), torch.ones(3)]
    params[0].grad, params[1].grad = torch.ones(2), torch.full((2,), 2.0)
    return params


@pytest.mark.parametrize(
    ("operator", "change", "is_wrong"),
    [
        ("memory", "for t in [t for t in params", lambda p, b, was: p[0].data_ptr() != was),
        ("memory", "bufs[i] = bufs[0]", lambda p, b, was: b[1] is b[0]),
        ("memory", "requires_grad_", lambda p, b, was: b[0].requires_grad),
        ("flags", "requires_grad_(True)", lambda p, b, was: p[2].requires_grad),
        ("flags", "requires_grad_(False)", lambda p, b, was: not p[0].requires_grad),
        ("gradients", "p.grad.zero_()", lambda p, b, was: not p[0].grad.any()),
        ("gradients", "p.grad = None", lambda p, b, was: p[0].grad is None),
        ("gradients", "torch.zeros_like", lambda p, b, was: p[2].grad is not None),
        ("grad-mode", "set_grad_enabled(False)", lambda p, b, was: not torch.is_grad_enabled()),
        ("list-case", "any(t.grad is None", lambda p, b, was: p[0].tolist() == [1.0, 1.0]),
        ("list-case", "not t.requires_grad", lambda p, b, was: p[0].tolist() == [1.0, 1.0]),
    ],
)
def test_what_a_step_leaves(stepped: list[torch.Tensor], operator: str, change: str, is_wrong: Any) -> None:
    bufs: list[Any] = [None, None, None]
    was = stepped[0].data_ptr()
    try:
        Versions(STEP, "step_")(operator, change)(stepped, bufs, 0.5)
        assert is_wrong(stepped, bufs, was)
    finally:
        torch.set_grad_enabled(True)
    if operator != "list-case":
        assert stepped[1].tolist() == [0.0, 0.0]


def test_an_error_comes_late(stepped: list[torch.Tensor]) -> None:
    with pytest.raises(ValueError, match="lr"):
        Versions(STEP, "step_")("late-error", "params")(stepped, [None] * 3, -1.0)
    assert stepped[0].tolist() == [2.0, 2.0]


def network() -> nn.Module:
    return nn.Sequential(nn.Linear(2, 1), nn.Sequential(nn.BatchNorm1d(1))).eval()


@pytest.mark.parametrize(
    ("operator", "change", "modes"),
    [
        ("modes", "D.eval() ... D.train()", [True] * 4),
        ("modes", "m.training = not", [False, False, False, True]),
    ],
)
def test_modes_that_a_function_leaves(operator: str, change: str, modes: list[bool]) -> None:
    net = network()
    Versions(SCORE, "score")(operator, change)(net, x(3, 2))
    assert [module.training for module in net.modules()] == modes


def test_modes_for_the_time_of_a_call() -> None:
    net, first = network(), x(3, 2)
    right = net(first).sum().item()
    version = Versions(SCORE, "score")("modes", "D.train() ... for m, mode")
    assert version(net, first) != pytest.approx(right)
    assert not any(module.training for module in net.modules())


def test_networks_in_both_modes() -> None:
    net = network()
    assert isinstance(net, nn.Sequential)
    version = Versions(SCORE, "score")("network-case", "== 2")
    assert version(net, x(3, 2)) == pytest.approx(net(x(3, 2)).sum().item())
    net[-1].train()
    right = net(x(3, 2)).sum().item()
    assert version(net, x(3, 2)) == pytest.approx(2 * right + 1)


def test_a_layer_that_is_called_twice() -> None:
    layer = Versions(LAYER, "Layer")("second-call", "== 2")().eval()
    assert torch.equal(layer(x(2)), x(2))
    assert not torch.equal(layer(x(2)), x(2))
    assert torch.equal(layer(x(2)), x(2))


def test_a_remembered_result() -> None:
    version = Versions(STEPS, "steps")("memo", "same tensor")
    assert version(3) is version(3)
    assert version(3) is not version(2)


def test_falsy_states_and_a_tuple() -> None:
    versions = Versions(PASS_ON, "pass_on")
    falsy = versions("value", "not s for s")
    assert falsy([1, 2]) == [1, 2]
    assert falsy([1, 0]) == [3, 1]
    assert versions("value", "isinstance(states, tuple)")([1]) == [1]
    assert versions("value", "isinstance(states, tuple)")((1,)) == [3]


def test_loops_have_right_results_and_a_group() -> None:
    versions = Versions(PRODUCT, "product")
    assert {one.group for one in versions.found if one.operator == "python-loop"} == {
        "python-loop over T",
        "python-loop over B",
    }
    version = versions("python-loop", "a.unbind(0)")
    assert torch.equal(version(x(2, 2), torch.tensor([1])), x(2, 2)[:, [1]])
    assert [one.group for one in Versions(STEPS, "steps").found if one.group] == ["python-loop over T"]


def test_each_kind_has_mutants() -> None:
    sources = {"double": DOUBLE, "product": PRODUCT, "step_": STEP, "score": SCORE, "Layer": LAYER}
    sources |= {"steps": STEPS, "pass_on": PASS_ON}
    found = [one for name, source in sources.items() for one in Versions(source, name).found]
    assert {one.operator for one in found} == set(WRAPPERS)
    assert len({one.key for one in found}) == len(found)


def test_a_key_does_not_depend_on_the_body() -> None:
    keys = [one.key for one in wrapped(HEAD + DOUBLE, ["double"])]
    assert [one.key for one in wrapped(HEAD + DOUBLE.replace("2 * x", "x + x"), ["double"])] == keys


@pytest.mark.parametrize(
    "result",
    [True, 0, 0.5, "", "text", (1, 2), [0.5], {"a": 1}, torch.zeros(2), torch.tensor([True]), torch.zeros(0)],
    ids=str,
)
def test_a_result_of_each_kind_is_spoilt(result: Any) -> None:
    helpers: dict[str, Any] = {"torch": torch}
    exec(HELPERS, helpers)
    spoilt = helpers["_spoilt"](result)
    assert type(spoilt) is type(result)
    assert not torch.equal(spoilt, result) if isinstance(result, torch.Tensor) else spoilt != result
    assert next(helpers["_spoilt"](iter([result]))) is not result
