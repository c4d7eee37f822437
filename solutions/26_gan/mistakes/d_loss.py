"""Wrong versions of `d_loss` that students write."""

import torch
from torch import Tensor

from autograder.judge import change, mistake

undivided = change("The division by 2 is missing.", ("(real + fake) / 2", "real + fake"))
swapped_labels = change(
    "The targets are swapped: 0 for real samples and 1 for fake ones.",
    ("ones_like", "empty_like"),
    ("zeros_like", "ones_like"),
    ("empty_like", "zeros_like"),
)
both_real = change("The target of fake samples is 1 too; it should be 0.", ("zeros_like", "ones_like"))
halves_one = change(
    "Only the fake part is divided by 2, because / binds more strongly than +; write brackets.",
    ("(real + fake) / 2", "real + fake / 2"),
)
real_only = change("The fake samples are left out.", ("(real + fake) / 2", "real"))
difference = change(
    "The fake part is subtracted; both parts should be added.", ("real + fake", "real - fake")
)
smoothed = change(
    "The target of real samples is 0.9, as in one-sided label smoothing; it should be 1.",
    ("torch.ones_like(real_logits)", "torch.full_like(real_logits, 0.9)"),
)
detached_fakes = change(
    "The fake logits are detached, so D does not learn from them.",
    ("fake_logits, torch", "fake_logits.detach(), torch"),
)


@mistake("It takes one mean over all samples, so the kind with more samples has more weight.")
def pooled(real_logits: Tensor, fake_logits: Tensor) -> Tensor:
    x = torch.cat([-real_logits.reshape(-1), fake_logits.reshape(-1)])
    return torch.logaddexp(x, x.new_zeros(())).mean()


@mistake("It pairs each real sample with a fake one, which needs equal numbers of both.")
def paired(real_logits: Tensor, fake_logits: Tensor) -> Tensor:
    zero = real_logits.new_zeros(())
    return (torch.logaddexp(-real_logits, zero) + torch.logaddexp(fake_logits, zero)).mean() / 2


@mistake("It takes logarithms of sigmoid, so the loss is infinite or NaN where sigmoid rounds to 0 or 1.")
def log_of_sigmoid(real_logits: Tensor, fake_logits: Tensor) -> Tensor:
    return -(real_logits.sigmoid().log().mean() + (1 - fake_logits.sigmoid()).log().mean()) / 2


@mistake(
    "The gradient at a logit of 0 is wrong, because it goes through the kink of max, clamp, relu or abs."
)
def kinks(real_logits: Tensor, fake_logits: Tensor) -> Tensor:
    losses = [x.relu() + (-x.abs()).exp().log1p() for x in (-real_logits, fake_logits)]
    return (losses[0].mean() + losses[1].mean()) / 2
