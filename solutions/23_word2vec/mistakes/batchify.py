"""Wrong versions of `batchify` that students write."""

from autograder.judge import change

zero_is_padding = change(
    "Entries with the word 0 have the mask False; only padding has.",
    (
        "torch.tensor(mask, dtype=torch.bool)",
        "torch.tensor(rows, dtype=torch.int64) != 0",
    ),
)
all_positive = change(
    "The labels of negatives are 1; those of contexts are.",
    ("[1.0] * len(contexts) + [0.0] * (length - len(contexts))", "[1.0] * len(words) + [0.0] * padding"),
)
contexts_only = change(
    "The mask of negatives is False; only that of padding is.",
    (
        "mask.append([True] * len(words) + [False] * padding)",
        "mask.append([True] * len(contexts) + [False] * (length - len(contexts)))",
    ),
)
whole_labels = change(
    "The labels are int64; PyTorch's default dtype is asked for.",
    ("torch.tensor(labels)", "torch.tensor(labels).long()"),
)
single_labels = change(
    "The labels are float32, also if PyTorch's default dtype is another.",
    ("torch.tensor(labels)", "torch.tensor(labels, dtype=torch.float32)"),
)
number_mask = change(
    "The mask holds numbers; bool is asked for.",
    ("torch.tensor(mask, dtype=torch.bool)", "torch.tensor(mask, dtype=torch.int64)"),
)
flat_centers = change(
    "The centres have the shape [B]; [B, 1] is asked for.", ("[[center] for center", "[center for center")
)
too_long = change(
    "L is the longest list of contexts plus the longest of negatives; it is the largest sum in one sample.",
    (
        "max(len(contexts) + len(negatives) for _, contexts, negatives in data)",
        "max(len(sample[1]) for sample in data) + max(len(sample[2]) for sample in data)",
    ),
)
negatives_first = change(
    "The negatives stand before the contexts.", ("[*contexts, *negatives]", "[*negatives, *contexts]")
)
no_dtype = change(
    "If all lists are empty, the words are floating-point numbers; int64 is asked for.",
    ("torch.tensor(rows, dtype=torch.int64)", "torch.tensor(rows)"),
)
swapped = change(
    "Mask and labels have changed places in the result.",
    (
        "torch.tensor(mask, dtype=torch.bool),  # [B,L]\n        torch.tensor(labels)",
        "torch.tensor(labels),\n        torch.tensor(mask, dtype=torch.bool)",
    ),
)
through_float = change(
    "Large ids are rounded, as float32 rounds them.",
    ("torch.tensor(rows, dtype=torch.int64)", "torch.tensor(rows, dtype=torch.float32).long()"),
)
