"""Wrong versions of `TextCNN` that students write."""

from autograder.judge import change

nothing_frozen = change(
    "Both tables learn; constant_embedding should not require a gradient.",
    ("self.constant_embedding.weight.requires_grad_(False)", "pass"),
)
one_table = change(
    "The two tables are one and the same module; each token should have two vectors.",
    (
        "self.constant_embedding = nn.Embedding(vocab_size, embed_size)\n"
        "        self.constant_embedding.weight.requires_grad_(False)",
        "self.constant_embedding = self.embedding",
    ),
)
constant_first = change(
    "The channels of constant_embedding come first; those of embedding should.",
    (
        "[self.embedding(inputs), self.constant_embedding(inputs)]",
        "[self.constant_embedding(inputs), self.embedding(inputs)]",
    ),
)
reshaped = change(
    "Steps and channels are exchanged by a reshape; it keeps the order of the numbers. Transpose them.",
    ("embedded.transpose(1, 2)", "embedded.reshape(len(embedded), embedded.shape[2], -1)"),
)
without_relu = change(
    "The features are not put through ReLU, so some are negative.", ("conv(words).relu()", "conv(words)")
)
mean_over_time = change(
    "It takes the mean over all positions; the largest value is asked for.",
    ("global_max_pool1d(conv(words).relu())", "conv(words).relu().mean(dim=2)"),
)
padded_per_kernel = change(
    "A short text is filled up for each kernel apart; all kernels should see the same longer text.",
    ("(0, missing))", "(0, 0))"),
    (
        "conv(words)",
        "conv(nn.functional.pad(words, (0, max(conv.kernel_size[0] - words.shape[2], 0))))",
    ),
)
padded_before = change(
    "Vectors of 0 stand before a short text; they belong behind it.", ("(0, missing)", "(missing, 0)")
)
filled_with_tokens = change(
    "A short text is filled up with token 0; vectors of 0 are asked for.",
    (
        "embedded = ",
        "more = max(self.longest - inputs.shape[1], 0)\n"
        "        inputs = nn.functional.pad(inputs, (0, more))\n        embedded = ",
    ),
)
short_fails = change(
    "A text that is shorter than the longest kernel is refused.",
    ("(0, missing))", "(0, 0))"),
)
embedding_dropped = change(
    "It drops embedded tokens; the pooled features are to be dropped.",
    ("self.dropout(torch.cat(pooled, dim=1))", "torch.cat(pooled, dim=1)"),
    ("embedded.transpose(1, 2)", "self.dropout(embedded).transpose(1, 2)"),
)
always_dropping = change(
    "It drops features in eval mode too.",
    (
        "self.dropout(torch.cat(pooled, dim=1))",
        "nn.functional.dropout(torch.cat(pooled, dim=1), self.dropout.p, True)",
    ),
)
