"""Wrong versions of `data_iter` that students write."""

from autograder.judge import change

rest_is_dropped = change(
    "The samples that don't fill a batch are lost; the last batch is smaller.",
    (
        "for rows in order.to(X.device).split(batch_size):",
        "for rows in order[: len(X) // batch_size * batch_size].to(X.device).view(-1, batch_size):",
    ),
)
targets_in_another_order = change(
    "The targets don't belong to the samples: X and y are shuffled differently.",
    (
        "    for rows in",
        "    other = torch.randperm(len(X), generator=generator) if shuffle else order\n    for rows in",
    ),
    ("y[rows]", "y[other.to(X.device)][rows]"),
)
targets_not_shuffled = change(
    "The samples are shuffled and the targets are not.",
    ("    for rows in", "    position = 0\n    for rows in"),
    (
        "        yield X[rows], y[rows]",
        "        yield X[rows], y[position : position + len(rows)].clone()\n        position += len(rows)",
    ),
)
with_replacement = change(
    "Samples are drawn with replacement: some come twice, others never.",
    ("torch.randperm(len(X), generator=generator)", "torch.randint(len(X), (len(X),), generator=generator)"),
)
always_shuffles = change(
    "It shuffles also with shuffle=False.", (" if shuffle else torch.arange(len(X))", "")
)
never_shuffles = change(
    "It never shuffles.", ("torch.randperm(len(X), generator=generator) if shuffle else ", "")
)
generator_ignored = change(
    "The generator is not used.", ("torch.randperm(len(X), generator=generator)", "torch.randperm(len(X))")
)
returns_a_list = change(
    "It returns a list; an iterator is asked for, as a function with yield makes one.",
    (
        "    for rows in order.to(X.device).split(batch_size):  # the last part holds what is left\n"
        "        yield X[rows], y[rows]",
        "    return [(X[rows], y[rows]) for rows in order.to(X.device).split(batch_size)]",
    ),
)
one_sample_loses_its_dimension = change(
    "A batch of one sample loses its first dimension.",
    ("yield X[rows], y[rows]", "yield X[rows].squeeze(0), y[rows].squeeze(0)"),
)
views = change(
    "Without shuffling, a batch is a view: who writes to it changes X. A batch must be a copy.",
    (
        "        yield X[rows], y[rows]",
        "        part = slice(int(rows[0]), int(rows[0]) + len(rows))\n"
        "        yield (X[rows], y[rows]) if shuffle else (X[part], y[part])",
    ),
)
numpy_order = change(
    "NumPy shuffles, so PyTorch's generators decide nothing.",
    (
        "torch.randperm(len(X), generator=generator)",
        "torch.from_numpy(__import__('numpy').random.default_rng(0).permutation(len(X)))",
    ),
)
