"""Wrong versions of `k_fold_indices` that students write."""

from autograder.judge import change

tail_dropped = change(
    "Blocks of n // k samples leave out the last n % k samples; each sample is validated once.",
    ("divmod(n, k)", "n // k, 0"),
)
tail_never_validated = change(
    "Blocks of n // k samples leave the last n % k samples out of train and val.",
    ("divmod(n, k)", "n // k, 0"),
    ("torch.arange(stop, n)", "torch.arange(stop, size * k)"),
)
tail_in_the_last = change(
    "The last block takes all that is left; the first n % k blocks should have one sample more.",
    ("divmod(n, k)", "n // k, 0"),
    ("    stop =", "    size = n - start if i == k - 1 else size\n    stop ="),
)
last_are_longer = change(
    "The last n % k blocks have one sample more; it should be the first ones.",
    ("min(i, rest)", "max(0, i - (k - rest))"),
    ("i < rest", "i >= k - rest"),
)
evenly_spread = change(
    "The longer blocks are spread evenly, as i * n // k does; they should be the first ones.",
    ("    train =", "    start, stop = i * n // k, (i + 1) * n // k\n    train ="),
)
starts_ignore_the_rest = change(
    "Blocks overlap: the start leaves out the additional samples of the blocks before.",
    (" + min(i, rest)", ""),
)
swapped = change(
    "The sets are swapped: train comes first, then val.",
    ("return train, torch.arange(start, stop)", "return torch.arange(start, stop), train"),
)
strided = change(
    "val takes every k-th sample; it should be a block of neighbours.",
    (
        "return train, torch.arange(start, stop)",
        "indices = torch.arange(n)\n    return indices[indices % k != i], indices[i::k]",
    ),
)
all_samples_train = change(
    "The validation samples are in the training set too, so the validation loss is too good.",
    ("torch.arange(start), torch.arange(stop, n)", "torch.arange(n)"),
)
after_first = change(
    "train is not ascending: the samples after the block come first.",
    ("torch.arange(start), torch.arange(stop, n)", "torch.arange(stop, n), torch.arange(start)"),
)
shuffled = change(
    "The samples are shuffled; nothing is random here.",
    (
        "return train, torch.arange(start, stop)",
        "order = torch.randperm(n)\n    return order[train], order[start:stop]",
    ),
)
squeezed = change(
    "A single validation sample loses its dimension; val should be [1].",
    ("return train, torch.arange(start, stop)", "return train, torch.arange(start, stop).squeeze()"),
)
negative_folds = change(
    "It accepts a negative i and counts from the end; a ValueError is asked for.",
    ("not 0 <= i < k", "i >= k"),
    ("    size, rest", "    i %= k\n    size, rest"),
)
single_fold = change(
    "It accepts k = 1, which leaves nothing to train on.", ("not 2 <= k <= n", "not 1 <= k <= n")
)
