"""Wrong versions of `masked_softmax` that students write."""

from autograder.judge import change

minus_a_million = change(
    "Padding is filled with -1e6: float16 has no such number, and valid scores may be lower. Take the lowest "
    "number of the dtype.",
    ("torch.finfo(scores.dtype).min", "-1e6"),
)

minus_a_billion = change(
    "Padding is filled with -1e9, and valid scores may be lower. Take the lowest number of the dtype.",
    ("torch.finfo(scores.dtype).min", "max(-1e9, torch.finfo(scores.dtype).min)"),
)

minus_infinity_alone = change(
    "Padding is filled with -inf, so a query without a valid key gets 0/0 = NaN; it should get zeros.",
    ("torch.finfo(scores.dtype).min", "-torch.inf"),
    ("weights.masked_fill(padding, 0.0)", "weights"),
)

uniform_over_nothing = change(
    "A query without a valid key gets equal weights for all of its padding; they should be 0.",
    ("weights.masked_fill(padding, 0.0)", "weights"),
)

masked_after_softmax = change(
    "Padding is set to 0 after a softmax over all keys, so the remaining weights don't sum to 1.",
    ("scores.masked_fill(padding, lowest)", "scores"),
)

scores_of_zero = change(
    "The scores of padding are set to 0 before softmax, but exp(0) = 1, so padding gets a weight.",
    ("torch.finfo(scores.dtype).min", "0.0"),
    ("weights.masked_fill(padding, 0.0)", "weights"),
)

multiplied_mask = change(
    "It multiplies the scores by the mask, but NaN or inf times 0 is NaN. Replace them by masked_fill or "
    "torch.where.",
    ("scores.masked_fill(padding, lowest)", "scores * ~padding + padding * lowest"),
)

without_lengths = change(
    "The lengths are ignored.",
    ("valid_lens is None", "True"),
)

one_key_too_many = change(
    "One key too many is valid: with length n the first n keys are, 0 to n - 1.",
    ("keys >= valid_lens", "keys > valid_lens"),
)

mask_upside_down = change(
    "The mask is inverted: the valid keys are hidden, and the padding is not.",
    ("keys >= valid_lens", "keys < valid_lens"),
)

lengths_of_queries_only = change(
    "Lengths [B] are used as lengths of the queries; each should hold for all queries of a sequence.",
    ("valid_lens.unsqueeze(1)", "valid_lens.unsqueeze(0)"),
)

one_length_for_all_queries = change(
    "Of lengths [B, Q] it uses only those of each sequence's first query, but each query has its own.",
    ("padding = keys", "valid_lens = valid_lens[:, :1]\n    padding = keys"),
)

over_the_queries = change(
    "Softmax goes over the queries (dim 1); the weights of a query over the keys (dim 2) should sum to 1.",
    ("dim=-1)", "dim=1)"),
)

in_place = change(
    "It overwrites the caller's scores: masked_fill_ changes them, masked_fill doesn't.",
    ("scores.masked_fill(", "scores.data.masked_fill_("),
)

detached = change(
    "The weights are detached, so no gradient reaches the scores.",
    ("= torch.softmax(scores", "= torch.softmax(scores.detach()"),
    ("return torch.softmax(scores", "return torch.softmax(scores.detach()"),
)
