"""Wrong versions of `masked_mean` that students write."""

from autograder.judge import change

divides_by_all = change(
    "The sum is divided by the number of all entries; divide by the number of selected ones.",
    ("total / mask.sum(dim).clamp(min=1)", "total / max(x.shape[dim], 1)"),
)
counts_everywhere = change(
    "The sum is divided by the number of selected entries in the whole tensor; each slice has its own.",
    ("mask.sum(dim)", "mask.sum()"),
)
nan_if_empty = change(
    "A slice without a selected entry gives 0/0 = NaN; it should give 0.",
    (".clamp(min=1)", ""),
)
one_more = change(
    "Every number of entries is one too large; only an empty slice needs another divisor than its number.",
    (".clamp(min=1)", ".add(1)"),
)
inverted_mask = change(
    "It is the mean of the entries that are not selected: True means that the entry counts.",
    ("    total", "    mask = ~mask\n    total"),
)
multiplies_by_mask = change(
    "It multiplies x by the mask, and 0 * NaN is NaN; replace the entries that don't count.",
    ("x.masked_fill(~mask, 0.0)", "(x * mask)"),
)
counts_nonzero = change(
    "It counts the entries that differ from 0, but a selected entry of 0 counts too. Count the mask.",
    ("mask.sum(dim)", "(x.masked_fill(~mask, 0.0) != 0).sum(dim)"),
)
over_last_dim = change(
    "It always uses the last dimension: the argument dim is ignored.",
    ("sum(dim)", "sum(-1)"),
)
broadcasts_mask = change(
    "A mask of another shape is broadcast, and the number of entries is wrong then. Raise ValueError.",
    ("mask.shape != x.shape", "False"),
)
changes_input = change(
    "It fills zeros into the caller's x; make a new tensor.",
    ("x.masked_fill(~mask, 0.0)", "(x.detach().masked_fill_(~mask, 0.0) + 0 * x)"),
)
