"""Wrong versions of `keep_prob` that students write."""

import torch

from autograder.judge import change, mistake

left_out = change(
    "It is the probability of leaving a word out; that of keeping it is asked for.",
    ("return (t / f).sqrt().clamp(max=1)", "return 1 - (t / f).sqrt().clamp(max=1)"),
)
above_one = change("Rare words have a probability above 1.", (".clamp(max=1)", ""))
no_root = change("The square root is missing.", (".sqrt()", ""))
inverted = change("It equals sqrt(f / t); sqrt(t / f) is asked for.", ("(t / f)", "(f / t)"))
t_ignored = change("t changes nothing: it is always 1e-4.", ("(t / f)", "(1e-4 / f)"))
no_shares = change(
    "The counts aren't divided by their sum, so they are no shares.",
    ("f = counts / counts.sum().clamp(min=1)", "f = counts"),
)
of_largest = change(
    "The counts are divided by the largest count; a share is a part of the sum.",
    ("counts.sum()", "counts.max()"),
)
of_mean = change(
    "The counts are divided by their mean; a share is a part of the sum.",
    ("counts.sum().clamp(min=1)", "counts.double().mean().clamp(min=1e-9).to(counts.dtype)"),
)
empty_is_nan = change(
    "If all counts are 0, the result is NaN; all probabilities are 1 there.", (".clamp(min=1)", "")
)
unseen_is_zero = change(
    "A word with the count 0 has the probability 0; it is 1.",
    ("return (t / f).sqrt().clamp(max=1)", "return (t / f).sqrt().clamp(max=1) * (counts > 0)"),
)
single = change(
    "The result is always float32; it has the dtype of float counts, and the default dtype for int64.",
    ("f = counts / counts", "f = counts.float() / counts"),
    ("return (t / f).sqrt().clamp(max=1)", "return (t / f).sqrt().clamp(max=1).float()"),
)


@mistake("It follows the published program, (sqrt(f / t) + 1) t / f; sqrt(t / f) is asked for.")
def of_the_program(counts, t=1e-4):
    f = counts / counts.sum().clamp(min=1)
    return torch.where(f > 0, ((f / t).sqrt() + 1) * t / f, 1.0).clamp(max=1).to(f.dtype)
