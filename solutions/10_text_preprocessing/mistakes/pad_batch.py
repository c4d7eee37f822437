"""Wrong versions of `pad_batch` that students write."""

import torch

from autograder.judge import change, mistake

int32 = change(
    "The ids are int32; int64 is asked for.",
    ("torch.tensor(rows, dtype=torch.int64)", "torch.tensor(rows, dtype=torch.int64).int()"),
)
float_ids = change(
    "The ids are floating-point numbers; int64 is asked for.",
    ("torch.tensor(rows, dtype=torch.int64)", "torch.tensor(rows, dtype=torch.float32)"),
)
through_float = change(
    "Large ids are rounded, as float32 rounds them.",
    ("torch.tensor(rows, dtype=torch.int64)", "torch.tensor(rows, dtype=torch.float32).long()"),
)
through_double = change(
    "Ids beyond 2**53 are rounded, as float64 rounds them.",
    ("torch.tensor(rows, dtype=torch.int64)", "torch.tensor(rows, dtype=torch.float64).long()"),
)
no_dtype = change(
    "If all sequences are empty, the ids are float32; int64 is asked for.",
    ("torch.tensor(rows, dtype=torch.int64)", "torch.tensor(rows)"),
)
lengths_as_list = change(
    "The lengths are a list; a tensor is asked for.", ("torch.tensor(lengths, dtype=torch.int64)", "lengths")
)
int32_lengths = change(
    "The lengths are int32; int64 is asked for.",
    ("torch.tensor(lengths, dtype=torch.int64)", "torch.tensor(lengths, dtype=torch.int32)"),
)
counts_what_is_not_pad = change(
    "The lengths count the ids that differ from the padding; they are the lengths of the sequences.",
    ("torch.tensor(lengths, dtype=torch.int64)", "(torch.tensor(rows, dtype=torch.int64) != pad).sum(dim=1)"),
)
padded_lengths = change(
    "Each length is that of the padded row; the number of ids of the sequence is asked for.",
    ("torch.tensor(lengths, dtype=torch.int64)", "torch.tensor([len(row) for row in rows])"),
)
length_of_first = change(
    "All rows are as long as the first sequence; the longest one counts.", ("max(lengths)", "lengths[0]")
)
length_of_shortest = change(
    "All rows are as long as the shortest sequence, so ids are lost.", ("max(lengths)", "min(lengths)")
)
one_column_more = change("There is one column of padding too many.", ("max(lengths)", "max(lengths) + 1"))
one_column_at_least = change(
    "If all sequences are empty, there is a column of padding; T is 0 there.",
    ("max(lengths)", "max(lengths, default=1) or 1"),
)
zeros = change(
    "It fills up with 0; the argument pad says with what.",
    ("pad_or_truncate(ids, max(lengths), pad)", "pad_or_truncate(ids, max(lengths), 0)"),
)
pads_left = change(
    "The padding stands before the ids; it belongs behind them.",
    ("pad_or_truncate(ids, max(lengths), pad)", "[pad] * (max(lengths) - len(ids)) + list(ids)"),
)
columns = change(
    "The result is transposed, [T, B]; the sequences are the rows.",
    ("return torch.tensor(rows, dtype=torch.int64),", "return torch.tensor(rows, dtype=torch.int64).T,"),
)
no_batch = change(
    "A batch of one sequence loses its first dimension.",
    (
        "return torch.tensor(rows, dtype=torch.int64),",
        "return torch.tensor(rows if len(rows) > 1 else rows[0], dtype=torch.int64),",
    ),
)
no_empty_lengths = change(
    "An empty sequence has the length 1; it is 0.",
    ("torch.tensor(lengths, dtype=torch.int64)", "torch.tensor([max(n, 1) for n in lengths])"),
)
without_lengths = change(
    "Only the ids are returned; the lengths are asked for too.",
    ("dtype=torch.int64), torch.tensor(lengths, dtype=torch.int64)", "dtype=torch.int64)"),
)
a_mask = change(
    "The second result is a mask; the lengths are asked for.",
    (
        "torch.tensor(lengths, dtype=torch.int64)",
        "torch.arange(max(lengths)) < torch.tensor(lengths).unsqueeze(1)",
    ),
)


@mistake("The sequences are sorted by length; the rows keep the order given.")
def sorted_by_length(seqs, pad):
    seqs = sorted(seqs, key=len, reverse=True)
    lengths = [len(ids) for ids in seqs]
    rows = [[*ids, *[pad] * (lengths[0] - len(ids))] for ids in seqs]
    return torch.tensor(rows, dtype=torch.int64), torch.tensor(lengths)


@mistake("The caller's sequences are filled up in place.")
def in_place(seqs, pad):
    seqs = [ids if isinstance(ids, list) else list(ids) for ids in seqs]
    lengths = [len(ids) for ids in seqs]
    for ids in seqs:
        ids += [pad] * (max(lengths) - len(ids))
    return torch.tensor(seqs, dtype=torch.int64), torch.tensor(lengths)


@mistake("Empty sequences are left out; each of them has a row of padding and the length 0.")
def drops_empty(seqs, pad):
    seqs = [ids for ids in seqs if ids] or [[]]
    lengths = [len(ids) for ids in seqs]
    rows = [[*ids, *[pad] * (max(lengths) - len(ids))] for ids in seqs]
    return torch.tensor(rows, dtype=torch.int64), torch.tensor(lengths)
