"""Wrong versions of `skip_gram` that students write."""

import torch

from autograder.judge import change, mistake

swapped = change(
    "The tables are swapped: centres are looked up in embed_v, the other words in embed_u.",
    ("v = embed_v[center]", "v = embed_u[center]"),
    ("u = embed_u[ctx_neg]", "u = embed_v[ctx_neg]"),
)
one_table = change(
    "All words are looked up in embed_v; contexts and negatives come from embed_u.",
    ("embed_u[ctx_neg]", "embed_v[ctx_neg]"),
)
two_dimensions = change(
    "The result has no dimension of size 1 in the middle; [B, 1, L] is asked for.",
    ("u.transpose(1, 2))", "u.transpose(1, 2)).squeeze(1)"),
)
transposed = change(
    "The result is [B, L, 1]; [B, 1, L] is asked for.",
    ("torch.bmm(v, u.transpose(1, 2))", "torch.bmm(u, v.transpose(1, 2))"),
)
scaled = change(
    "The products are divided by the square root of D; plain dot products are asked for.",
    ("u.transpose(1, 2))", "u.transpose(1, 2)) / v.shape[2] ** 0.5"),
)
probabilities = change(
    "The results are probabilities; logits are asked for.",
    ("u.transpose(1, 2))", "u.transpose(1, 2)).sigmoid()"),
)
zero_is_padding = change(
    "Entries with the word 0 have the logit 0; this word is like any other.",
    ("u.transpose(1, 2))", "u.transpose(1, 2)).masked_fill((ctx_neg == 0).unsqueeze(1), 0.0)"),
)
cut_gradient = change(
    "No gradient reaches the vectors of the centres.", ("embed_v[center]", "embed_v[center].detach()")
)
cosines = change(
    "The vectors are divided by their lengths; plain dot products are asked for.",
    (
        "torch.bmm(v, u.transpose(1, 2))",
        "torch.bmm(torch.nn.functional.normalize(v, dim=2), "
        "torch.nn.functional.normalize(u, dim=2).transpose(1, 2))",
    ),
)
one_centre = change(
    "The centre of the first row serves for all rows; each row has its own.",
    ("embed_v[center]", "embed_v[center[:1].expand_as(center)]"),
)


@mistake("A loop goes over the centres; all are to be computed at once.")
def loop(center, ctx_neg, embed_v, embed_u):
    rows = [embed_v[c] @ embed_u[others].T for c, others in zip(center, ctx_neg, strict=True)]
    return torch.stack(rows)
