"""Wrong versions of `last_valid` that students write."""

import torch
from torch import Tensor

from autograder.judge import mistake


def _pick(outputs: Tensor, steps: Tensor) -> Tensor:
    """outputs[steps[b], b] for each b."""
    return outputs[steps, torch.arange(outputs.shape[1], device=outputs.device)]


def _zero(rows: Tensor, lengths: Tensor) -> Tensor:
    """The rows, with 0 where there is no valid step."""
    return rows.masked_fill((lengths == 0).unsqueeze(1), 0.0)


@mistake("The last step is taken, which is padding for all but the longest sequences.")
def last_step(outputs: Tensor, lengths: Tensor) -> Tensor:
    return _zero(outputs[-1], lengths)


@mistake("The first step of each sequence is taken.")
def first_step(outputs: Tensor, lengths: Tensor) -> Tensor:
    return _zero(outputs[0], lengths)


@mistake("It is one step too far: steps count from 0, so the last valid one is lengths - 1.")
def one_too_far(outputs: Tensor, lengths: Tensor) -> Tensor:
    return _zero(_pick(outputs, lengths.clamp(max=len(outputs) - 1)), lengths)


@mistake("It is one step too early.")
def one_too_early(outputs: Tensor, lengths: Tensor) -> Tensor:
    return _zero(_pick(outputs, (lengths - 2).clamp(min=0)), lengths)


@mistake("A sequence of length 0 gives its last step, since index -1 counts from the end; it must give 0.")
def last_step_for_zero(outputs: Tensor, lengths: Tensor) -> Tensor:
    return _pick(outputs, lengths - 1)


@mistake("A sequence of length 0 gives its first step, which is padding; it must give 0.")
def first_step_for_zero(outputs: Tensor, lengths: Tensor) -> Tensor:
    return _pick(outputs, (lengths - 1).clamp(min=0))


@mistake("A sequence of length 0 is multiplied by 0, and NaN times 0 is NaN: its row must be 0.")
def multiplies_by_zero(outputs: Tensor, lengths: Tensor) -> Tensor:
    return _pick(outputs, lengths - 1) * (lengths > 0).unsqueeze(1)


@mistake("All steps are multiplied by a mask and added up: NaN in the padding, times 0, is still NaN.")
def sum_with_mask(outputs: Tensor, lengths: Tensor) -> Tensor:
    steps = torch.arange(1, len(outputs) + 1, device=outputs.device)
    mask = (steps.unsqueeze(1) == lengths).to(outputs.dtype)
    return (outputs * mask.unsqueeze(2)).sum(0)


@mistake("It is the mean over the valid steps: the last of them is asked for.")
def mean_of_valid(outputs: Tensor, lengths: Tensor) -> Tensor:
    padding = torch.arange(len(outputs), device=outputs.device).unsqueeze(1) >= lengths
    total = outputs.masked_fill(padding.unsqueeze(2), 0.0).sum(0)
    return total / lengths.clamp(min=1).unsqueeze(1)


@mistake("The first dimension is taken for the batch: time comes first.")
def batch_first(outputs: Tensor, lengths: Tensor) -> Tensor:
    return _zero(outputs[torch.arange(len(lengths), device=outputs.device), lengths - 1], lengths)


@mistake("All pairs of lengths and sequences are picked: [B, B, H]. Give an index for the batch too.")
def all_pairs(outputs: Tensor, lengths: Tensor) -> Tensor:
    return outputs[lengths - 1]


@mistake("The longest length is used for every sequence.")
def longest_for_all(outputs: Tensor, lengths: Tensor) -> Tensor:
    return _zero(outputs[lengths.max() - 1], lengths)


@mistake("The end is searched for as the last step that is not 0; only the lengths decide.")
def searches_for_zeros(outputs: Tensor, lengths: Tensor) -> Tensor:
    filled = (outputs != 0).any(2)  # [T,B]
    steps = torch.arange(1, len(outputs) + 1, device=outputs.device).unsqueeze(1)
    return _pick(outputs, (filled * steps).amax(0) - 1)


@mistake("The padding is set to 0 in the caller's tensor.")
def changes_outputs(outputs: Tensor, lengths: Tensor) -> Tensor:
    padding = torch.arange(len(outputs), device=outputs.device).unsqueeze(1) >= lengths
    outputs.masked_fill_(padding.unsqueeze(2), 0.0)
    return _zero(_pick(outputs, lengths - 1), lengths)


@mistake("A Python loop goes over the sequences: one indexing picks them all.")
def loops(outputs: Tensor, lengths: Tensor) -> Tensor:
    rows = [
        outputs[n - 1, b] if n else torch.zeros_like(outputs[0, b]) for b, n in enumerate(lengths.tolist())
    ]
    return torch.stack(rows)


@mistake("The result is detached: nothing is learned through it.")
def detached(outputs: Tensor, lengths: Tensor) -> Tensor:
    return _zero(_pick(outputs, lengths - 1), lengths).detach()
