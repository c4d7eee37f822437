"""Wrong versions of `analogy` that students write."""

import torch

from autograder.judge import change, mistake

inputs_too = change(
    "It gives one of its own inputs where that is nearest; a, b and c are no answers.",
    (" if index not in given", ""),
)
only_c_left_out = change(
    "It may give a or b; they are no answers.",
    ("if index not in given", "if index != given[2]"),
)
a_not_left_out = change(
    "It may give a; a is no answer.",
    ("if index not in given", "if index not in given[1:]"),
)
reversed_ = change(
    "It completes the opposite direction, a - b + c; b - a + c is asked for.",
    ("end - start + other", "start - end + other"),
)
all_added = change(
    "All three vectors are added; a is to be subtracted.", ("end - start + other", "end + start + other")
)
c_subtracted = change(
    "It is the nearest token to b - a - c; c is to be added.",
    ("end - start + other", "end - start - other"),
)
other_order = change(
    "It is the nearest token to b - c + a; b - a + c is asked for.",
    ("end - start + other", "end - other + start"),
)
unit_lengths = change(
    "The three vectors are brought to length 1 before they are added; they are to be taken as they are.",
    ("embed.idx_to_vec[given]", "torch.nn.functional.normalize(embed.idx_to_vec[given], dim=1)"),
)
highest_index = change(
    "Of equal cosines the highest index wins; the lowest one does.",
    (
        "knn(embed.idx_to_vec, end - start + other, len(given) + 1)",
        "knn(embed.idx_to_vec.flip(0), end - start + other, len(given) + 1)",
    ),
    ("in indices.tolist()", "in (len(embed.idx_to_vec) - 1 - indices).tolist()"),
)
index_instead = change(
    "It gives an index; the token is asked for.",
    ("embed.idx_to_token[index] for", "index for"),
)


@mistake("Tokens with the same vector as an input are no answers either; only the inputs themselves are not.")
def same_vectors_left_out(a, b, c, embed):
    W = embed.idx_to_vec
    given = [embed.token_to_idx[token] for token in (a, b, c)]
    x = W[given[1]] - W[given[0]] + W[given[2]]
    cosines = W @ x / (W.norm(dim=1) * x.norm()).clamp(min=1e-9)
    order = cosines.argsort(descending=True, stable=True).tolist()
    free = [i for i in order if not any(torch.equal(W[i], W[j]) for j in given)]
    return embed.idx_to_token[free[0]]


@mistake("The nearest token by inner product is given, so a long vector wins; the cosine decides.")
def by_inner_product(a, b, c, embed):
    W = embed.idx_to_vec
    given = [embed.token_to_idx[token] for token in (a, b, c)]
    products = W @ (W[given[1]] - W[given[0]] + W[given[2]])
    order = products.argsort(descending=True, stable=True).tolist()
    return next(embed.idx_to_token[i] for i in order if i not in given)
