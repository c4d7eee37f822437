"""The words in which messages name parts of results and inputs."""

from __future__ import annotations

import torch

from autograder.candidate.wire import encode
from autograder.judge.words import Arguments, unworded


def step(params: list[torch.Tensor], m: list[torch.Tensor], lr: float, nesterov: bool = False) -> None:
    """A function of a student."""


class Layer(torch.nn.Module):
    def __init__(self, sizes: tuple[int, int]) -> None:
        super().__init__()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x


def arguments(own: object, **inputs: object) -> Arguments:
    return Arguments({name: encode(value) for name, value in inputs.items()}, own)


class TestInputs:
    def test_an_argument_of_the_student_has_its_own_name(self) -> None:
        inputs = arguments(
            step, params=[torch.ones(2)], state={"m": [torch.ones(2)]}, start=[torch.ones(4, 3)]
        )
        assert inputs.named("params[0]") == "`params[0]`"
        assert inputs.named("state['m'][0]") == "`m[0]`"

    def test_an_input_of_the_scenario_is_told_by_its_shape(self) -> None:
        inputs = arguments(step, start=[torch.ones(2), torch.ones(4, 3)], given={"a b": torch.ones(5)})
        assert inputs.named("start[1]") == "of shape [4, 3]"
        assert inputs.named("given['a b']") == "of shape [5]"

    def test_the_arguments_are_said_and_values_of_tensors_are_not(self) -> None:
        params = [torch.full((2, 3), 0.25), torch.ones(4)]
        inputs = arguments(step, params=params, lr=0.123456, nesterov=True, seed=7)
        assert (
            inputs.said == " Arguments: params of 2 tensors of shapes [2, 3], [4], lr=0.1235, nesterov=True."
        )
        assert (
            arguments(Layer, x=torch.ones(2), sizes=(3, 4)).said
            == " Arguments: x of shape [2], sizes=(3, 4)."
        )

    def test_nothing_is_said_without_arguments_or_of_long_ones(self) -> None:
        assert arguments(None, x=torch.ones(2)).said == ""
        assert arguments(step, seed=1).said == ""
        assert arguments(step, lr=list(range(100))).said == ""


class TestUnworded:
    def test_what_a_message_can_name(self) -> None:
        worded = {"the loss": 1.0, "the mode is kept": True, "another shape": "ValueError that names x"}
        assert not list(unworded(encode(worded)))
        assert not list(unworded(encode((torch.ones(1), [torch.ones(1)]))))

    def test_what_it_can_not(self) -> None:
        for result in (
            [torch.ones(1)],
            True,
            {"modes": [True, False]},
            {"the mode": True},
            {"errors": ["ValueError", "ValueError"]},
            {"the first call": {"same again": True}},
        ):
            assert len(list(unworded(encode(result)))) == 1, result
