"""Scenarios that many lessons need."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
import torch
from torch import nn

from autograder.judge.plan import Verdict
from autograder.judge.scenarios import (
    Perceptron,
    anatomy,
    dropping,
    footprint,
    forward,
    in_half,
    loaded,
    refusal,
    repetition,
    seeded,
    trajectory,
    updates,
    weight_gradients,
)

Comparing = Callable[..., Verdict | None]


class TestPieces:
    def test_a_refusal(self) -> None:
        assert refusal(ValueError, "ten", int, "ten") == "ValueError that names ten"
        assert refusal(ValueError, "six", int, "ten") == "ValueError that doesn't name six"
        assert refusal(ValueError, "", int, "ten") == "ValueError"
        assert refusal(ValueError, "ten", int, "10") == "no exception"
        with pytest.raises(TypeError):
            refusal(ValueError, "ten", int, None)

    def test_a_repetition(self) -> None:
        right = repetition(lambda generator: torch.rand(5, generator=generator), 3)
        assert all(right.values())
        assert not repetition(lambda generator: torch.ones(5), 3)["another seed gives other values"]
        assert not repetition(lambda generator: torch.rand(5), 3)["the same seed gives the same values"]

    def test_a_seeded_generator(self) -> None:
        draws = [torch.rand(3, generator=seeded(torch.ones(1), seed)) for seed in (4, 4, 5)]
        assert torch.equal(draws[0], draws[1])
        assert not torch.equal(draws[0], draws[2])

    def test_an_anatomy(self) -> None:
        found = anatomy(nn.BatchNorm1d(3))
        assert found["the shapes of the parameters"] == {"weight": [3], "bias": [3]}
        assert found["the shapes of the buffers"] == {
            "running_mean": [3],
            "running_var": [3],
            "num_batches_tracked": [],
        }
        assert found["the state survives load_state_dict"]

    def test_a_buffer_that_is_not_stored_is_no_part_of_an_anatomy(self) -> None:
        module = nn.Linear(2, 3)
        module.register_buffer("steps", torch.arange(4), persistent=False)
        assert anatomy(module) == anatomy(nn.Linear(2, 3))

    def test_they_travel(self, comparing: Comparing) -> None:
        right = "def double(x):\n    return x + x"
        assert comparing(right, lambda compare: compare.on("plain")(refusing, x=torch.ones(2))) is None


class Scale(nn.Module):
    """The smallest module: y = w x. It keeps its last result."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.w = nn.Parameter(torch.ones(size))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        self.last = self.w * x
        return self.last


class Twice(Scale):
    """The same with a second name for its parameter."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.again = self.w


class TestModules:
    lesson = SimpleNamespace(Scale=Scale)
    weights: ClassVar = {"w": torch.tensor([2.0, 3.0], dtype=torch.float64)}
    x = torch.tensor([1.0, 10.0], dtype=torch.float64)

    def test_the_weights_and_their_dtype_are_loaded(self) -> None:
        assert loaded(self.lesson, "Scale", (2,), self.weights).w.tolist() == [2.0, 3.0]
        assert loaded(self.lesson, "Scale", (2,), self.weights).w.dtype is torch.float64

    def test_weights_of_another_shape_are_refused(self) -> None:
        with pytest.raises(RuntimeError, match="size mismatch"):
            loaded(self.lesson, "Scale", (3,), self.weights)

    def test_a_second_name_needs_no_weights_of_its_own(self) -> None:
        twice = loaded(SimpleNamespace(Twice=Twice), "Twice", (2,), self.weights)
        assert twice.again is twice.w
        assert twice.again.tolist() == [2.0, 3.0]

    def test_missing_weights_are_refused(self) -> None:
        with pytest.raises(RuntimeError, match="Missing key"):
            loaded(SimpleNamespace(Norm=nn.BatchNorm1d), "Norm", (2,), {"weight": torch.ones(2)})

    def test_the_result_and_attributes(self) -> None:
        found = forward(self.lesson, "Scale", (2,), self.weights, shows=["last"], x=self.x)
        assert found["the result"].tolist() == found["last"].tolist() == [2.0, 30.0]
        assert forward(self.lesson, "Scale", (2,), self.weights, x=self.x).tolist() == [2.0, 30.0]

    def test_gradients(self) -> None:
        found = weight_gradients(self.lesson, "Scale", (2,), self.weights, torch.tensor([1.0, 5.0]), x=self.x)
        assert found["the gradients of the parameters"]["w"].tolist() == [1.0, 50.0]
        assert not found["the result"].requires_grad

    def test_half_precision(self) -> None:
        def kinds(x: torch.Tensor, pairs: Any, index: torch.Tensor, factor: float) -> list[torch.dtype]:
            return [x.dtype, pairs[0][0].dtype, index.dtype]

        inputs = {"x": self.x, "pairs": [(self.x, 1)], "index": torch.tensor([1]), "factor": 2.0}
        found = in_half(SimpleNamespace(kinds=kinds), "kinds", **inputs)
        assert found == [torch.float16, torch.float16, torch.int64]


class TestDropping:
    keys = torch.zeros(3, 15, 1)
    weights = torch.full((3, 20, 15), 1 / 15)

    def facts(self, dropped: Callable[[torch.Tensor], torch.Tensor]) -> dict[str, Any]:
        def attend(values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            return dropped(self.weights) @ values, self.weights

        facts: dict[str, Any] = dropping(attend, self.keys, 0.3, seed=5)
        assert facts.pop("weights before dropout") is self.weights
        return facts

    def test_right(self) -> None:
        facts = self.facts(lambda weights: nn.functional.dropout(weights, 0.3))
        assert [name for name, is_true in facts.items() if not is_true] == [
            "the weights used are normalised again"
        ]

    def test_not_scaled(self) -> None:
        facts = self.facts(lambda weights: 0.7 * nn.functional.dropout(weights, 0.3))
        assert not facts["weights kept are divided by 1 - dropout"]

    def test_another_share(self) -> None:
        facts = self.facts(lambda weights: nn.functional.dropout(weights, 0.5))
        assert not facts["the share of weights that are kept is right"]

    def test_whole_rows(self) -> None:
        facts = self.facts(lambda weights: weights * nn.functional.dropout(torch.ones(15), 0.3))
        assert not facts["each query drops other weights"]
        assert not facts["each sequence drops other weights"]

    @pytest.mark.parametrize(
        ("dim", "fact"),
        [
            (0, "each sequence drops other weights"),
            (1, "each query drops other weights"),
            (2, "each weight of a query is dropped independently"),
        ],
    )
    def test_one_mask_along_a_dimension(self, dim: int, fact: str) -> None:
        facts = self.facts(lambda w: w * nn.functional.dropout(torch.ones_like(w.narrow(dim, 0, 1)), 0.3))
        assert not facts[fact]

    def test_normalised_again(self) -> None:
        facts = self.facts(lambda weights: nn.functional.normalize(nn.functional.dropout(weights, 0.3), 1, 2))
        assert facts["the weights used are normalised again"]


def sums_(params: Any, sums: list[Any], lr: float) -> None:
    """Add up gradients in `sums`, and move by the sum."""
    with torch.no_grad():
        for i, p in enumerate(params):
            if p.grad is None:
                continue
            held = sums[i]
            if held is None:
                sums[i] = p.grad.clone()
            else:
                held.add_(p.grad)
            p.sub_(lr * sums[i])


def replaces_(params: Any, sums: list[Any], lr: float) -> None:
    """Replace the tensors of the state, and update behind the back of autograd."""
    for i, p in enumerate(params):
        held = sums[i]
        sums[i] = p.grad.clone() if held is None else held + p.grad
        p.data -= lr * sums[i]


def graphs_(params: Any, sums: list[torch.Tensor], lr: float) -> None:
    """Let the state become part of a graph, replace the gradient, and leave the grad mode off."""
    sums[0] += params[0] * lr
    params[0].grad = params[0].grad.clone()
    torch.set_grad_enabled(False)


def remembers_(params: Any, sums: list[Any], lr: float) -> None:
    """Keep the sums in an attribute of the parameters too, and read them there."""
    with torch.no_grad():
        for p, held in zip(params, sums, strict=True):
            p.own = getattr(p, "own", torch.zeros(1)) + p.grad
            held.copy_(p.own)
            p.sub_(lr * p.own)


def aliases_(params: Any, sums: list[Any], lr: float) -> None:
    """Let the state be the gradient itself, and assign to the list, which a tuple would refuse."""
    for i, p in enumerate(params):
        sums[i] = p.grad.detach()
        with torch.no_grad():
            params[i] -= lr * p.grad


class TestOptimizers:
    lesson = SimpleNamespace(
        sums_=sums_, replaces_=replaces_, graphs_=graphs_, remembers_=remembers_, aliases_=aliases_
    )

    def start(self) -> dict[str, Any]:
        grads = [torch.tensor([[1.0], [2.0]]), torch.tensor([[3.0], [4.0]])]
        start = [torch.zeros(1), torch.zeros(1)]
        return {"start": start, "grads": grads, "state": {"sums": [None, torch.ones(1)]}}

    def test_a_trajectory(self) -> None:
        found = trajectory(
            self.lesson, "sums_", **self.start(), args=[(0.1,), (1.0,)], absent=[(0, 0), (1, 1)]
        )
        first, second = found["the parameters"]
        assert first.tolist() == [[0.0], [-2.0]]  # no gradient, then a step of 1.0 * 2
        assert torch.allclose(second, torch.tensor(-0.4))  # a step of 0.1 * (1 + 3), then no gradient
        assert found["sums"][0] == [None, torch.tensor([2.0])]

    def test_a_tensor_of_the_state_may_not_be_replaced(self) -> None:
        right = trajectory(self.lesson, "sums_", **self.start(), lr=0.5)["sums"]
        wrong = trajectory(self.lesson, "replaces_", **self.start(), lr=0.5)["sums"]
        assert right[1].tolist() == [[4.0], [8.0]]
        assert wrong[0].tolist() == [[1.0], [1.0]]  # the tensor of the first step
        assert wrong[1].tolist() == [[1.0], [1.0]]

    def test_before_the_last_step_the_state_is_put_back(self) -> None:
        def sums(function: str) -> list[list[float]]:
            grads = [torch.tensor([[1.0], [2.0], [4.0]])]
            start, state = [torch.zeros(1)], {"sums": [torch.zeros(1)]}
            found = trajectory(self.lesson, function, start=start, grads=grads, state=state, lr=0.5)
            return [x.flatten().tolist() for x in found["sums"]]

        assert sums("sums_") == [[1.0, 3.0, 4.0]]
        assert sums("remembers_") == [[1.0, 3.0, 7.0]]

    def test_where_there_was_no_state_there_is_none_again(self) -> None:
        drawn = self.start() | {"grads": [torch.ones(3, 1), torch.ones(3, 1)]}
        found = trajectory(self.lesson, "sums_", **drawn, lr=0.5)
        assert [x.flatten().tolist() for x in found["sums"]] == [[1.0, 2.0, 1.0], [2.0, 3.0, 2.0]]

    def test_a_parameter_that_never_has_a_gradient_is_frozen(self) -> None:
        seen = []

        def looks_(params: Any, sums: Any) -> None:
            seen.append([p.requires_grad for p in params])

        trajectory(SimpleNamespace(looks_=looks_), "looks_", **self.start(), absent=[(0, 0), (0, 1), (1, 1)])
        assert seen == [[True, False], [True, False]]

    @pytest.mark.parametrize("recording", [True, False])
    def test_what_a_right_step_leaves(self, recording: bool) -> None:
        found = footprint(self.lesson, "sums_", **self.start(), args=[(0.5,)], recording=recording)
        assert [p.item() for p in found.pop("the parameters")] == [-0.5, -2.0]
        assert found == {
            "autograd noticed the update": True,
            "each parameter is still a leaf that requires gradients": True,
            "the grad of each parameter is the same tensor as before": True,
            "the state is part of a graph": False,
            "the state shares memory with a gradient": False,
            "the grad mode is as it was before the call": True,
        }

    def test_what_wrong_steps_leave(self) -> None:
        replaced = footprint(self.lesson, "replaces_", **self.start(), lr=0.5)
        assert not replaced["autograd noticed the update"]
        assert replaced["the state is part of a graph"]
        aliased = footprint(self.lesson, "aliases_", **self.start(), lr=0.5)
        assert aliased["autograd noticed the update"]
        assert aliased["the state shares memory with a gradient"]
        drawn = self.start()
        drawn["state"] = {"sums": [torch.ones(1), torch.ones(1)]}
        found = footprint(self.lesson, "graphs_", **drawn, lr=0.5)
        torch.set_grad_enabled(True)
        assert found["the state is part of a graph"]
        assert not found["the grad of each parameter is the same tensor as before"]
        assert not found["the grad mode is as it was before the call"]


def descend(x: torch.Tensor, D: nn.Module, G: nn.Module, optimizer: torch.optim.Optimizer) -> Any:
    """Do a step of D on x and on what G makes of x."""
    loss = D(x).sum() + D(G(x).detach()).sum()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


class TestUpdates:
    lesson = SimpleNamespace(descend=descend)
    weights: ClassVar = [torch.ones(1, 2), torch.zeros(2), torch.ones(2, 1)]
    networks: ClassVar = {"D": weights, "G": weights}

    def run(self, **options: Any) -> Any:
        batches = [(torch.ones(3, 1),)] * 2
        return updates(self.lesson, "descend", batches, self.networks, "D", lr=0.1, **options)

    def test_a_network(self) -> None:
        x = torch.tensor([[0.5], [1.0]])
        network = Perceptron([*self.weights, torch.ones(1)], shape=())
        assert torch.allclose(network(x), 2 * torch.tanh(x[:, 0]) + 1)
        assert network.calls == [[[2, 1], "train"]]
        assert network.recorded == [False]

    def test_the_losses_fall_and_only_one_network_moves(self) -> None:
        found = self.run(shows=["D", "G", "grads of G"])
        assert found["the losses"][1] < found["the losses"][0]
        assert not torch.equal(found["w of D"], self.weights[0])
        assert torch.equal(found["w of G"], self.weights[0])
        assert all(found[f"the grad of {name} of G"] is None for name in "wbv")

    def test_a_step_leaves_no_gradient_in_the_data(self) -> None:
        x = torch.ones(3, 1, requires_grad=True)
        updates(self.lesson, "descend", [(x,)], self.networks, "D", shows=["D"], lr=0.1)
        assert x.grad is None

    def test_what_is_there_before(self) -> None:
        old = torch.full((1, 2), 7.0)
        found = self.run(shows=["D", "grads of G"], old={"G": [old]}, frozen={"D": ["b"]})
        assert torch.equal(found["the grad of w of G"], old)
        assert torch.equal(found["b of D"], self.weights[1])

    def test_the_optimizer_has_frozen_parameters_and_two_groups(self) -> None:
        def step(x: torch.Tensor, D: nn.Module, G: nn.Module, optimizer: Any) -> float:
            for group in optimizer.param_groups:
                for p in group["params"]:
                    p.grad = torch.ones_like(p)
            optimizer.step()
            return 0.0

        lesson, batches = SimpleNamespace(step=step), [(torch.ones(3, 1),)]
        frozen = {"D": ["b"]}
        found = updates(lesson, "step", batches, self.networks, "D", shows=["D"], frozen=frozen, lr=0.5)
        for name, weight, lr in zip("wbv", self.weights, (0.5, 0.5, 0.25), strict=True):
            assert torch.equal(found[f"{name} of D"], weight - lr)

    def test_calls(self) -> None:
        modes = {"D": (True, False), "G": (False, False)}
        found = self.run(shows=["calls of D", "calls of G", "order"], modes=modes)
        assert found["the list of shapes that D gets"] == [[3, 1]] * 4
        assert found["the list of modes of D when it is called"] == ["train, its submodule in eval"] * 4
        assert found["the list of modes of G when it is called"] == ["eval"] * 2
        assert found["the list of networks in the order of their calls"] == ["D", "G", "D"] * 2


def refusing(lesson: Any, x: torch.Tensor) -> Any:
    return {"value": lesson.double(x), "refusal": refusal(TypeError, "NoneType", lesson.double, None)}
