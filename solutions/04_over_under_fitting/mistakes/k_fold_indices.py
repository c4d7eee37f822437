"""Wrong versions of `k_fold_indices` that students write."""

import torch
from torch import Tensor

from autograder.judge import change, mistake

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
blocks_rounded_up = change(
    "Blocks of the size n / k, rounded up, leave too few samples for the last one.",
    ("divmod(n, k)", "-(-n // k), 0"),
    ("    train =", "    start, stop = min(start, n), min(stop, n)\n    train ="),
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
    "Blocks overlap, because the start does not count the additional samples of those before.",
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
only_before = change(
    "Only the samples before the validation block are trained on; those after it are missing.",
    ("torch.arange(start), torch.arange(stop, n)", "torch.arange(start)"),
)
after_first = change(
    "train is not ascending: the samples after the block come first.",
    ("torch.arange(start), torch.arange(stop, n)", "torch.arange(stop, n), torch.arange(start)"),
)
one_too_many = change(
    "The last sample of the block is in both sets.", ("torch.arange(stop, n)", "torch.arange(stop - 1, n)")
)
counts_from_one = change(
    "The folds are counted from 1; they are counted from 0.",
    ("    size, rest", "    i = (i - 1) % k\n    size, rest"),
)
shuffled = change(
    "It shuffles; nothing is random here, and folds of different shuffles overlap.",
    (
        "return train, torch.arange(start, stop)",
        "order = torch.randperm(n)\n    return order[train], order[start:stop]",
    ),
)
int32 = change(
    "val is int32; both sets should be int64.",
    ("return train, torch.arange(start, stop)", "return train, torch.arange(start, stop, dtype=torch.int32)"),
)
squeezed = change(
    "A single validation sample loses its dimension; val should be [1].",
    ("return train, torch.arange(start, stop)", "return train, torch.arange(start, stop).squeeze()"),
)
any_fold = change(
    "It accepts an i that is no fold; a ValueError is asked for.",
    ("not 0 <= i < k", "False"),
    ("    size, rest", "    i %= k\n    size, rest"),
)
negative_folds = change(
    "It accepts a negative i and counts from the end; a ValueError is asked for.",
    ("not 0 <= i < k", "i >= k"),
    ("    size, rest", "    i %= k\n    size, rest"),
)
fold_k = change(
    "It accepts i = k, but the last fold is k - 1.",
    ("not 0 <= i < k", "not 0 <= i <= k"),
    ("    size, rest", "    i = min(i, k - 1)\n    size, rest"),
)
any_number_of_folds = change(
    "It accepts a k below 2 or above n; a ValueError is asked for.",
    ("not 2 <= k <= n", "False"),
)
single_fold = change(
    "It accepts k = 1, which leaves nothing to train on.", ("not 2 <= k <= n", "not 1 <= k <= n")
)
refuses_leave_one_out = change("It refuses k = n, which is allowed.", ("not 2 <= k <= n", "not 2 <= k < n"))


@mistake("It returns masks; indices are asked for.")
def masks(n: int, k: int, i: int) -> tuple[Tensor, Tensor]:
    if not 2 <= k <= n:
        raise ValueError(f"k={k}")
    if not 0 <= i < k:
        raise ValueError(f"i={i}")
    block = torch.arange(n).tensor_split(k)[i]
    validated = torch.zeros(n, dtype=torch.bool).index_fill(0, block, True)
    return ~validated, validated
