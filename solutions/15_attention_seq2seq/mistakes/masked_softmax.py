"""Wrong versions of `masked_softmax` that students write."""

import torch

from autograder.judge import change, mistake

minus_a_million = change(
    "Padding is filled with -1e6: float16 has no such number, and valid scores may be lower. Take the lowest "
    "number of the dtype.",
    ("torch.finfo(scores.dtype).min", "-1e6"),
)

mask_upside_down = change(
    "The mask is inverted: the valid keys are hidden, and the padding is not.",
    ("keys >= valid_lens", "keys < valid_lens"),
)

lengths_of_queries_only = change(
    "Lengths [B] are used as lengths of the queries; each should hold for all queries of a sequence.",
    ("valid_lens.unsqueeze(1)", "valid_lens.unsqueeze(0)"),
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

over_the_queries = change(
    "Softmax goes over the queries (dim 1); the weights of a query over the keys (dim 2) should sum to 1.",
    ("dim=-1)", "dim=1)"),
)

in_place = change(
    "It overwrites the caller's scores: masked_fill_ changes them, masked_fill doesn't.",
    ("scores.masked_fill(", "scores.data.masked_fill_("),
)

misread_if_sizes_agree = change(
    "Where B equals Q, each query of a sequence gets another of the lengths [B]. All queries of a sequence "
    "have its one length, whatever the sizes are.",
    ("valid_lens.dim() == 1", "valid_lens.shape[-1] != scores.shape[1]"),
)

infinity_added = change(
    "It adds -inf to the scores of padding, but NaN stays NaN, and inf - inf is NaN. Replace them by "
    "masked_fill or torch.where.",
    (
        "scores.masked_fill(padding, lowest)",
        "scores + torch.zeros_like(scores).masked_fill(padding, -torch.inf)",
    ),
)


@mistake(
    "A query without a valid key gets 0/0, which is replaced afterwards, but its gradient stays NaN. Replace "
    "the sum by 1 before the division."
)
def divided_by_nothing(scores, valid_lens=None):
    if valid_lens is None:
        return scores.softmax(-1)
    valid = torch.arange(scores.shape[2], device=scores.device) < valid_lens.reshape(len(scores), -1, 1)
    scores = scores.nan_to_num(0.0, 0.0, 0.0)
    top = scores.masked_fill(~valid, torch.finfo(scores.dtype).min).amax(-1, keepdim=True)
    powers = ((scores - top) * valid).exp() * valid
    total = powers.sum(-1, keepdim=True)
    return torch.where(total > 0, powers / total, 0.0)


@mistake(
    "The largest score that it subtracts may be one of padding. Then the exponentials of all valid scores "
    "underflow to 0."
)
def largest_of_padding(scores, valid_lens=None):
    if valid_lens is None:
        return scores.softmax(-1)
    padding = torch.arange(scores.shape[2], device=scores.device) >= valid_lens.reshape(len(scores), -1, 1)
    top = scores.nan_to_num(0.0).amax(-1, keepdim=True)
    powers = torch.where(padding, 0.0, (scores - top).exp())
    total = powers.sum(-1, keepdim=True)
    return powers / torch.where(total > 0, total, 1.0)


@mistake(
    "exp(score - logsumexp) rounds away the logarithm if the scores are huge, so the weights don't sum to 1. "
    "Subtract the largest score, and divide by the sum."
)
def huge_logarithm(scores, valid_lens=None):
    if valid_lens is None:
        return (scores - scores.logsumexp(-1, keepdim=True)).exp()
    padding = torch.arange(scores.shape[2], device=scores.device) >= valid_lens.reshape(len(scores), -1, 1)
    scores = scores.masked_fill(padding, torch.finfo(scores.dtype).min)
    return (scores - scores.logsumexp(-1, keepdim=True)).exp().masked_fill(padding, 0.0)
