"""Wrong versions of `sequence_nll` that students write."""

import torch

from autograder.judge import change, mistake

mean_over_steps = change(
    "It equals the mean over the steps; the sum is asked for.", (".sum(dim=1)", ".mean(dim=1)")
)
mean_over_valid = change(
    "It equals the mean over the valid steps; the sum is asked for.",
    (".sum(dim=1)", ".sum(dim=1) / mask.sum(dim=1).clamp(min=1)"),
)
over_the_batch = change("It is one number for all sequences; each has its own.", (".sum(dim=1)", ".sum()"))
over_the_sequences = change(
    "The sum goes over the sequences, [T]; it goes over the steps.", (".sum(dim=1)", ".sum(dim=0)")
)
each_step = change("The steps are not added up, [B, T].", (".sum(dim=1)", ""))
positive = change(
    "It equals the log-likelihood; the minus sign is missing.", ("nll = -logits", "nll = logits")
)
mask_ignored = change("Steps that aren't valid count too.", ("nll.masked_fill(~mask, 0.0)", "nll"))
mask_inverted = change(
    "The steps count whose mask is False; True marks the valid ones.",
    ("nll.masked_fill(~mask, 0.0)", "nll.masked_fill(mask if (~mask).any() else ~mask, 0.0)"),
)
wrong_ids_fail = change(
    "A target that isn't valid has to be an id; it may be any number.",
    ("targets.masked_fill(~mask, 0)", "targets"),
)
clamped = change(
    "Negative targets are left out, and not those whose mask is False; only the mask decides.",
    ("targets.masked_fill(~mask, 0)", "targets.clamp(min=0) % logits.shape[2]"),
    ("nll.masked_fill(~mask, 0.0)", "nll.masked_fill(targets < 0, 0.0)"),
)
mask_before_softmax = change(
    "The logits of invalid steps are set to 0, so each adds log V; such a step adds 0.",
    ("logits.log_softmax(dim=2)", "logits.masked_fill(~mask.unsqueeze(2), 0.0).log_softmax(dim=2)"),
    ("nll.masked_fill(~mask, 0.0)", "nll"),
)
zero_is_padding = change(
    "The id 0 is taken for padding; only the mask decides.",
    ("nll.masked_fill(~mask, 0.0)", "nll.masked_fill(~mask | (targets == 0), 0.0)"),
)
over_steps = change(
    "The softmax goes over the steps; it goes over the vocabulary.",
    ("log_softmax(dim=2)", "log_softmax(dim=1)"),
)
no_softmax = change(
    "It equals minus the sum of the targets' logits; their log-probabilities are asked for.",
    ("logits.log_softmax(dim=2)", "logits"),
)
probabilities = change(
    "It equals minus the sum of the probabilities; their logarithms are asked for.",
    ("log_softmax(dim=2)", "softmax(dim=2)"),
)
underflow = change(
    "Unlikely targets have an infinite result: log(softmax) underflows.",
    ("logits.log_softmax(dim=2)", "logits.softmax(dim=2).log()"),
)
shifted = change(
    "The targets are shifted by one step; they belong to the logits as they are.",
    ("known = targets", "targets = targets.roll(-1, dims=1)\n    known = targets"),
)
cut_gradient = change("The result has no gradient.", ("logits.log_softmax", "logits.detach().log_softmax"))
nan_if_empty = change(
    "A sequence without valid steps gives NaN; it gives 0.",
    (".sum(dim=1)", ".sum(dim=1) * (mask.sum(dim=1) / mask.sum(dim=1))"),
)


@mistake("A loop goes over the sequences; all are to be computed at once.")
def loop_over_sequences(logits, targets, mask=None):
    mask = torch.ones_like(targets, dtype=torch.bool) if mask is None else mask
    found = []
    for scores, ids, valid in zip(logits, targets, mask, strict=True):
        picked = scores.log_softmax(dim=1).gather(1, ids.masked_fill(~valid, 0).unsqueeze(1)).squeeze(1)
        found.append(-picked.masked_fill(~valid, 0.0).sum())
    return torch.stack(found)


@mistake("Targets that aren't valid are overwritten in the caller's tensor.")
def writes_targets(logits, targets, mask=None):
    if mask is None:
        mask = torch.ones_like(targets, dtype=torch.bool)
    targets.masked_fill_(~mask, 0)
    log_p = logits.log_softmax(dim=2).gather(2, targets.unsqueeze(2)).squeeze(2)
    return -log_p.masked_fill(~mask, 0.0).sum(dim=1)
