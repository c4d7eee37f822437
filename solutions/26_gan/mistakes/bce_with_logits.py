"""Wrong versions of `bce_with_logits` that students write."""

import torch
from torch import Tensor

from autograder.judge import change, mistake

naive = change(
    "exp overflows at large logits: log(1 + exp(x)) is computed as it stands.",
    ("m + ((-m).exp() + (logits - m).exp()).log()", "(1 + logits.exp()).log()"),
)
kinks = change(
    "The gradient at a logit of 0 is wrong: it goes through kinks (of max, clamp, relu or abs) there.",
    (
        "m + ((-m).exp() + (logits - m).exp()).log()",
        "logits.clamp(min=0) + (1 + (-logits.abs()).exp()).log()",
    ),
)
summed = change("The elements are summed; the mean is asked for.", ("logits).mean()", "logits).sum()"))
mean_of_rows = change(
    "It is the mean over the first dimension alone; the other dimensions are summed.",
    ("logits).mean()", "logits).sum() / (len(logits) if logits.dim() else 1)"),
)
swapped_targets = change(
    "Targets of 1 are taken for 0 and the other way round.", ("targets * logits", "(1 - targets) * logits")
)
hard_targets = change(
    "Targets are rounded to 0 or 1; they may be any probability.",
    ("targets * logits", "targets.round() * logits"),
)
negative = change(
    "The sign is missing: the log-likelihood is to be maximised, the loss minimised.",
    ("(log_sum - targets * logits)", "(targets * logits - log_sum)"),
)
in_bits = change("The loss is in bits; it should be in nats.", (".mean()", ".mean() / 0.6931471805599453"))
any_shape = change(
    "Shapes that differ are not refused: [B, 1] with [B] broadcasts to [B, B].",
    ("logits.shape != targets.shape", "False"),
)
only_sizes = change(
    "Only the numbers of elements are compared: [B, 1] and [B] have as many.",
    ("logits.shape != targets.shape", "logits.numel() != targets.numel()"),
)
other_exception = change(
    "Shapes that differ are refused with another exception than ValueError.",
    ("raise ValueError", "raise TypeError"),
)
without_targets = change(
    "The targets are detached: no gradient flows back to them.",
    ("targets * logits", "targets.detach() * logits"),
)


@mistake("Logs of probabilities: where sigmoid rounds to 0 or 1 the loss is infinite or NaN.")
def log_of_sigmoid(logits: Tensor, targets: Tensor) -> Tensor:
    if logits.shape != targets.shape:
        raise ValueError("another shape")
    p = logits.sigmoid()
    return -(targets * p.log() + (1 - targets) * (1 - p).log()).mean()


@mistake("Probabilities are kept away from 0 and 1: the loss stops growing, and its gradient is lost.")
def clamped(logits: Tensor, targets: Tensor) -> Tensor:
    if logits.shape != targets.shape:
        raise ValueError("another shape")
    p = logits.sigmoid().clamp(1e-7, 1 - 1e-7)
    return -(targets * p.log() + (1 - targets) * (1 - p).log()).mean()


@mistake("A small number is added under the logarithm: the loss stops growing.")
def with_eps(logits: Tensor, targets: Tensor) -> Tensor:
    if logits.shape != targets.shape:
        raise ValueError("another shape")
    p = logits.sigmoid()
    return -(targets * (p + 1e-8).log() + (1 - targets) * (1 - p + 1e-8).log()).mean()


@mistake("The logits are taken for probabilities: sigmoid is missing.")
def of_probabilities(logits: Tensor, targets: Tensor) -> Tensor:
    if logits.shape != targets.shape:
        raise ValueError("another shape")
    return -(targets * logits.log() + (1 - targets) * (1 - logits).log()).mean()


@mistake("A Python loop goes over the samples.")
def looping(logits: Tensor, targets: Tensor) -> Tensor:
    if logits.shape != targets.shape:
        raise ValueError("another shape")
    pairs = zip(logits.reshape(-1), targets.reshape(-1), strict=True)
    zero = logits.new_zeros(())
    return torch.stack([torch.logaddexp(x, zero) - t * x for x, t in pairs]).mean()
