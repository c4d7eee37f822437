"""Wrong versions of `data_iter_random` that students write."""

import torch

from autograder.judge import change, mistake

no_room_for_target = change(
    "There is a sequence too many where the last target doesn't exist: (len(corpus) - 1) // T is right.",
    ("max(len(corpus) - 1, 0) // num_steps", "len(corpus) // num_steps"),
)
one_sequence_too_few = change(
    "There is a sequence too few.",
    ("max(len(corpus) - 1, 0) // num_steps", "max((len(corpus) - 1) // num_steps - 1, 0)"),
)
targets_are_inputs = change(
    "Y equals X; the targets are the ids one place later.",
    ("corpus[start + 1 : start + 1 + num_steps]", "corpus[start : start + num_steps]"),
)
targets_before = change(
    "Y is the next sequence; the targets are the ids one place later.",
    (
        "corpus[start + 1 : start + 1 + num_steps]",
        "(list(corpus) * 2)[start + num_steps : start + 2 * num_steps]",
    ),
)
rest_is_dropped = change(
    "The sequences that don't fill a batch are lost; the last batch is smaller.",
    ("range(0, count, batch_size)", "range(0, count - batch_size + 1, batch_size)"),
)
in_order = change(
    "The sequences come in the order of the text; torch.randperm orders them.",
    ("torch.randperm(count, generator=generator).tolist()", "range(count)"),
)
with_replacement = change(
    "Sequences are drawn with replacement: some come twice, others never.",
    (
        "torch.randperm(count, generator=generator).tolist()",
        "(torch.randint(max(count, 1), (count,), generator=generator).tolist())",
    ),
)
generator_ignored = change(
    "The generator is not used.", ("torch.randperm(count, generator=generator)", "torch.randperm(count)")
)
numpy_order = change(
    "NumPy shuffles, so PyTorch's generators decide nothing.",
    (
        "torch.randperm(count, generator=generator)",
        "__import__('numpy').random.default_rng(0).permutation(count)",
    ),
)
overlapping = change(
    "Sequence i begins at place i; it begins at place i T.",
    ("number * num_steps for number", "number for number"),
)
random_offset = change(
    "A random offset is drawn; the first sequence begins at place 0.",
    (
        "    count =",
        "    corpus = corpus[int(torch.randint(num_steps, (1,), generator=generator)) :]\n    count =",
    ),
)
batches_in_order = change(
    "Only the order of the batches is random; the sequences themselves are to be shuffled.",
    (
        "    starts = [number * num_steps for number in "
        "torch.randperm(count, generator=generator).tolist()]\n"
        "    for first in range(0, count, batch_size):",
        "    starts = [number * num_steps for number in range(count)]\n"
        "    places = range(0, count, batch_size)\n"
        "    for first in [places[i] for i in torch.randperm(len(places), generator=generator).tolist()]:",
    ),
)
a_list = change(
    "The result is a list; an iterator is asked for, as a function with yield makes one.",
    (
        "    for first in range(0, count, batch_size):",
        "    found = []\n    for first in range(0, count, batch_size):",
    ),
    (
        "        yield (\n"
        "            torch.tensor(X, dtype=torch.int64, device=device),\n"
        "            torch.tensor(Y, dtype=torch.int64, device=device),\n"
        "        )",
        "        found.append(\n"
        "            (torch.tensor(X, dtype=torch.int64, device=device), "
        "torch.tensor(Y, dtype=torch.int64, device=device))\n"
        "        )\n"
        "    return found",
    ),
)
int32 = change(
    "X is int32; int64 is asked for.",
    ("torch.tensor(X, dtype=torch.int64, device=device)", "torch.tensor(X, device=device).int()"),
)
through_float = change(
    "Large ids are rounded, as float32 rounds them.",
    (
        "torch.tensor(X, dtype=torch.int64, device=device)",
        "torch.tensor(X, dtype=torch.float32, device=device).long()",
    ),
)
transposed = change(
    "X and Y are [T, b]; a sequence is a row.",
    (
        "torch.tensor(X, dtype=torch.int64, device=device)",
        "torch.tensor(X, dtype=torch.int64, device=device).T",
    ),
    (
        "torch.tensor(Y, dtype=torch.int64, device=device)",
        "torch.tensor(Y, dtype=torch.int64, device=device).T",
    ),
)
device_ignored = change(
    "X is not made on the given device.",
    ("torch.tensor(X, dtype=torch.int64, device=device)", "torch.tensor(X, dtype=torch.int64)"),
)
short_corpus_fails = change(
    "An empty corpus raises an exception; it has no batches.",
    ("max(len(corpus) - 1, 0)", "(len(corpus) - 1)"),
)
empty_batch = change(
    "A corpus that is too short gives an empty batch; it has none.",
    ("range(0, count, batch_size)", "range(0, count or 1, batch_size)"),
)
single_row_squeezed = change(
    "A batch of one sequence loses its first dimension.",
    (
        "torch.tensor(X, dtype=torch.int64, device=device)",
        "torch.tensor(X, dtype=torch.int64, device=device).squeeze(0)",
    ),
)


@mistake("X and Y share memory: writing into X changes Y.")
def views(corpus, batch_size, num_steps, generator=None, device=None):
    ids = torch.tensor(corpus, dtype=torch.int64, device=device)
    count = max(len(corpus) - 1, 0) // num_steps
    if count:
        runs = ids.unfold(0, num_steps + 1, num_steps)[:count]
        for rows in torch.randperm(count, generator=generator).split(batch_size):
            both = runs[rows.to(ids.device)]
            yield both[:, :-1], both[:, 1:]


@mistake("X and Y come as a list; a tuple is asked for.")
def lists(corpus, batch_size, num_steps, generator=None, device=None):
    count = max(len(corpus) - 1, 0) // num_steps
    order = torch.randperm(count, generator=generator).tolist()
    for first in range(0, count, batch_size):
        starts = [i * num_steps for i in order[first : first + batch_size]]
        yield [
            torch.tensor([corpus[start + late : start + late + num_steps] for start in starts], device=device)
            for late in (0, 1)
        ]
