"""Wrong versions of `last_valid` that students write."""

import torch
from torch import Tensor

from autograder.judge import change, mistake

last_step = change(
    "It takes the last step of the tensor, which is padding for shorter sequences.",
    ("outputs[lengths - 1, batch]", "outputs[-1]"),
)

one_too_far = change(
    "It is one step too late: steps count from 0, so the last valid step is lengths - 1.",
    ("[lengths - 1, batch]", "[lengths.clamp(max=len(outputs) - 1), batch]"),
)

one_too_early = change(
    "It is one step too early.", ("[lengths - 1, batch]", "[(lengths - 2).clamp(min=0), batch]")
)

last_step_for_zero = change(
    "A sequence of length 0 gives the last step, because index -1 counts from the end; it should give 0.",
    ("last.masked_fill((lengths == 0).unsqueeze(1), 0.0)", "last"),
)

first_step_for_zero = change(
    "A sequence of length 0 gives its first step, which is padding; it should give 0.",
    ("[lengths - 1, batch]", "[(lengths - 1).clamp(min=0), batch]"),
    ("last.masked_fill((lengths == 0).unsqueeze(1), 0.0)", "last"),
)

multiplies_by_zero = change(
    "A sequence of length 0 is multiplied by 0, but NaN times 0 is NaN; its row should be 0.",
    ("last.masked_fill((lengths == 0).unsqueeze(1), 0.0)", "last * (lengths > 0).unsqueeze(1)"),
)

batch_first = change(
    "It treats the first dimension as the batch, but time comes first.",
    ("[lengths - 1, batch]", "[batch, lengths - 1]"),
)

all_pairs = change(
    "It picks all pairs of lengths and sequences, [B, B, H]. Give an index for the batch too.",
    ("[lengths - 1, batch]", "[lengths - 1]"),
)

replaces_nan = change(
    "Only NaN becomes 0. A sequence of length 0 should give 0 whatever number its padding holds.",
    ("last.masked_fill((lengths == 0).unsqueeze(1), 0.0)", "last.nan_to_num(0.0)"),
)


@mistake("It multiplies all steps by a mask and adds them, but NaN in the padding times 0 is still NaN.")
def sum_with_mask(outputs: Tensor, lengths: Tensor) -> Tensor:
    steps = torch.arange(1, len(outputs) + 1, device=outputs.device)
    mask = (steps.unsqueeze(1) == lengths).to(outputs.dtype)
    return (outputs * mask.unsqueeze(2)).sum(0)


@mistake("It is the mean over the valid steps, not the last of them.")
def mean_of_valid(outputs: Tensor, lengths: Tensor) -> Tensor:
    padding = torch.arange(len(outputs), device=outputs.device).unsqueeze(1) >= lengths
    total = outputs.masked_fill(padding.unsqueeze(2), 0.0).sum(0)
    return total / lengths.clamp(min=1).unsqueeze(1)


@mistake("It looks for the last step that is not 0, but only the lengths decide which steps are valid.")
def searches_for_zeros(outputs: Tensor, lengths: Tensor) -> Tensor:
    filled = (outputs != 0).any(2)  # [T,B]
    steps = torch.arange(1, len(outputs) + 1, device=outputs.device).unsqueeze(1)
    last = (filled * steps).amax(0) - 1
    return outputs[last, torch.arange(outputs.shape[1], device=outputs.device)]
