"""Wrong versions of `d_loss` that students write."""

import torch
from torch import Tensor

from autograder.judge import change, mistake

undivided = change("The division by 2 is missing.", ("(real + fake) / 2", "real + fake"))
swapped_labels = change(
    "The labels are swapped: real samples count as 0 and fake ones as 1.",
    ("ones_like", "empty_like"),
    ("zeros_like", "ones_like"),
    ("empty_like", "zeros_like"),
)
both_real = change("Fake samples count as 1 too; their target is 0.", ("zeros_like", "ones_like"))
real_only = change("The fake samples are left out.", ("(real + fake) / 2", "real"))
fake_only = change("The real samples are left out.", ("(real + fake) / 2", "fake"))
difference = change("The fake part is subtracted; both parts are costs.", ("real + fake", "real - fake"))
smoothed = change(
    "Real samples count as 0.9: that is one-sided label smoothing, which is not asked for.",
    ("torch.ones_like(real_logits)", "torch.full_like(real_logits, 0.9)"),
)
detached_fakes = change(
    "The fake logits are detached: D does not learn from them.",
    ("fake_logits, torch", "fake_logits.detach(), torch"),
)


@mistake("One mean is taken over all samples: with more of one kind, that kind weighs more.")
def pooled(real_logits: Tensor, fake_logits: Tensor) -> Tensor:
    x = torch.cat([-real_logits.reshape(-1), fake_logits.reshape(-1)])
    return torch.logaddexp(x, x.new_zeros(())).mean()


@mistake("Each real sample is paired with a fake one: that needs as many of both.")
def paired(real_logits: Tensor, fake_logits: Tensor) -> Tensor:
    zero = real_logits.new_zeros(())
    return (torch.logaddexp(-real_logits, zero) + torch.logaddexp(fake_logits, zero)).mean() / 2


@mistake("Logs of probabilities: where sigmoid rounds to 0 or 1 the loss is infinite or NaN.")
def log_of_sigmoid(real_logits: Tensor, fake_logits: Tensor) -> Tensor:
    return -(real_logits.sigmoid().log().mean() + (1 - fake_logits.sigmoid()).log().mean()) / 2
