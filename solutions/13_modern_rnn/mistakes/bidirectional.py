"""Wrong versions of `bidirectional` that students write."""

from collections.abc import Callable

import torch
from torch import Tensor

from autograder.judge import mistake

Direction = Callable[[Tensor], Tensor]


@mistake("The backward outputs are not put back into order: at step 0 stands what was said of the last step.")
def not_turned_back(inputs: Tensor, fwd: Direction, bwd: Direction) -> Tensor:
    return torch.cat([fwd(inputs), bwd(inputs.flip(0))], dim=-1)


@mistake("bwd is given the steps in their order: it must read from the last to the first.")
def reads_forward_twice(inputs: Tensor, fwd: Direction, bwd: Direction) -> Tensor:
    return torch.cat([fwd(inputs), bwd(inputs)], dim=-1)


@mistake("bwd reads the steps in their order, and its outputs are reversed: the inputs must be reversed too.")
def turns_outputs_only(inputs: Tensor, fwd: Direction, bwd: Direction) -> Tensor:
    return torch.cat([fwd(inputs), bwd(inputs).flip(0)], dim=-1)


@mistake("The features of bwd come first: those of fwd must.")
def backward_first(inputs: Tensor, fwd: Direction, bwd: Direction) -> Tensor:
    return torch.cat([bwd(inputs.flip(0)).flip(0), fwd(inputs)], dim=-1)


@mistake("The sequences of the batch are reversed, not the steps: time is dimension 0.")
def flips_batch(inputs: Tensor, fwd: Direction, bwd: Direction) -> Tensor:
    return torch.cat([fwd(inputs), bwd(inputs.flip(1)).flip(1)], dim=-1)


@mistake("The directions are concatenated along time: they belong side by side in the last dimension.")
def concatenated_in_time(inputs: Tensor, fwd: Direction, bwd: Direction) -> Tensor:
    return torch.cat([fwd(inputs), bwd(inputs.flip(0)).flip(0)], dim=0)


@mistake("The directions are added up: they belong side by side in the last dimension.")
def sum_of_directions(inputs: Tensor, fwd: Direction, bwd: Direction) -> Tensor:
    return fwd(inputs) + bwd(inputs.flip(0)).flip(0)


@mistake("The directions are interleaved feature by feature: all of fwd come first, then all of bwd.")
def interleaved(inputs: Tensor, fwd: Direction, bwd: Direction) -> Tensor:
    return torch.stack([fwd(inputs), bwd(inputs.flip(0)).flip(0)], dim=-1).flatten(2)


@mistake("fwd reads both directions: the way back has a function of its own, bwd.")
def forward_for_both(inputs: Tensor, fwd: Direction, bwd: Direction) -> Tensor:
    return torch.cat([fwd(inputs), fwd(inputs.flip(0)).flip(0)], dim=-1)


@mistake("bwd reads what fwd says: both must read the inputs.")
def backward_reads_forward(inputs: Tensor, fwd: Direction, bwd: Direction) -> Tensor:
    past = fwd(inputs)
    return torch.cat([past, bwd(past.flip(0)).flip(0)], dim=-1)


@mistake("The directions are asked step by step: each must be asked once, for all steps.")
def step_by_step(inputs: Tensor, fwd: Direction, bwd: Direction) -> Tensor:
    steps = [torch.cat([fwd(x), bwd(x)], dim=-1) for x in inputs.split(1)]
    return torch.cat(steps)


@mistake("The backward half is detached: nothing is learned in that direction.")
def detached_backward(inputs: Tensor, fwd: Direction, bwd: Direction) -> Tensor:
    return torch.cat([fwd(inputs), bwd(inputs.flip(0)).flip(0).detach()], dim=-1)
