"""Wrong versions of `dot_product_attention` that students write."""

from autograder.judge import change

unscaled = change(
    "The scores are not divided by sqrt(D).",
    (" / q.shape[-1] ** 0.5", ""),
)

scaled_by_size = change(
    "The scores are divided by D; they should be divided by its square root.",
    ("q.shape[-1] ** 0.5", "q.shape[-1]"),
)

scores_dropped = change(
    "Dropout acts on the scores, before softmax; it should act on the weights.",
    ("scores = q @ k.mT", "scores = dropped(q @ k.mT, dropout, training)"),
    ("    scores = ", "    dropped = nn.functional.dropout\n    scores = "),
    ("nn.functional.dropout(weights, dropout, training)", "weights"),
)

scaled_by_values = change(
    "The scores are divided by the square root of Dv, the size of a value, not of D, the size of a key.",
    ("q.shape[-1] ** 0.5", "v.shape[-1] ** 0.5"),
)

scaled_by_keys = change(
    "The scores are divided by the square root of K, the number of keys, not of D, the size of a key.",
    ("q.shape[-1] ** 0.5", "k.shape[1] ** 0.5"),
)

without_lengths = change(
    "The lengths are ignored, so padding gets weights.",
    ("masked_softmax(scores, valid_lens)", "masked_softmax(scores)"),
)

over_the_queries = change(
    "Softmax goes over the queries; the weights of each query over the keys should sum to 1.",
    ("masked_softmax(scores, valid_lens)", "torch.softmax(scores, dim=1)"),
)

weights_after_dropout = change(
    "It returns the weights after dropout; it should return those before.",
    ("return nn", "weights = nn"),
    (" @ v, weights  #", "\n    return weights @ v, weights  #"),
)

output_dropped = change(
    "Dropout acts on the output; it should act on the weights.",
    ("dropout(weights, dropout, training) @ v", "dropout(weights @ v, dropout, training)"),
)

always_dropping = change(
    "Weights are dropped outside training too.",
    ("dropout, training)", "dropout, True)"),
)

never_dropping = change(
    "Nothing is ever dropped.",
    ("nn.functional.dropout(weights, dropout, training)", "weights"),
)

keeps_what_it_should_drop = change(
    "Each weight is kept with the probability `dropout`; it should be dropped with that probability.",
    ("dropout, training)", "1 - dropout, training and dropout > 0)"),
)

not_rescaled = change(
    "The kept weights are not divided by 1 - dropout.",
    ("dropout, training) @", "dropout, training) * (1 - dropout if training else 1) @"),
)

one_pattern_for_all = change(
    "All queries of all sequences drop the same keys; each weight should be dropped independently.",
    (
        "nn.functional.dropout(weights, dropout, training)",
        "weights * nn.functional.dropout(torch.ones_like(weights[:1, :1]), dropout, training)",
    ),
)

normalised_again = change(
    "The weights are normalised again after dropout.",
    (
        "nn.functional.dropout(weights, dropout, training)",
        "nn.functional.normalize(nn.functional.dropout(weights, dropout, training), 1, -1)",
    ),
)

weights_first = change(
    "The result is (weights, out); the output should come first.",
    ("return nn.functional", "return weights, nn.functional"),
    (" @ v, weights  #", " @ v  #"),
)

detached_weights = change(
    "The weights are detached, so no gradient reaches queries and keys.",
    ("masked_softmax(scores, valid_lens)", "masked_softmax(scores, valid_lens).detach()"),
)

reshaped_keys = change(
    "The keys are reshaped to [B, D, K], which mixes keys and features; transpose them.",
    ("k.mT", "k.reshape(len(k), k.shape[2], k.shape[1])"),
)

one_pattern_for_all_sequences = change(
    "All sequences drop the same weights; each weight should be dropped independently.",
    (
        "nn.functional.dropout(weights, dropout, training)",
        "weights * nn.functional.dropout(torch.ones_like(weights[:1]), dropout, training)",
    ),
)
