"""Wrong versions of `data_iter_consecutive` that students write."""

import torch

from autograder.judge import change, mistake

targets_within_the_row = change(
    "Where the batches use up the rows exactly, the last batch is missing.",
    ("range(0, length - num_steps + 1, num_steps)", "range(0, length - num_steps, num_steps)"),
)
length_without_target = change(
    "The rows are too long where the corpus has no id left for the last target: L = (len(corpus) - 1) // B.",
    ("max(len(corpus) - 1, 0) // batch_size", "len(corpus) // batch_size"),
    ("ids[1 : batch_size * length + 1]", "torch.cat([ids[1:], ids[:1]])[: batch_size * length]"),
)
targets_are_inputs = change(
    "Y equals X; the targets are the ids one place later.",
    ("ids[1 : batch_size * length + 1]", "ids[: batch_size * length]"),
)
neighbours_down = change(
    "The text runs down the columns; each row is a part of the text.",
    (
        "ids[: batch_size * length].view(batch_size, length)",
        "ids[: batch_size * length].view(length, batch_size).T",
    ),
    (
        "ids[1 : batch_size * length + 1].view(batch_size, length)",
        "ids[1 : batch_size * length + 1].view(length, batch_size).T",
    ),
)
overlapping = change(
    "Each batch begins one place after the last one; it begins where the last one ended.",
    ("range(0, length - num_steps + 1, num_steps)", "range(0, length - num_steps + 1)"),
)
partial_batch = change(
    "What is left of the rows comes as a smaller batch; it is left out.",
    ("range(0, length - num_steps + 1, num_steps)", "range(0, length, num_steps)"),
)
skips_first = change(
    "The first batch is missing.",
    ("range(0, length - num_steps + 1, num_steps)", "range(num_steps, length - num_steps + 1, num_steps)"),
)
random_offset = change(
    "The text begins at a random offset; nothing is random here.",
    ("    length =", "    corpus = corpus[int(torch.randint(num_steps, (1,))) :]\n    length ="),
)
batches_shuffled = change(
    "The batches come in random order, so rows don't continue.",
    (
        "for start in range(0, length - num_steps + 1, num_steps):",
        "starts = range(0, length - num_steps + 1, num_steps)\n"
        "    for start in [starts[i] for i in torch.randperm(len(starts)).tolist()]:",
    ),
)
views = change(
    "X and Y share memory with each other: writing into X changes Y.",
    ("inputs[:, start:end].clone()", "inputs[:, start:end]"),
    ("targets[:, start:end].clone()", "targets[:, start:end]"),
)
inputs_are_views = change(
    "Writing into X changes a target that comes later: X is a view.",
    ("inputs[:, start:end].clone()", "inputs[:, start:end]"),
)
targets_are_views = change(
    "Writing into Y changes inputs that come later: Y is a view.",
    ("targets[:, start:end].clone()", "targets[:, start:end]"),
)
a_list = change(
    "The result is a list; an iterator is asked for, as a function with yield makes one.",
    ("    for start in range", "    found = []\n    for start in range"),
    (
        "        yield inputs[:, start:end].clone(), targets[:, start:end].clone()  # [B,T]",
        "        found.append((inputs[:, start:end].clone(), targets[:, start:end].clone()))\n"
        "    return found",
    ),
)
time_first = change(
    "X and Y are [T, B]; a row is a part of the text.",
    ("inputs[:, start:end].clone()", "inputs[:, start:end].T.clone()"),
    ("targets[:, start:end].clone()", "targets[:, start:end].T.clone()"),
)
one_row_squeezed = change(
    "With one row, X loses its first dimension.",
    ("inputs[:, start:end].clone()", "inputs[:, start:end].clone().squeeze(0)"),
)
int32 = change(
    "The ids are int32; int64 is asked for.", ("device=device)", "device=device).clamp(-9, 2**31 - 1).int()")
)
through_float = change(
    "Large ids are rounded, as float64 rounds them.",
    (
        "torch.tensor(corpus, dtype=torch.int64, device=device)",
        "torch.tensor(corpus, dtype=torch.float64, device=device).long()",
    ),
)
device_ignored = change(
    "X and Y are not made on the given device.",
    ("torch.tensor(corpus, dtype=torch.int64, device=device)", "torch.tensor(corpus, dtype=torch.int64)"),
)
empty_corpus_fails = change(
    "An empty corpus raises an exception; it has no batches.",
    ("    length = max(len(corpus) - 1, 0)", "    corpus[0]\n    length = max(len(corpus) - 1, 0)"),
)


@mistake("Row b of the next batch doesn't continue row b: the batches cut the text one after the other.")
def batch_after_batch(corpus, batch_size, num_steps, device=None):
    length = max(len(corpus) - 1, 0) // batch_size
    ids = torch.tensor(corpus, dtype=torch.int64, device=device)
    size = batch_size * num_steps
    for number in range(length // num_steps):
        start = number * size
        pair = (ids[start + late : start + late + size].view(batch_size, num_steps) for late in (0, 1))
        X, Y = (part.clone() for part in pair)
        yield X, Y
