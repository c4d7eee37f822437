"""Wrong versions of `knn` that students write."""

import torch

from autograder.judge import change, mistake

farthest = change(
    "It gives the rows with the smallest cosines; the largest are asked for.",
    ("descending=True", "descending=False"),
)
one_more = change(
    "It gives k + 1 rows; k are asked for.", ("[:k], cosines[:k]", "[: k + 1], cosines[: k + 1]")
)
without_the_best = change(
    "The row with the largest cosine is left out, as if it were the query; it belongs to the result.",
    ("[:k], cosines[:k]", "[1 : k + 1], cosines[1 : k + 1]"),
)
swapped = change(
    "The cosines come first; the indices come first.",
    ("indices[:k], cosines[:k]", "cosines[:k], indices[:k]"),
)
inner_products = change(
    "Rows are compared by inner products, so long rows win; only the angle counts.",
    ("cosine_similarity(W, x)", "(W @ x)"),
)
absolute = change(
    "Rows in the opposite direction count as near; their cosine is negative.",
    ("cosine_similarity(W, x)", "cosine_similarity(W, x).abs()"),
)
higher_index_first = change(
    "Of equal cosines the higher index goes first; the lower one does.",
    ("cosine_similarity(W, x)", "cosine_similarity(W, x).flip(0)"),
    ("indices[:k]", "len(W) - 1 - indices[:k]"),
)
zero_rows_left_out = change(
    "Rows of length 0 come last; their cosine 0 is larger than a negative one.",
    ("cosine_similarity(W, x)", "cosine_similarity(W, x).masked_fill(W.norm(dim=1) == 0, -1.0)"),
)
whole_numbers_of_32_bits = change(
    "The indices are int32; int64 is asked for.", ("indices[:k]", "indices[:k].int()")
)


@mistake("It fails if k is larger than the number of rows; then it gives all rows.")
def strict_k(W, x, k):
    cosines = (W @ x) / (W.norm(dim=1) * x.norm()).clamp(min=1e-9)
    if k > len(W):
        raise RuntimeError("selected index k out of range")
    cosines, indices = cosines.sort(descending=True, stable=True)
    return indices[:k], cosines[:k]


@mistake("Rows are compared by their distances from x; cosines are asked for.")
def by_distance(W, x, k):
    indices = (W - x).norm(dim=1).argsort(stable=True)[:k]
    cosines = (W @ x) / (W.norm(dim=1) * x.norm()).clamp(min=1e-9)
    return indices, cosines[indices]


@mistake("The cosines stand in the order of the rows; they belong to the indices beside them.")
def cosines_in_place(W, x, k):
    cosines = (W @ x) / (W.norm(dim=1) * x.norm()).clamp(min=1e-9)
    indices = torch.sort(cosines, descending=True, stable=True).indices[:k]
    return indices, cosines[indices.sort().values]
