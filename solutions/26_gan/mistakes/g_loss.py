"""Wrong versions of `g_loss` that students write."""

import torch
from torch import Tensor

from autograder.judge import change, mistake

minimax = change(
    "It is the minimax form, which has no gradient where D is sure of a fake.",
    (
        "bce_with_logits(fake_logits, torch.ones_like(fake_logits))",
        "-bce_with_logits(fake_logits, torch.ones_like(fake_logits))",
    ),
    ("ones_like", "zeros_like"),
)
as_fake = change(
    "The target is 0, so G learns to be detected; the target should be 1.", ("ones_like", "zeros_like")
)
halved = change(
    "The loss is divided by 2; only the discriminator's loss should be.",
    (
        "bce_with_logits(fake_logits, torch.ones_like(fake_logits))",
        "bce_with_logits(fake_logits, torch.ones_like(fake_logits)) / 2",
    ),
)
wasserstein = change(
    "It is minus the mean score, the loss of a Wasserstein GAN.",
    ("bce_with_logits(fake_logits, torch.ones_like(fake_logits))", "-fake_logits.mean()"),
)
least_squares = change(
    "It is a squared distance from 1, the loss of a least-squares GAN.",
    ("bce_with_logits(fake_logits, torch.ones_like(fake_logits))", "(fake_logits - 1).square().mean()"),
)
sigmoid_twice = change(
    "Sigmoid is applied twice: to the logits, and again in the loss.",
    ("(fake_logits, ", "(fake_logits.sigmoid(), "),
)


@mistake("The losses of the logits are summed; return their mean.")
def summed(fake_logits: Tensor) -> Tensor:
    return torch.logaddexp(-fake_logits, torch.zeros_like(fake_logits)).sum()


@mistake("It takes logarithms of sigmoid, so the loss is infinite or NaN where sigmoid rounds to 0.")
def log_of_sigmoid(fake_logits: Tensor) -> Tensor:
    return -fake_logits.sigmoid().log().mean()


@mistake(
    "The gradient at a logit of 0 is wrong, because it goes through the kink of max, clamp, relu or abs."
)
def kinks(fake_logits: Tensor) -> Tensor:
    return ((-fake_logits).clamp(min=0) + (-fake_logits.abs()).exp().log1p()).mean()


@mistake("It is the mean over the first dimension alone; the other dimensions are summed.")
def mean_of_rows(fake_logits: Tensor) -> Tensor:
    return torch.logaddexp(-fake_logits, torch.zeros_like(fake_logits)).sum() / fake_logits.shape[0]
