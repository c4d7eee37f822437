"""Each rewrite turns one text into another, and both compute the same values, types and gradients."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor

from autograder.authoring.rewrite.arguments import DIM, JOINS
from autograder.authoring.rewrite.calls import SHARED, WITH_TUPLE
from autograder.authoring.rewrite.rewrites import REWRITES, rewrites

HEAD = "import torch\nfrom torch import Tensor, nn\nimport torch.nn.functional as F\n\n"
OWN = "def own(a, b=2.0):\n    return a - b\n\n\n"
# Of a rewrite: lines of a function of x, and the lines that they become.
LINES = [
    ("functions", "return x.exp()", "return torch.exp(x)"),
    ("functions", "return x.sum(dim=1, keepdim=True)", "return torch.sum(x, dim=1, keepdim=True)"),
    ("functions", "return (x - 1).square().mean()", "return torch.mean(torch.square(x - 1))"),
    ("functions", "return -x @ x.T + x", "return torch.matmul(-x, x.T) + x"),
    ("functions", "return x.reshape(9, 1).flip(0)", "return torch.flip(torch.reshape(x, (9, 1)), (0,))"),
    ("functions", "return x.reshape((9, 1))", "return torch.reshape(x, (9, 1))"),
    ("functions", "return x.reshape(*x.shape[:1], 3)", "return torch.reshape(x, (*x.shape[:1], 3))"),
    ("methods", "return torch.exp(x - 1)", "return (x - 1).exp()"),
    ("methods", "return torch.sum(x, dim=1)", "return x.sum(dim=1)"),
    ("methods", "return F.softmax(x, dim=1)", "return x.softmax(dim=1)"),
    ("methods", "return nn.functional.relu(x)", "return x.relu()"),
    ("methods", "return torch.matmul(x, x + x).exp()", "return (x @ (x + x)).exp()"),
    ("methods", "return x[:, None] + x[..., None]", "return x.unsqueeze(1) + x.unsqueeze(-1)"),
    ("methods", "return x.sum(0) / x.size(-1)", "return x.sum(0) / x.shape[-1]"),
    ("indices", "return x.unsqueeze(1) + x.unsqueeze(dim=-1)", "return x[:, None] + x[..., None]"),
    ("indices", "return (-x).unsqueeze(0)", "return (-x)[None]"),
    ("indices", "return x.unsqueeze(-2)", "return x[..., None, :]"),
    ("indices", "return x @ x.mT / x.shape[-1]", "return x @ x.transpose(-2, -1) / x.size(-1)"),
    ("formulas", "return 3 - x**2", "return 3 - (x * x)"),
    ("formulas", "return -(x * x)", "return -(x ** 2)"),
    ("formulas", "return 1 / (x + 1).square()", "return 1 / ((x + 1) ** 2)"),
    ("formulas", "return 1 / x.square()", "return 1 / (x * x)"),
    ("formulas", "return -x.sqrt()", "return -(x ** 0.5)"),
    ("formulas", "return x.masked_fill(x > 1, 0)", "return torch.where(x > 1, 0, x)"),
    ("formulas", "return (x + 1) @ x.T", 'return torch.einsum("...i,oi->...o", (x + 1), x)'),
    (
        "factories",
        "return x + torch.ones_like(x)",
        "return x + torch.ones(x.shape, dtype=x.dtype, device=x.device)",
    ),
    (
        "factories",
        "return x + x.new_full((3, 1), 2)",
        "return x + torch.full((3, 1), 2, dtype=x.dtype, device=x.device)",
    ),
    ("keywords", "return x.sum(1, keepdim=True)", "return x.sum(axis=1, keepdims=True)"),
    ("keywords", "return torch.softmax(x, dim=0)", "return torch.softmax(x, axis=0)"),
    ("keywords", "return torch.cat([x, x], 1)", "return torch.cat([x, x], axis=1)"),
    ("keywords", "return own(x, 1)", "return own(a=x, b=1)"),
    ("positions", "return x.sum(dim=1, keepdim=True)", "return x.sum(1, keepdim=True)"),
    ("positions", "return torch.stack([x, x], dim=-1)", "return torch.stack([x, x], -1)"),
    ("positions", "return x.chunk(3, dim=1)[0]", "return x.chunk(3, 1)[0]"),
    ("positions", "return own(a=x, b=1)", "return own(x, 1)"),
    (
        "statements",
        "return x if x.dim() == 2 else x + 1",
        "if x.dim() == 2:\n    return x\nelse:\n    return x + 1",
    ),
    (
        "statements",
        "if x.dim() == 1:\n    return x\ny = x + 1\nreturn y",
        "if x.dim() == 1:\n    return x\nelse:\n    y = x + 1\n    return y",
    ),
    (
        "statements",
        "ys = [y.exp() for y in x if y.dim()]\nreturn torch.stack(ys)",
        "ys = []\nfor one_y in x:\n    if one_y.dim():\n        ys.append(one_y.exp())\n"
        "return torch.stack(ys)",
    ),
    (
        "statements",
        "s = 0\nfor row in x:\n    s = s + row\nreturn s",
        "s = 0\nfor index in range(x.shape[0]):\n    row = x[index]\n    s = s + row\nreturn s",
    ),
]
# Of a rewrite: lines that it leaves alone, because the same behaviour isn't sure.
KEPT = [
    ("functions", "shape = [9]\nreturn x.reshape(shape)"),  # could be an integer
    ("functions", "return nn.Softmax(dim=0)(x)"),
    ("functions", 'return x if "a b".split() else x.detach()'),
    ("methods", "return torch.stack([x, x]) + torch.where(x > 0, x, 1)"),
    ("methods", "return F.softmax(x, dim=1, _stacklevel=3)"),
    ("indices", "return x.unsqueeze(x.dim())"),
    ("formulas", "return (x + 1) ** 2 + x ** 3 - x * 2 - -x * x"),
    ("factories", "return x * torch.zeros_like(x, dtype=torch.float32) + torch.ones_like(x + 1)"),
    ("keywords", "both = (x, 1)\nreturn own(*both)"),
    ("positions", "return own(b=x, a=1)"),
    ("statements", "return torch.stack([(lambda: y)() for y in x])"),
    ("statements", "x = x + 1\ns = 0\nfor row in x:\n    s = s + row\nreturn s"),  # x may be anything now
]


def module(lines: str) -> str:
    body = "".join(f"    {line}\n" for line in lines.splitlines())
    return f"{HEAD}{OWN}def f(x: Tensor):\n{body}"


def result(text: str) -> tuple[Tensor, Tensor]:
    """Return the value of f and its gradient."""
    names: dict[str, Any] = {}
    exec(text, names)
    x = torch.linspace(0.5, 2.5, 9, dtype=torch.float64).reshape(3, 3).requires_grad_()
    y = names["f"](x)
    (gradient,) = torch.autograd.grad(y, x, torch.linspace(1, 2, y.numel(), dtype=y.dtype).reshape(y.shape))
    return y, gradient


@pytest.mark.parametrize(("name", "old", "new"), LINES)
def test_a_rewrite(name: str, old: str, new: str) -> None:
    assert dict(rewrites(module(old)))[name] == module(new)
    torch.testing.assert_close(result(module(new)), result(module(old)))


@pytest.mark.parametrize(("name", "lines"), KEPT)
def test_a_rewrite_leaves_alone(name: str, lines: str) -> None:
    assert name not in dict(rewrites(module(lines)))
    result(module(lines))  # the lines are sound


def test_each_rewrite_has_a_row() -> None:
    assert {name for name, _, _ in LINES} == set(REWRITES) - {"imports"}  # which has its own test


def test_imports() -> None:
    old = module("gain = torch.exp(x) + F.relu(x) + nn.Identity()(x)\nreturn torch.sum(gain).sum() * torch.e")
    new = dict(rewrites(old))["imports"]
    assert new.startswith(
        "import torch as th\nfrom torch import Tensor, nn as layers\n"
        "import torch.nn.functional as ops\nfrom torch import exp\n"
    )
    assert "gain = exp(x) + ops.relu(x) + layers.Identity()(x)\n" in new
    assert "return th.sum(gain).sum() * th.e\n" in new  # Python has a sum of its own
    torch.testing.assert_close(result(new), result(old))


def test_an_import_hides_no_name_of_the_module() -> None:
    old = "import torch\n\n\ndef f(x):\n    exp, th = torch.exp(x), torch.log(x)\n    return exp + th\n"
    new = dict(rewrites(old))["imports"]
    assert "import torch as th_\nfrom torch import log\n" in new
    assert "exp, th = th_.exp(x), log(x)" in new
    torch.testing.assert_close(result(new), result(old))


def test_super_with_arguments() -> None:
    old = "import torch\n\n\nclass A(torch.nn.Module):\n    def __init__(self):\n        super().__init__()\n"
    assert dict(rewrites(old))["statements"] == old.replace("super()", "super(A, self)")


def test_own_function_of_another_name_is_not_own() -> None:
    old = f"{HEAD}{OWN}def f(x: Tensor, own=max):\n    return own(x, x)\n"
    assert "keywords" not in dict(rewrites(old))


def test_without_torch_there_is_nothing_to_rewrite() -> None:
    assert list(rewrites("def f(x):\n    return x.exp() if x else x\n")) == []


@pytest.mark.parametrize("name", sorted(SHARED | WITH_TUPLE))
def test_methods_are_functions(name: str) -> None:
    assert callable(getattr(torch, name))
    assert callable(getattr(Tensor, name))
    assert not any(hasattr(kind, name) for kind in (str, list, dict, set, int, float, tuple))


@pytest.mark.parametrize("name", sorted(DIM))
def test_dim_is_also_axis(name: str) -> None:
    x = torch.rand(1, 3)
    before = [1] * DIM[name]
    for y in (getattr(torch, name)(x, *before, axis=0), getattr(x, name)(*before, axis=0)):
        torch.testing.assert_close(y, getattr(x, name)(*before, 0))


@pytest.mark.parametrize("name", sorted(JOINS))
def test_joins_know_axis(name: str) -> None:
    join = getattr(torch, name)
    torch.testing.assert_close(join([torch.ones(2, 2)] * 2, axis=1), join([torch.ones(2, 2)] * 2, 1))
