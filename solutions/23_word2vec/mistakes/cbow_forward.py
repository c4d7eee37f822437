"""Wrong versions of `cbow_forward` that students write."""

import torch

from autograder.judge import change, mistake

over_all = change(
    "The sum is divided by L; it is divided by the number of contexts.",
    ("mask.sum(dim=1, keepdim=True).clamp(min=1)", "mask.shape[1]"),
)
padding_counts = change(
    "Padding counts like contexts.",
    ("embed_u[ctx].masked_fill(~mask.unsqueeze(2), 0.0)", "embed_u[ctx]"),
    ("mask.sum(dim=1, keepdim=True).clamp(min=1)", "mask.shape[1]"),
)
padding_in_sum = change(
    "The vectors of padding are added up too, although their number isn't counted.",
    ("embed_u[ctx].masked_fill(~mask.unsqueeze(2), 0.0)", "embed_u[ctx]"),
)
added = change(
    "The vectors are added; their mean is asked for.", (" / mask.sum(dim=1, keepdim=True).clamp(min=1)", "")
)
swapped = change(
    "The tables are swapped: contexts are looked up in embed_u, and embed_v has the centres.",
    ("embed_u[ctx]", "embed_v[ctx]"),
    ("embed_v.T", "embed_u.T"),
)
zero_is_padding = change(
    "The word 0 counts as padding; only the mask decides.",
    ("    u = ", "    mask = mask & (ctx != 0)\n    u = "),
)
empty_is_nan = change("A row without contexts gives NaN; its logits are 0.", (".clamp(min=1)", ""))
probabilities = change(
    "The results are probabilities; logits are asked for.",
    ("mean @ embed_v.T", "(mean @ embed_v.T).softmax(dim=1)"),
)
of_batch = change(
    "All rows are divided by the same number; each has a number of its own.",
    ("mask.sum(dim=1, keepdim=True).clamp(min=1)", "mask.sum().clamp(min=1)"),
)
cut_gradient = change(
    "No gradient reaches the vectors of the contexts.", ("embed_u[ctx]", "embed_u[ctx].detach()")
)


@mistake("A loop goes over the rows; all are to be computed at once.")
def loop(ctx, mask, embed_u, embed_v):
    rows = [
        embed_u[words[valid]].sum(dim=0) / max(int(valid.sum()), 1)
        for words, valid in zip(ctx, mask, strict=True)
    ]
    return torch.stack(rows) @ embed_v.T
