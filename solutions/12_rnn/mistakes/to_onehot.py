"""Wrong versions of `to_onehot` that students write."""

from autograder.judge import change

batch_first = change("The result is [B, T, V]; time should be the first dimension.", ("X.T", "X"))
reshaped = change(
    "A reshape to [T, B] mixes steps and sequences; transpose X.",
    ("X.T", "X.reshape(X.shape[1], X.shape[0])"),
)
characters_first = change(
    "The characters are the first dimension; they should be the last one.",
    (".to(torch.float32)", ".to(torch.float32).movedim(2, 0)"),
)
seen_ids = change(
    "The columns end at the largest id in X; there should be vocab_size columns.",
    ("torch.arange(vocab_size,", "torch.arange(int(X.max()) + 1,"),
)
integers = change(
    "The result holds integers or bools; float32 is asked for.", (".to(torch.float32)", ".long()")
)
default_dtype = change(
    "It has PyTorch's default dtype, which a program may change; float32 is asked for.",
    ("to(torch.float32)", "to(torch.get_default_dtype())"),
)
on_the_cpu = change(
    "The result is on the CPU; it should be on the device of X.",
    ("    return (X.T", "    X, ids = X.cpu(), ids.cpu()\n    return (X.T"),
)
row_as_index = change(
    "It looks the ids up without making them int64. PyTorch takes an index of uint8 for a mask.",
    (
        "return (X.T.unsqueeze(2) == ids).to(torch.float32)",
        "return (ids.unsqueeze(1) == ids).to(torch.float32)[X.T]",
    ),
)
dtype_of_ids = change(
    "All ids are made in the dtype of X, which may be too small for the vocabulary.",
    ("device=X.device)", "device=X.device).to(X.dtype)"),
)
counts_from_one = change(
    "Ids are counted from 1, so each 1 is one column too far to the left. The first column belongs to id 0.",
    ("torch.arange(vocab_size,", "torch.arange(1, vocab_size + 1,"),
)
squeezed = change(
    "Dimensions of size 1 are squeezed away; the result always has three dimensions.",
    (".to(torch.float32)", ".to(torch.float32).squeeze()"),
)
