"""Wrong versions of `lstm` that students write."""

from collections.abc import Sequence

import torch
from torch import Tensor

from autograder.judge import mistake

State = tuple[Tensor, Tensor]
Result = tuple[Tensor, State]


def _step(x: Tensor, state: State, params: Sequence[Tensor]) -> State:
    W_ih, W_hh, b_ih, b_hh = params
    i, f, g, o = (x @ W_ih.T + b_ih + state[0] @ W_hh.T + b_hh).chunk(4, 1)
    c = f.sigmoid() * state[1] + i.sigmoid() * g.tanh()
    return o.sigmoid() * c.tanh(), c


def _run(inputs: Tensor, state: State, params: Sequence[Tensor]) -> list[State]:
    states = []
    for x in inputs:
        state = _step(x, state, params)
        states.append(state)
    return states


def _hiddens(states: list[State]) -> Tensor:
    return torch.stack([h for h, _ in states])


@mistake("The outputs are the memory cells: they must be the hidden states.")
def memories_as_outputs(inputs: Tensor, state: State, params: Sequence[Tensor]) -> Result:
    states = _run(inputs, state, params)
    return torch.stack([c for _, c in states]), states[-1]


@mistake("The state is not carried: each step starts again from the first one.")
def not_carried(inputs: Tensor, state: State, params: Sequence[Tensor]) -> Result:
    states = [_step(x, state, params) for x in inputs]
    return _hiddens(states), states[-1]


@mistake("Only h is carried: each step starts again from the first memory cell.")
def memory_not_carried(inputs: Tensor, state: State, params: Sequence[Tensor]) -> Result:
    h, states = state[0], []
    for x in inputs:
        h, c = _step(x, (h, state[1]), params)
        states.append((h, c))
    return _hiddens(states), states[-1]


@mistake("Only c is carried: each step starts again from the first hidden state.")
def hidden_not_carried(inputs: Tensor, state: State, params: Sequence[Tensor]) -> Result:
    c, states = state[1], []
    for x in inputs:
        h, c = _step(x, (state[0], c), params)
        states.append((h, c))
    return _hiddens(states), states[-1]


@mistake("The first state is ignored: the sequences start from a state of 0.")
def ignores_first_state(inputs: Tensor, state: State, params: Sequence[Tensor]) -> Result:
    zeros = torch.zeros_like(state[0])
    states = _run(inputs, (zeros, zeros), params)
    return _hiddens(states), states[-1]


@mistake("The first memory cell is ignored: the memory starts from 0.")
def ignores_first_memory(inputs: Tensor, state: State, params: Sequence[Tensor]) -> Result:
    states = _run(inputs, (state[0], torch.zeros_like(state[1])), params)
    return _hiddens(states), states[-1]


@mistake("The state that is returned is (c, h): the hidden state comes first.")
def memory_first(inputs: Tensor, state: State, params: Sequence[Tensor]) -> Result:
    states = _run(inputs, state, params)
    h, c = states[-1]
    return _hiddens(states), (c, h)


@mistake("The hidden state alone is returned: the memory cell belongs to the state.")
def without_memory(inputs: Tensor, state: State, params: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
    states = _run(inputs, state, params)
    return _hiddens(states), states[-1][0]


@mistake("outputs, h and c are returned side by side: h and c belong into a tuple of their own.")
def flat_result(inputs: Tensor, state: State, params: Sequence[Tensor]) -> tuple[Tensor, Tensor, Tensor]:
    states = _run(inputs, state, params)
    return _hiddens(states), *states[-1]


@mistake("The outputs are [B, T, H]: time comes first here.")
def batch_first_outputs(inputs: Tensor, state: State, params: Sequence[Tensor]) -> Result:
    states = _run(inputs, state, params)
    return _hiddens(states).transpose(0, 1), states[-1]


@mistake("The sequences are read from their last step to their first.")
def backwards(inputs: Tensor, state: State, params: Sequence[Tensor]) -> Result:
    states = _run(inputs.flip(0), state, params)
    return _hiddens(states), states[-1]


@mistake("The memory cell is detached at each step: the gradient can't flow along it.")
def detached_memory(inputs: Tensor, state: State, params: Sequence[Tensor]) -> Result:
    states = []
    for x in inputs:
        state = _step(x, (state[0], state[1].detach()), params)
        states.append(state)
    return _hiddens(states), state


@mistake("The last state is written into the caller's tensors.")
def changes_first_state(inputs: Tensor, state: State, params: Sequence[Tensor]) -> Result:
    states = _run(inputs, state, params)
    return _hiddens(states), (state[0].copy_(states[-1][0]), state[1].copy_(states[-1][1]))


@mistake("A Python loop goes over the sequences: a step must work on the whole batch.")
def loops_over_batch(inputs: Tensor, state: State, params: Sequence[Tensor]) -> Result:
    h, c = state
    runs = [_run(inputs[:, [b]], (h[[b]], c[[b]]), params) for b in range(len(h))]
    outputs = torch.cat([_hiddens(states) for states in runs], dim=1)
    return outputs, (outputs[-1].clone(), torch.cat([states[-1][1] for states in runs]))
