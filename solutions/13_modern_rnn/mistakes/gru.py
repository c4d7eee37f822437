"""Wrong versions of `gru` that students write."""

from collections.abc import Sequence

import torch
from torch import Tensor

from autograder.judge import mistake

Result = tuple[Tensor, Tensor]


def _step(x: Tensor, h: Tensor, params: Sequence[Tensor]) -> Tensor:
    W_ih, W_hh, b_ih, b_hh = params
    (a, b, c), (d, e, f) = (x @ W_ih.T + b_ih).chunk(3, 1), (h @ W_hh.T + b_hh).chunk(3, 1)
    z = torch.sigmoid(b + e)
    return (1 - z) * torch.tanh(c + torch.sigmoid(a + d) * f) + z * h


def _states(inputs: Tensor, h: Tensor, params: Sequence[Tensor]) -> list[Tensor]:
    states = []
    for x in inputs:
        h = _step(x, h, params)
        states.append(h)
    return states


@mistake("The state is not carried: each step starts again from h0.")
def not_carried(inputs: Tensor, h0: Tensor, params: Sequence[Tensor]) -> Result:
    states = [_step(x, h0, params) for x in inputs]
    return torch.stack(states), states[-1]


@mistake("h0 is ignored: the sequences start from a state of 0.")
def ignores_first_state(inputs: Tensor, h0: Tensor, params: Sequence[Tensor]) -> Result:
    states = _states(inputs, torch.zeros_like(h0), params)
    return torch.stack(states), states[-1]


@mistake("The state that is returned is h0: it must be the one after the last step.")
def returns_first_state(inputs: Tensor, h0: Tensor, params: Sequence[Tensor]) -> Result:
    return torch.stack(_states(inputs, h0, params)), h0


@mistake("The outputs are the states before each step: they must be those after it.")
def states_before(inputs: Tensor, h0: Tensor, params: Sequence[Tensor]) -> Result:
    states = _states(inputs, h0, params)
    return torch.stack([h0, *states[:-1]]), states[-1]


@mistake("Only the last output is returned: the outputs of all steps are asked for.")
def last_output(inputs: Tensor, h0: Tensor, params: Sequence[Tensor]) -> Result:
    last = _states(inputs, h0, params)[-1]
    return last, last


@mistake("The outputs are [B, T, H]: time comes first here.")
def batch_first_outputs(inputs: Tensor, h0: Tensor, params: Sequence[Tensor]) -> Result:
    states = _states(inputs, h0, params)
    return torch.stack(states, dim=1), states[-1]


@mistake("The steps are laid end to end in one dimension: they must be stacked along a new one.")
def concatenated_outputs(inputs: Tensor, h0: Tensor, params: Sequence[Tensor]) -> Result:
    states = _states(inputs, h0, params)
    return torch.cat(states), states[-1]


@mistake("The sequences are read from their last step to their first.")
def backwards(inputs: Tensor, h0: Tensor, params: Sequence[Tensor]) -> Result:
    states = _states(inputs.flip(0), h0, params)
    return torch.stack(states), states[-1]


@mistake("The state has a leading dimension of size 1, as nn.GRU returns it: here it is [B, H].")
def state_with_layers(inputs: Tensor, h0: Tensor, params: Sequence[Tensor]) -> Result:
    states = _states(inputs, h0, params)
    return torch.stack(states), states[-1].unsqueeze(0)


@mistake("The state is detached at each step: the gradient reaches back one step alone.")
def detached_steps(inputs: Tensor, h0: Tensor, params: Sequence[Tensor]) -> Result:
    h, states = h0, []
    for x in inputs:
        h = _step(x, h.detach(), params)
        states.append(h)
    return torch.stack(states), h


@mistake("The buffer of the outputs is always float32, so float64 loses half of its digits.")
def float32_buffer(inputs: Tensor, h0: Tensor, params: Sequence[Tensor]) -> Result:
    outputs = torch.zeros(len(inputs), *h0.shape, device=inputs.device)
    for t, h in enumerate(_states(inputs, h0, params)):
        outputs[t] = h
    return outputs, h


@mistake("The state is written into h0: the caller's tensor is changed.")
def changes_first_state(inputs: Tensor, h0: Tensor, params: Sequence[Tensor]) -> Result:
    states = _states(inputs, h0, params)
    return torch.stack(states), h0.copy_(states[-1])


@mistake("A Python loop goes over the sequences: a step must work on the whole batch.")
def loops_over_batch(inputs: Tensor, h0: Tensor, params: Sequence[Tensor]) -> Result:
    columns = [torch.cat(_states(inputs[:, [b]], h0[[b]], params)) for b in range(len(h0))]
    outputs = torch.stack(columns, dim=1)
    return outputs, outputs[-1].clone()
