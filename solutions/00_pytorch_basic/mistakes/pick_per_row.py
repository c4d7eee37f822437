"""Wrong versions of `pick_per_row` that students write."""

from autograder.judge import change

gathers_along_rows = change(
    "It gathers along dimension 0, so idx chooses rows of the table; it should choose columns.",
    ("x.gather(1, idx.unsqueeze(1)).squeeze(1)", "x.gather(0, idx.unsqueeze(0)).squeeze(0)"),
)
keeps_column = change(
    "The result is a column [N, 1]; it should have one dimension, [N].",
    (".squeeze(1)", ""),
)
all_pairs = change(
    "x[:, idx] picks all columns of idx from every row, which gives [N, N]; each row has its own column.",
    ("x.gather(1, idx.unsqueeze(1)).squeeze(1)", "x[:, idx]"),
)
whole_rows = change(
    "x[idx] picks whole rows; one entry of each row is asked for.",
    ("x.gather(1, idx.unsqueeze(1)).squeeze(1)", "x[idx]"),
)
flat_index = change(
    "It counts in the flattened table and forgets where each row begins: entry n * C + idx[n] is right.",
    ("x.gather(1, idx.unsqueeze(1)).squeeze(1)", "x.take(idx)"),
)
squeezes_everything = change(
    "All dimensions of size 1 are squeezed away, so one row gives a tensor of shape []; [1] is right.",
    (".squeeze(1)", ".squeeze()"),
)
one_hot_product = change(
    "It multiplies by a one-hot table and adds up. An infinite entry elsewhere then spoils the sum, because "
    "0 * inf is NaN. Index instead.",
    (
        "x.gather(1, idx.unsqueeze(1)).squeeze(1)",
        "(x * torch.zeros_like(x).scatter(1, idx.unsqueeze(1), 1)).sum(1, dtype=x.dtype)",
    ),
)
in_floats = change(
    "The entries pass through floats, so large integers lose digits and other dtypes are lost.",
    ("x.gather", "x.float().gather"),
)
loops_over_rows = change(
    "A Python loop goes over the rows or the columns; one operation on the whole tensor does the same.",
    (
        "x.gather(1, idx.unsqueeze(1)).squeeze(1)",
        "torch.stack([x[n, c] for n, c in enumerate(idx)]) if len(x) else x.new_zeros(0)",
    ),
)
through_numbers = change(
    "No gradient flows back: .item(), .tolist(), detach or the like cuts the picked entries off from the "
    "graph.",
    (".squeeze(1)", ".squeeze(1).detach()"),
)
