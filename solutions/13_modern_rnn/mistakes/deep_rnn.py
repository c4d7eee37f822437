"""Wrong versions of `deep_rnn` that students write."""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from autograder.judge import mistake

Layers = Sequence[Callable[[Tensor, Any], tuple[Tensor, Any]]]
Result = tuple[Tensor, list[Any]]


def _climb(inputs: Tensor, layers: Layers, states: Sequence[Any]) -> tuple[list[Tensor], list[Any]]:
    """The outputs and the states of all layers."""
    if len(layers) != len(states):
        raise ValueError("as many states as layers are needed")
    outputs, finals = [], []
    for layer, state in zip(layers, states, strict=True):
        inputs, final = layer(inputs, state)
        outputs.append(inputs)
        finals.append(final)
    return outputs, finals


@mistake("All layers start from the state of the first: each has its own.")
def one_state_for_all(inputs: Tensor, layers: Layers, states: Sequence[Any]) -> Result:
    outputs, finals = _climb(inputs, layers, [states[0]] * len(layers))
    return outputs[-1], finals


@mistake("The state that a layer returns goes on to the next layer: each starts from its own.")
def state_climbs(inputs: Tensor, layers: Layers, states: Sequence[Any]) -> Result:
    state, finals = states[0], []
    for layer in layers:
        inputs, state = layer(inputs, state)
        finals.append(state)
    return inputs, finals


@mistake("All layers read the inputs of the network: a layer must read the outputs of the one below.")
def same_inputs_for_all(inputs: Tensor, layers: Layers, states: Sequence[Any]) -> Result:
    pairs = [layer(inputs, state) for layer, state in zip(layers, states, strict=True)]
    return pairs[-1][0], [state for _, state in pairs]


@mistake("The layers are stacked upside down: the first is the lowest.")
def upside_down(inputs: Tensor, layers: Layers, states: Sequence[Any]) -> Result:
    outputs, finals = _climb(inputs, layers[::-1], states[::-1])
    return outputs[-1], finals[::-1]


@mistake("The outputs of the first layer are returned: those of the last are asked for.")
def first_outputs(inputs: Tensor, layers: Layers, states: Sequence[Any]) -> Result:
    outputs, finals = _climb(inputs, layers, states)
    return outputs[0], finals


@mistake("The outputs of all layers are returned side by side: those of the last are asked for.")
def all_outputs(inputs: Tensor, layers: Layers, states: Sequence[Any]) -> Result:
    outputs, finals = _climb(inputs, layers, states)
    return torch.cat(outputs, dim=-1), finals


@mistake("The states of the beginning are returned: those that the layers returned are asked for.")
def first_states(inputs: Tensor, layers: Layers, states: Sequence[Any]) -> Result:
    return _climb(inputs, layers, states)[0][-1], list(states)


@mistake("Only the state of the last layer is returned: the list has one for each layer.")
def last_state(inputs: Tensor, layers: Layers, states: Sequence[Any]) -> Result:
    outputs, finals = _climb(inputs, layers, states)
    return outputs[-1], finals[-1:]


@mistake("The states come from the highest layer down: the lowest comes first.")
def states_from_above(inputs: Tensor, layers: Layers, states: Sequence[Any]) -> Result:
    outputs, finals = _climb(inputs, layers, states)
    return outputs[-1], finals[::-1]


@mistake("The states come in a tuple: a list is asked for.")
def tuple_of_states(inputs: Tensor, layers: Layers, states: Sequence[Any]) -> tuple[Tensor, tuple[Any, ...]]:
    outputs, finals = _climb(inputs, layers, states)
    return outputs[-1], tuple(finals)


@mistake("The states are stacked into one tensor: they may differ in size, and be tuples.")
def stacked_states(inputs: Tensor, layers: Layers, states: Sequence[Any]) -> tuple[Tensor, Tensor]:
    outputs, finals = _climb(inputs, layers, states)
    return outputs[-1], torch.stack(finals)


@mistake("The new states are written into the caller's list, which must stay as it was.")
def overwrites_states(inputs: Tensor, layers: Layers, states: list[Any]) -> Result:
    outputs, finals = _climb(inputs, layers, states)
    states[:] = finals
    return outputs[-1], finals


@mistake("A wrong number of states is accepted: zip stops silently at the shorter of the two.")
def accepts_any_number(inputs: Tensor, layers: Layers, states: Sequence[Any]) -> Result:
    count = min(len(layers), len(states))
    outputs, finals = _climb(inputs, layers[:count], states[:count])
    return outputs[-1], finals


@mistake("Each layer is called twice, once for its outputs and once for its state.")
def calls_twice(inputs: Tensor, layers: Layers, states: Sequence[Any]) -> Result:
    finals = []
    for layer, state in zip(layers, states, strict=True):
        finals.append(layer(inputs, state)[1])
        inputs = layer(inputs, state)[0]
    return inputs, finals


@mistake("The outputs are detached between the layers: nothing is learned below the last one.")
def detached_between(inputs: Tensor, layers: Layers, states: Sequence[Any]) -> Result:
    finals = []
    for layer, state in zip(layers, states, strict=True):
        inputs, final = layer(inputs.detach(), state)
        finals.append(final)
    return inputs, finals
