"""Checks to run while you work: `pytest` in this folder. They are not the mark: more checks run at grading,
where you are told how many. Every number below can be worked out by hand; the messages show how.
"""

import sys
from math import log
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

sys.path.insert(0, str(Path(__file__).parent))  # the module beside this file, from wherever pytest runs

from gan import (
    bce_with_logits,
    d_loss,
    g_loss,
    gradient_penalty,
    lsgan_d_loss,
    sample_noise,
    update_D,
    update_G,
)


def column(*numbers: float) -> Tensor:
    return torch.tensor(numbers).unsqueeze(1)


def expect(result: Tensor, values: list | float, why: str) -> None:
    """Compare shape and values; on a difference show the arithmetic `why` first."""
    __tracebackhide__ = True
    torch.testing.assert_close(
        result,
        torch.tensor(values, dtype=torch.float32),
        rtol=1e-4,
        atol=1e-6,
        msg=lambda found: f"{why}\n\n{found}",
    )


# sample_noise


def test_sample_noise_is_standard_normal():
    noise = sample_noise(5000, 2, torch.Generator().manual_seed(1))
    assert noise.shape == (5000, 2), "5000 samples of 2 numbers each."
    assert noise.mean().abs() < 0.1, "10000 standard normal numbers have a mean of 0, give or take 0.01."
    assert abs(noise.std() - 1) < 0.1, "Their standard deviation is 1, give or take 0.007."


def test_sample_noise_follows_its_generator():
    first, again = (sample_noise(3, 2, torch.Generator().manual_seed(5)) for _ in range(2))
    assert torch.equal(first, again), "The same seed gives the same numbers."
    generator = torch.Generator().manual_seed(5)
    first, second = (sample_noise(3, 2, generator) for _ in range(2))
    assert not torch.equal(first, second), "A second call with one generator draws the next numbers."


# bce_with_logits


def test_bce_with_logits_of_logarithms():
    logits, targets = column(log(3.0), log(3.0), -log(4.0)), column(1.0, 0.0, 1.0)
    why = "sigmoid gives 3/4, 3/4 and 1/5; the targets have the probabilities 3/4, 1/4 and 1/5."
    expect(bce_with_logits(logits, targets), -(log(3 / 4) + log(1 / 4) + log(1 / 5)) / 3, why)


def test_bce_with_logits_of_large_logits():
    logits, targets = column(1000.0, -1000.0, 1000.0), column(0.0, 0.0, 1.0)
    why = "log(1 + exp(1000)) is 1000 in floating point; the two others are right and cost 0: 1000 / 3."
    expect(bce_with_logits(logits, targets), 1000 / 3, why)


def test_bce_with_logits_gradient():
    logits = column(0.0, log(3.0)).requires_grad_()
    bce_with_logits(logits, column(1.0, 0.5)).backward()
    assert logits.grad is not None, "No gradient came back to the logits."
    expect(logits.grad, [[-0.25], [0.125]], "(1/2 - 1) / 2 and (3/4 - 1/2) / 2: sigmoid minus target, by n.")


def test_bce_with_logits_refuses_other_shapes():
    with pytest.raises(ValueError, match="shape"):
        bce_with_logits(torch.zeros(3, 1), torch.zeros(3))


# d_loss


def test_d_loss_by_hand():
    loss = d_loss(column(log(3.0)), column(log(4.0), 0.0))
    why = "Real: -log(3/4). Fake: 1 - sigmoid is 1/5 and 1/2. Half of one mean plus half of the other."
    expect(loss, (-log(3 / 4) - (log(1 / 5) + log(1 / 2)) / 2) / 2, why)


def test_d_loss_without_knowledge():
    expect(
        d_loss(torch.zeros(4, 1), torch.zeros(2, 1)),
        log(2.0),
        "Each sample costs log 2, so the mean is log 2.",
    )


# g_loss


def test_g_loss_by_hand():
    expect(g_loss(column(0.0, -log(4.0))), -(log(1 / 2) + log(1 / 5)) / 2, "D believes in 1/2 and in 1/5.")


def test_g_loss_does_not_saturate():
    logits = column(-50.0).requires_grad_()
    g_loss(logits).backward()
    assert logits.grad is not None, "No gradient came back to the logits."
    expect(logits.grad, [[-1.0]], "sigmoid(-50) - 1 is -1 up to 22 digits: G has much to learn here.")


# lsgan_d_loss


def test_lsgan_d_loss_by_hand():
    loss = lsgan_d_loss(column(3.0, 1.0), column(0.5, -0.5))
    expect(loss, 1.125, "Real: (4 + 0) / 2 = 2. Fake: (1/4 + 1/4) / 2 = 1/4. Half of 2 + 1/4.")


def test_lsgan_d_loss_of_other_numbers():
    expect(lsgan_d_loss(column(0.0), column(0.0, 0.0, 3.0)), 2.0, "Real: 1. Fake: 9 / 3 = 3. Half of 4.")


# gradient_penalty


def linear(*weight: float) -> nn.Linear:
    """A network with one linear layer, no bias, and this weight."""
    layer = nn.Linear(len(weight), 1, bias=False)
    with torch.no_grad():
        layer.weight.copy_(torch.tensor([weight]))
    return layer


def test_gradient_penalty_of_a_linear_critic():
    penalty = gradient_penalty(linear(3.0, 4.0), torch.ones(6, 2), torch.zeros(6, 2))
    expect(penalty, 160.0, "The gradient is (3, 4) everywhere, its norm 5: 10 * (5 - 1)^2.")


def test_gradient_penalty_trains_the_critic():
    critic = linear(3.0, 4.0)
    gradient_penalty(critic, torch.ones(2, 2), torch.zeros(2, 2), lam=1.0).backward()
    assert critic.weight.grad is not None, "The penalty can't be differentiated in the weight."
    expect(critic.weight.grad, [[4.8, 6.4]], "d (||w|| - 1)^2 / d w = 2 * (5 - 1) * (3, 4) / 5.")


def test_gradient_penalty_takes_points_between():
    class Square(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return x.square().sum(dim=1) / 2  # its gradient is x itself

    eps = torch.rand(2, generator=torch.Generator().manual_seed(3))
    generator = torch.Generator().manual_seed(3)
    penalty = gradient_penalty(Square(), torch.ones(2, 1), torch.zeros(2, 1), 1.0, generator)
    expect(penalty, float(((eps - 1) ** 2).mean()), "The points are eps * 1 + (1 - eps) * 0 = eps, one each.")


# update_D


def test_update_D_by_hand():
    D, G = linear(0.0), linear(2.0)
    loss = update_D(column(3.0), column(1.0), D, G, torch.optim.SGD(D.parameters(), lr=1.0))
    assert loss == pytest.approx(log(2.0)), "Both logits are 0 before the step, so the loss is log 2."
    why = "The fake is 2. d loss / d w = (-(1/2) * 3 + (1/2) * 2) / 2 = -1/4, so w = 0 + 1/4."
    expect(D.weight.detach(), [[0.25]], why)


def test_update_D_leaves_the_generator_alone():
    D, G = linear(1.0), linear(2.0)
    update_D(column(3.0), column(1.0), D, G, torch.optim.SGD(D.parameters(), lr=1.0))
    assert G.weight.grad is None, "The step of D left a gradient in G: the fakes are not cut off from G."
    assert G.weight.item() == 2.0, "G must not move."


# update_G


def test_update_G_by_hand():
    D, G = linear(2.0), linear(0.0)
    loss = update_G(column(3.0), D, G, torch.optim.SGD(G.parameters(), lr=1.0))
    assert loss == pytest.approx(log(2.0)), "The fake is 0 and so is its logit: the loss is log 2."
    expect(G.weight.detach(), [[3.0]], "d loss / d w = (1/2 - 1) * 2 * 3 = -3, so w = 0 + 3.")


def test_update_G_leaves_no_gradient_in_the_discriminator():
    D, G = linear(2.0), linear(1.0)
    update_G(column(3.0), D, G, torch.optim.SGD(G.parameters(), lr=1.0))
    assert D.weight.grad is None, "A gradient was left in D, where the next step of D would find it."
    D.weight.grad = torch.full((1, 1), 7.0)
    update_G(column(3.0), D, G, torch.optim.SGD(G.parameters(), lr=1.0))
    assert D.weight.grad is not None, "D had a gradient before the call and must still have it."
    assert D.weight.grad.item() == 7.0, "D had the gradient 7 before the call and must have it afterwards."
    assert D.weight.item() == 2.0, "D must not move."
