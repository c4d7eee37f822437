"""Wrong versions of `last_valid` that students write."""

import torch
from torch import Tensor

from autograder.judge import change, mistake

last_step = change(
    "The last step is taken, which is padding for all but the longest sequences.",
    ("outputs[lengths - 1, batch]", "outputs[-1]"),
)

first_step = change(
    "The first step of each sequence is taken.", ("outputs[lengths - 1, batch]", "outputs[0]")
)

one_too_far = change(
    "It is one step too far: steps count from 0, so the last valid one is lengths - 1.",
    ("[lengths - 1, batch]", "[lengths.clamp(max=len(outputs) - 1), batch]"),
)

one_too_early = change(
    "It is one step too early.", ("[lengths - 1, batch]", "[(lengths - 2).clamp(min=0), batch]")
)

last_step_for_zero = change(
    "A sequence of length 0 gives its last step, since index -1 counts from the end; it must give 0.",
    ("last.masked_fill((lengths == 0).unsqueeze(1), 0.0)", "last"),
)

first_step_for_zero = change(
    "A sequence of length 0 gives its first step, which is padding; it must give 0.",
    ("[lengths - 1, batch]", "[(lengths - 1).clamp(min=0), batch]"),
    ("last.masked_fill((lengths == 0).unsqueeze(1), 0.0)", "last"),
)

multiplies_by_zero = change(
    "A sequence of length 0 is multiplied by 0, and NaN times 0 is NaN: its row must be 0.",
    ("last.masked_fill((lengths == 0).unsqueeze(1), 0.0)", "last * (lengths > 0).unsqueeze(1)"),
)

batch_first = change(
    "The first dimension is taken for the batch: time comes first.",
    ("[lengths - 1, batch]", "[batch, lengths - 1]"),
)

all_pairs = change(
    "All pairs of lengths and sequences are picked: [B, B, H]. Give an index for the batch too.",
    ("[lengths - 1, batch]", "[lengths - 1]"),
)

longest_for_all = change(
    "The longest length is used for every sequence.", ("[lengths - 1, batch]", "[lengths.max() - 1]")
)

detached = change(
    "The result is detached: nothing is learned through it.", ("return last", "return last.detach()")
)


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


@mistake("The end is searched for as the last step that is not 0; only the lengths decide.")
def searches_for_zeros(outputs: Tensor, lengths: Tensor) -> Tensor:
    filled = (outputs != 0).any(2)  # [T,B]
    steps = torch.arange(1, len(outputs) + 1, device=outputs.device).unsqueeze(1)
    last = (filled * steps).amax(0) - 1
    return outputs[last, torch.arange(outputs.shape[1], device=outputs.device)]


@mistake("The padding is set to 0 in the caller's tensor.")
def changes_outputs(outputs: Tensor, lengths: Tensor) -> Tensor:
    padding = torch.arange(len(outputs), device=outputs.device).unsqueeze(1) >= lengths
    outputs.masked_fill_(padding.unsqueeze(2), 0.0)
    rows = outputs[lengths - 1, torch.arange(outputs.shape[1], device=outputs.device)]
    return rows.masked_fill((lengths == 0).unsqueeze(1), 0.0)


@mistake("A Python loop goes over the sequences: one indexing picks them all.")
def loops(outputs: Tensor, lengths: Tensor) -> Tensor:
    rows = [
        outputs[n - 1, b] if n else torch.zeros_like(outputs[0, b]) for b, n in enumerate(lengths.tolist())
    ]
    return torch.stack(rows)
