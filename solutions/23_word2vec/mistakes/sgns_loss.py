"""Wrong versions of `sgns_loss` that students write."""

import torch

from autograder.judge import change, mistake

no_default = change(
    "Without a mask an exception is raised; then all entries count.",
    ("    if mask is None:\n        mask = torch.ones_like(pred, dtype=torch.bool)\n", ""),
)
empty_is_nan = change(
    "A row without entries that count gives NaN; it gives 0.",
    ("mask.sum(dim=1).clamp(min=1)", "mask.sum(dim=1)"),
)
over_all = change(
    "The sum is divided by L; it is divided by the number of entries that count.",
    ("mask.sum(dim=1).clamp(min=1)", "mask.shape[1]"),
)
added = change(
    "The losses of a row are added; their mean is asked for.",
    ("total / mask.sum(dim=1).clamp(min=1)", "total"),
)
one_number = change(
    "It is the mean over the rows too; each row has a loss of its own.",
    ("total / mask.sum(dim=1).clamp(min=1)", "(total / mask.sum(dim=1).clamp(min=1)).mean()"),
)
mask_ignored = change(
    "The mask changes nothing.", ("    total =", "    mask = torch.ones_like(mask)\n    total =")
)
mask_on_logits = change(
    "Each entry that doesn't count adds log 2: a logit of 0 isn't a loss of 0.",
    ("losses.masked_fill(~mask, 0.0)", "losses"),
    ("softplus(pred) - labels * pred", "softplus(pred * mask) - labels * pred * mask"),
)
overflows = change(
    "Large logits give infinite or NaN losses.",
    (
        "softplus(pred) - labels * pred",
        "-labels * pred.sigmoid().log() - (1 - labels) * (1 - pred.sigmoid()).log()",
    ),
)
capped = change(
    "The loss of large wrong logits is capped; it grows with the logit.",
    (
        "softplus(pred) - labels * pred",
        "-labels * pred.sigmoid().clamp(min=1e-7).log() "
        "- (1 - labels) * (-pred).sigmoid().clamp(min=1e-7).log()",
    ),
)
kink = change(
    "The gradient of a logit of exactly 0 is wrong: a kink lies there.",
    ("softplus(pred) - labels * pred", "pred.relu() - labels * pred + (-pred.abs()).exp().log1p()"),
)
labels_swapped = change(
    "1 and 0 have changed places in the labels.",
    ("softplus(pred) - labels * pred", "softplus(pred) - (1 - labels) * pred"),
)


@mistake("Only contexts count; negatives have a loss too.")
def positives_only(pred, labels, mask=None):
    mask = torch.ones_like(pred, dtype=torch.bool) if mask is None else mask
    losses = -labels * torch.nn.functional.logsigmoid(pred)
    return losses.masked_fill(~mask, 0.0).sum(dim=1) / mask.sum(dim=1).clamp(min=1)
