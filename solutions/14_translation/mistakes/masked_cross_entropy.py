"""Wrong versions of `masked_cross_entropy` that students write."""

import torch
from torch import nn

from autograder.judge import change, mistake

mean_over_all_steps = change(
    "The sum is divided by all T steps; only valid tokens should count in the mean.",
    (".sum(dim=1) / valid_len.clamp(min=1)", ".mean(dim=1)"),
)
sum_over_steps = change(
    "It equals the sum over the valid tokens; their mean is asked for.", (" / valid_len.clamp(min=1)", "")
)
nothing_over_nothing = change(
    "A sequence of length 0 gives 0/0 = NaN; its loss is 0.", ("valid_len.clamp(min=1)", "valid_len")
)
one_number = change(
    "It returns one mean over all sequences; each sequence has a loss.",
    ("valid_len.clamp(min=1)", "valid_len.clamp(min=1)).mean()"),
    ("return sequence_mask", "return (sequence_mask"),
)
mean_of_the_batch = change(
    "The sums are divided by the mean length of the batch; each sequence has its own length.",
    ("/ valid_len.clamp(min=1)", "/ valid_len.double().mean().clamp(min=1e-9).to(logits.dtype)"),
)
reshaped = change(
    "The scores are reshaped to [B, V, T], which mixes steps and tokens up; they should be transposed.",
    ("scores.transpose(1, 2)", "scores.reshape(len(scores), scores.shape[2], -1)"),
)
masked_too_late = change(
    "The losses are masked, but NaN scores of padding spoil the gradient. Replace the scores too.",
    ("scores = sequence_mask(logits, valid_len)", "scores = logits"),
)
labels_not_masked = change(
    "Labels of padding are used, and they may be out of range. Replace them too.",
    ("sequence_mask(labels, valid_len, 0)", "labels"),
)
padding_counts = change(
    "The losses of padding are added too.", ("sequence_mask(losses, valid_len).sum", "losses.sum")
)
zero_ignored = change(
    "Tokens with the label 0 are ignored; only the lengths decide what is padding.",
    ('reduction="none")', 'reduction="none", ignore_index=0)'),
)
softmax_twice = change(
    "The scores go through softmax before cross_entropy, which does that itself.",
    ("scores.transpose(1, 2)", "scores.softmax(dim=2).transpose(1, 2)"),
)
last_token_left_out = change(
    "The last valid token of each sequence is left out.",
    ("sequence_mask(losses, valid_len).sum", "sequence_mask(losses, valid_len - 1).sum"),
)
cut_off = change(
    "The result is cut off from the graph.", ("sequence_mask(losses,", "sequence_mask(losses.detach(),")
)
in_bits = change(
    "The loss is in bits; nats are asked for.",
    ("valid_len.clamp(min=1)", "valid_len.clamp(min=1) / 0.6931471805599453"),
)


@mistake("log(0) is -inf where a probability underflows; take log_softmax of the scores.")
def log_of_softmax(logits, labels, valid_len):
    mask = torch.arange(labels.shape[1], device=labels.device) < valid_len.unsqueeze(1)
    scores = logits.masked_fill(~mask.unsqueeze(2), 0.0)
    p = scores.softmax(dim=2).gather(2, labels.masked_fill(~mask, 0).unsqueeze(2)).squeeze(2)
    return -p.log().masked_fill(~mask, 0.0).sum(dim=1) / valid_len.clamp(min=1)


@mistake("It goes over the sequences in a Python loop.")
def loop_over_sequences(logits, labels, valid_len):
    losses = []
    for scores, tokens, length in zip(logits, labels, valid_len.tolist(), strict=True):
        if length:
            losses.append(nn.functional.cross_entropy(scores[:length], tokens[:length]))
        else:
            losses.append(scores[:0].sum())
    return torch.stack(losses)
