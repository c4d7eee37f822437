"""Wrong versions of `topk_desc` that students write."""

from autograder.judge import change

ascending = change(
    "It returns the smallest entries; the largest are asked for.",
    ("descending=True", "descending=False"),
)
over_rows = change(
    "It sorts the columns of the table; each row should be sorted.",
    ("dim=1, ", "dim=0, "),
)
flipped_sort = change(
    "It sorts in ascending order and turns the row round, which also turns round the order of equal entries: "
    "the lowest column should come first.",
    ("x.sort(dim=1, descending=True, stable=True)", "(y.flip(1) for y in x.sort(dim=1, stable=True))"),
)
negated = change(
    "It sorts -x, but negation overflows for the smallest integer and for uint8. Sort in descending order.",
    ("x.sort(dim=1, descending=True, stable=True)", "(-x).sort(dim=1, stable=True)"),
    ("values[:, :k]", "x.gather(1, indices[:, :k])"),
)
indices_first = change(
    "The two results are swapped: (values, indices) is right.",
    ("values[:, :k], indices[:, :k]", "indices[:, :k], values[:, :k]"),
)
ranks = change(
    "The second result holds ranks of the entries; it should hold the columns of the largest ones.",
    ("indices[:, :k]", "indices.argsort(dim=1)[:, :k]"),
)
without_indices_of_duplicates = change(
    "It writes a small number over each maximum that it has found. Entries that are as small are then "
    "missed, and the same column is found again and again.",
    (
        "    values, indices = x.sort(dim=1, descending=True, stable=True)",
        "    rest, found = x.clone(), []\n"
        "    for _ in range(k):\n"
        "        found.append(rest.argmax(1, keepdim=True))\n"
        "        lowest = -torch.inf if x.is_floating_point() else torch.iinfo(x.dtype).min\n"
        "        rest = rest.scatter(1, found[-1], lowest)\n"
        "    indices = torch.cat(found, 1) if found else x.argsort(1)",
    ),
    ("values[:, :k]", "x.gather(1, indices[:, :k])"),
)
cuts_k = change(
    "If k is larger than the number of columns, it returns fewer than k entries; it should raise ValueError.",
    ("0 <= k <= x.shape[1]", "0 <= k"),
)
squeezes_row = change(
    "One row loses its dimension; the results should be [1, k].",
    ("values[:, :k], indices[:, :k]", "values[:, :k].squeeze(0), indices[:, :k].squeeze(0)"),
)
not_stable = change(
    "Without stable=True, sort may swap equal entries in rows of more than 16 columns.",
    (", stable=True", ""),
)
lets_negative_k_through = change(
    "A k below 0 cuts columns off at the end; it should raise ValueError.",
    ("0 <= k <= x.shape[1]", "k <= x.shape[1]"),
)
takes_0_for_none = change(
    "A k of 0 gives all columns, because 0 is false in a condition.",
    ("[:, :k]", "[:, : k or None]"),
)
