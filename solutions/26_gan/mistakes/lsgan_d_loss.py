"""Wrong versions of `lsgan_d_loss` that students write."""

import torch
from torch import Tensor

from autograder.judge import change, mistake

undivided = change("The division by 2 is missing.", (" / 2", ""))
halves_one = change(
    "Only the fake part is divided by 2, because / binds more strongly than +; write brackets.",
    (
        "((real - 1).square().mean() + fake.square().mean()) / 2",
        "(real - 1).square().mean() + fake.square().mean() / 2",
    ),
)
swapped_targets = change(
    "The targets are swapped: 0 for real samples and 1 for fake ones.",
    ("(real - 1)", "real"),
    ("fake.square", "(fake - 1).square"),
)
summed = change("The squares are summed; each half should be a mean.", (".mean()", ".sum()"))
root_and_square = change(
    "It takes a root and squares it again; where the loss is 0, the gradient of the root is infinite.",
    ("fake.square().mean()", "fake.square().mean().sqrt().square()"),
)
absolute = change("It takes absolute distances; it should take squared ones.", (".square()", ".abs()"))
detached_fakes = change(
    "The fake outputs are detached, so D does not learn from them.", ("fake.square", "fake.detach().square")
)
after_sigmoid = change(
    "Sigmoid is applied to the outputs; a least-squares GAN uses them unchanged.",
    ("(real - 1)", "(real.sigmoid() - 1)"),
    ("fake.square", "fake.sigmoid().square"),
)
clipped = change(
    "Outputs beyond their target have no loss; they should have the same loss as outputs below it.",
    ("(real - 1)", "(1 - real).clamp(min=0)"),
    ("fake.square", "fake.clamp(min=0).square"),
)


@mistake("It takes one mean over all samples, so the kind with more samples has more weight.")
def pooled(real: Tensor, fake: Tensor) -> Tensor:
    return torch.cat([real.reshape(-1) - 1, fake.reshape(-1)]).square().mean()


@mistake("It pairs each real sample with a fake one, which needs equal numbers of both.")
def paired(real: Tensor, fake: Tensor) -> Tensor:
    return ((real - 1).square() + fake.square()).mean() / 2


@mistake("It is the cross-entropy of a plain GAN; it should use squared distances.")
def cross_entropy(real: Tensor, fake: Tensor) -> Tensor:
    zero = real.new_zeros(())
    return (torch.logaddexp(-real, zero).mean() + torch.logaddexp(fake, zero).mean()) / 2
