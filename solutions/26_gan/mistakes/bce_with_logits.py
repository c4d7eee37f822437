"""Wrong versions of `bce_with_logits` that students write."""

import torch
from torch import Tensor

from autograder.judge import change, mistake

naive = change(
    "It computes log(1 + exp(x)) directly, so exp overflows at large logits.",
    ("m + ((-m).exp() + (logits - m).exp()).log()", "(1 + logits.exp()).log()"),
)
kinks = change(
    "The gradient at a logit of 0 is wrong, because it goes through the kink of max, clamp, relu or abs.",
    (
        "m + ((-m).exp() + (logits - m).exp()).log()",
        "logits.clamp(min=0) + (1 + (-logits.abs()).exp()).log()",
    ),
)
summed = change("The elements are summed; return their mean.", ("logits).mean()", "logits).sum()"))
mean_of_rows = change(
    "It is the mean over the first dimension alone; the other dimensions are summed.",
    ("logits).mean()", "logits).sum() / (len(logits) if logits.dim() else 1)"),
)
swapped_targets = change(
    "The targets are swapped: 1 is treated as 0, and 0 as 1.", ("targets * logits", "(1 - targets) * logits")
)
hard_targets = change(
    "Targets are rounded to 0 or 1, but they may be any probability.",
    ("targets * logits", "targets.round() * logits"),
)
negative = change(
    "The minus sign is missing: the loss is minus the log-likelihood.",
    ("(log_sum - targets * logits)", "(targets * logits - log_sum)"),
)
in_bits = change("The loss is in bits; it should be in nats.", (".mean()", ".mean() / 0.6931471805599453"))
any_shape = change(
    "Different shapes raise no ValueError, so [B, 1] and [B] broadcast to [B, B].",
    ("logits.shape != targets.shape", "False"),
)
only_sizes = change(
    "It compares only the numbers of elements, which are the same for [B, 1] and [B].",
    ("logits.shape != targets.shape", "logits.numel() != targets.numel()"),
)
other_exception = change(
    "Different shapes raise another exception than ValueError.",
    ("raise ValueError", "raise TypeError"),
)
without_targets = change(
    "The targets are detached, so no gradient flows back to them.",
    ("targets * logits", "targets.detach() * logits"),
)


@mistake("It takes logarithms of sigmoid, so the loss is infinite or NaN where sigmoid rounds to 0 or 1.")
def log_of_sigmoid(logits: Tensor, targets: Tensor) -> Tensor:
    if logits.shape != targets.shape:
        raise ValueError("another shape")
    p = logits.sigmoid()
    return -(targets * p.log() + (1 - targets) * (1 - p).log()).mean()


@mistake("It clamps the probabilities away from 0 and 1, so the loss stops growing and loses its gradient.")
def clamped(logits: Tensor, targets: Tensor) -> Tensor:
    if logits.shape != targets.shape:
        raise ValueError("another shape")
    p = logits.sigmoid().clamp(1e-7, 1 - 1e-7)
    return -(targets * p.log() + (1 - targets) * (1 - p).log()).mean()


@mistake("It adds a small number under the logarithm, so the loss stops growing.")
def with_eps(logits: Tensor, targets: Tensor) -> Tensor:
    if logits.shape != targets.shape:
        raise ValueError("another shape")
    p = logits.sigmoid()
    return -(targets * (p + 1e-8).log() + (1 - targets) * (1 - p + 1e-8).log()).mean()


@mistake("The logits are treated as probabilities: sigmoid is missing.")
def of_probabilities(logits: Tensor, targets: Tensor) -> Tensor:
    if logits.shape != targets.shape:
        raise ValueError("another shape")
    return -(targets * logits.log() + (1 - targets) * (1 - logits).log()).mean()


@mistake("A Python loop goes over the samples; compute all of them at once.")
def looping(logits: Tensor, targets: Tensor) -> Tensor:
    if logits.shape != targets.shape:
        raise ValueError("another shape")
    pairs = zip(logits.reshape(-1), targets.reshape(-1), strict=True)
    zero = logits.new_zeros(())
    return torch.stack([torch.logaddexp(x, zero) - t * x for x, t in pairs]).mean()
