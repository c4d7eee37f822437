"""Wrong versions of `g_loss` that students write."""

import torch
from torch import Tensor

from autograder.judge import change, mistake

minimax = change(
    "It is the minimax form, which saturates: where D is sure of a fake there is no gradient.",
    (
        "bce_with_logits(fake_logits, torch.ones_like(fake_logits))",
        "-bce_with_logits(fake_logits, torch.ones_like(fake_logits))",
    ),
    ("ones_like", "zeros_like"),
)
as_fake = change(
    "The target is 0: G is praised where D detects its fakes. That is D's loss.", ("ones_like", "zeros_like")
)
halved = change(
    "It is halved; only the discriminator's loss has two halves.",
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
    "Sigmoid is applied twice: to the logits and again within the loss.",
    ("(fake_logits, ", "(fake_logits.sigmoid(), "),
)


@mistake("The logits are summed; the mean is asked for.")
def summed(fake_logits: Tensor) -> Tensor:
    return torch.logaddexp(-fake_logits, torch.zeros_like(fake_logits)).sum()


@mistake("Logs of probabilities: where sigmoid rounds to 0 the loss is infinite or NaN.")
def log_of_sigmoid(fake_logits: Tensor) -> Tensor:
    return -fake_logits.sigmoid().log().mean()
