"""Checks to run while you work: run `pytest` in this folder. They don't decide your score: more checks run at
grading.

Each check is an example worked by hand. Its docstring says what is right and gives the formula. Then
`expect(call, result, calculation)` compares. Pairs after these are wrong results, each with its likely cause;
likely_mistakes.json has more. You can retype the code that a failed check prints, after the imports below.

Three values make it easy: sigma(log 3) = 3/4, sigma(-log 4) = 1/5 and sigma(0) = 1/2.
"""

import sys
from math import log
from pathlib import Path

import torch
from torch import nn, tensor

from autograder.checks.expect import check, expect, expect_error

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

CUT_OFF = "No gradient came back: the loss is detached from the logits."

# sample_noise


@check
def test_sample_noise_is_standard_normal():
    """The result has the given sizes, with mean 0 and standard deviation 1.

    for 10000 numbers: mean = 0 and standard deviation = 1, with typical errors of 0.01 and 0.007
    """
    noise = sample_noise(5000, 2, torch.Generator().manual_seed(1))
    shape, mean, std = list(noise.shape), noise.mean(), noise.std()
    expect(
        (shape, mean.round(decimals=1), std.round(decimals=1)),
        ([5000, 2], tensor(0.0), tensor(1.0)),
        "5000 samples of 2 numbers each.",
    )


@check
def test_sample_noise_follows_its_generator():
    """The same seed gives the same numbers."""
    first = sample_noise(3, 2, torch.Generator().manual_seed(5))
    again = sample_noise(3, 2, torch.Generator().manual_seed(5))
    expect(torch.equal(first, again), True, "Both generators start with the seed 5.")


@check
def test_sample_noise_draws_the_next_numbers():
    """A second call with one generator gives other numbers."""
    generator = torch.Generator().manual_seed(5)
    first = sample_noise(3, 2, generator)
    second = sample_noise(3, 2, generator)
    expect(bool((first == second).any()), False, "Two draws of a normal distribution are hardly ever equal.")


# bce_with_logits


@check
def test_bce_with_logits_of_logarithms():
    """The loss of a sample is minus the logarithm of the probability of its target.

    loss = the mean of -t log sigma(x) - (1 - t) log(1 - sigma(x))
    """
    logits = tensor([[log(3)], [log(3)], [-log(4)]])
    targets = tensor([[1.0], [0.0], [1.0]])
    expect(
        bce_with_logits(logits, targets),
        tensor(log(80 / 3) / 3),
        "sigma(x) = 3/4, 3/4, 1/5. The targets have 3/4, 1 - 3/4 = 1/4 and 1/5, so the losses are "
        "log 4/3, log 4 and log 5. Their sum is log 80/3, and their mean is a third of it.",
        (
            tensor([[log(4 / 3)], [log(4)], [log(5)]]),
            "These are the losses of the samples; take their mean.",
        ),
    )


@check
def test_bce_with_logits_of_large_logits():
    """The loss is finite, however wrong a logit is.

    the loss of an element is log(1 + exp(x)) - t x
    """
    logits = tensor([[1000.0], [-1000.0], [1000.0]])
    targets = tensor([[0.0], [0.0], [1.0]])
    expect(
        bce_with_logits(logits, targets),
        tensor(1000 / 3),
        "log(1 + exp(1000)) is 1000 in floating point: 1000. The two others are right: 0.",
        (
            tensor(100 / 3),
            "PyTorch's own loss of probabilities uses -100 for log 0, which is too small a loss.",
        ),
    )


@check
def test_bce_with_logits_has_a_gradient():
    """The gradient says by how much each probability is too high.

    d loss / d x = (sigma(x) - t) / n
    """
    logits = tensor([[0.0], [log(3)]], requires_grad=True)
    bce_with_logits(logits, tensor([[1.0], [0.5]])).backward()
    expect(
        logits.grad,
        tensor([[-1 / 4], [1 / 8]]),
        "n = 2: (1/2 - 1) / 2 = -1/4 and (3/4 - 1/2) / 2 = 1/8.",
        (None, CUT_OFF),
        (
            tensor([[0.0], [1 / 8]]),
            "At 0 the formula is differentiated through the kink of max or abs.",
        ),
    )


@check
def test_bce_with_logits_refuses_other_shapes():
    """[3, 1] and [3] would give nine losses, so they raise a ValueError about the shape."""
    with expect_error(ValueError, "shape"):
        bce_with_logits(torch.zeros(3, 1), torch.zeros(3))


# d_loss


@check
def test_d_loss_by_hand():
    """Real samples have the target 1, and fake ones the target 0.

    L_D = (mean of -log sigma(real) + mean of -log(1 - sigma(fake))) / 2
    """
    real, fake = tensor([[log(3)]]), tensor([[log(4)], [0.0]])
    expect(
        d_loss(real, fake),
        tensor((log(4 / 3) + log(10) / 2) / 2),
        "Real: -log 3/4 = 0.288. Fake: 1 - sigma is 1/5 and 1/2, so (log 5 + log 2) / 2 = 1.151. "
        "Half of their sum is 0.720.",
    )


@check
def test_d_loss_without_knowledge():
    """If D knows nothing, the loss is log 2.

    L_D = (mean of -log sigma(real) + mean of -log(1 - sigma(fake))) / 2
    """
    real, fake = torch.zeros(4, 1), torch.zeros(2, 1)
    expect(
        d_loss(real, fake),
        tensor(log(2)),
        "sigma(0) = 1/2, so each half is log 2, and so is half of their sum.",
    )


@check
def test_d_loss_of_sure_and_wrong_logits():
    """If D is sure and wrong, its loss is finite.

    L_D = (mean of -log sigma(real) + mean of -log(1 - sigma(fake))) / 2
    """
    real, fake = tensor([[-1000.0]]), tensor([[3000.0]])
    expect(
        d_loss(real, fake),
        tensor(2000.0),
        "-log sigma(-1000) = 1000 and -log(1 - sigma(3000)) = 3000; half of their sum.",
    )


# g_loss


@check
def test_g_loss_by_hand():
    """The target of G's fakes is 1, as for real samples.

    L_G = the mean of -log sigma(fake)
    """
    fake = tensor([[0.0], [-log(4)]])
    expect(g_loss(fake), tensor(log(10) / 2), "sigma is 1/2 and 1/5: (log 2 + log 5) / 2 = 1.151.")


@check
def test_g_loss_does_not_saturate():
    """If D is sure of a fake, the gradient of G is largest.

    d L_G / d x = sigma(x) - 1, for one sample
    """
    fake = tensor([[-50.0]], requires_grad=True)
    g_loss(fake).backward()
    expect(
        fake.grad,
        tensor([[-1.0]]),
        "sigma(-50) is 0 to 21 digits: 0 - 1.",
        (None, CUT_OFF),
        (tensor([[0.0]]), "This is the gradient of the minimax form, which vanishes here."),
    )


@check
def test_g_loss_of_fakes_that_pass():
    """If D is sure that a fake is real, its loss is 0.

    L_G = the mean of -log sigma(fake)
    """
    fake = tensor([[1000.0], [-1000.0]])
    expect(g_loss(fake), tensor(500.0), "-log sigma(1000) = 0 and -log sigma(-1000) = 1000; (0 + 1000) / 2.")


# lsgan_d_loss


@check
def test_lsgan_d_loss_by_hand():
    """Real outputs should be 1, and fake ones 0.

    L_D = (mean of (real - 1)^2 + mean of fake^2) / 2
    """
    real, fake = tensor([[3.0], [1.0]]), tensor([[0.5], [-0.5]])
    expect(
        lsgan_d_loss(real, fake),
        tensor(9 / 8),
        "Real: (2^2 + 0^2) / 2 = 2. Fake: (1/4 + 1/4) / 2 = 1/4. Half of 9/4.",
    )


@check
def test_lsgan_d_loss_of_more_fakes():
    """Both halves have the same weight, however many samples they have.

    L_D = (mean of (real - 1)^2 + mean of fake^2) / 2
    """
    real, fake = tensor([[0.0]]), tensor([[0.0], [0.0], [3.0]])
    expect(
        lsgan_d_loss(real, fake), tensor(2.0), "Real: (0 - 1)^2 = 1. Fake: (0 + 0 + 9) / 3 = 3. Half of 4."
    )


@check
def test_lsgan_d_loss_of_a_perfect_critic():
    """The outputs are used unchanged, without a sigmoid.

    L_D = (mean of (real - 1)^2 + mean of fake^2) / 2
    """
    real, fake = tensor([[1.0]]), tensor([[0.0]])
    expect(lsgan_d_loss(real, fake), tensor(0.0), "(1 - 1)^2 = 0 and 0^2 = 0.")


# gradient_penalty


@check
def test_gradient_penalty_of_a_linear_critic():
    """A linear critic has the same slope everywhere.

    penalty = lam * the mean of (the length of the gradient - 1)^2
    """
    critic = nn.Linear(2, 1, bias=False)
    critic.load_state_dict({"weight": tensor([[3.0, 4.0]])})
    real, fake = torch.ones(6, 2), torch.zeros(6, 2)
    expect(
        gradient_penalty(critic, real, fake),
        tensor(160.0),
        "The gradient is (3, 4), its length sqrt(9 + 16) = 5, and lam is 10: 10 * (5 - 1)^2.",
    )


@check
def test_gradient_penalty_trains_the_critic():
    """The penalty can be differentiated once more, in the weight.

    d (|w| - 1)^2 / d w = 2 * (|w| - 1) * w / |w|
    """
    critic = nn.Linear(2, 1, bias=False)
    critic.load_state_dict({"weight": tensor([[3.0, 4.0]])})
    real, fake = torch.ones(2, 2), torch.zeros(2, 2)
    gradient_penalty(critic, real, fake, lam=1.0).backward()
    expect(
        critic.weight.grad,
        tensor([[4.8, 6.4]]),
        "2 * (5 - 1) * 3/5 = 4.8 and 2 * (5 - 1) * 4/5 = 6.4.",
        (None, "The penalty is detached from the weight."),
    )


@check
def test_gradient_penalty_takes_points_between():
    """The slope is taken between real and fake, at one random point for each pair.

    x_i = eps_i * real_i + (1 - eps_i) * fake_i
    """

    class Bowl(nn.Module):
        def forward(self, x):
            return x.square().sum(dim=1) / 2

    real, fake = torch.ones(2, 1), torch.zeros(2, 1)
    generator = torch.Generator().manual_seed(3)
    eps = torch.rand(2, generator=torch.Generator().manual_seed(3))
    expect(
        gradient_penalty(Bowl(), real, fake, 1.0, generator),
        (eps - 1).square().mean(),
        "The slope of the bowl at x is x, and x = eps * 1 + (1 - eps) * 0 = eps. With this seed eps is "
        "0.004 and 0.106, so the penalty is (0.996^2 + 0.894^2) / 2.",
        (tensor(1.0), "Here the points are the fake samples."),
    )


# update_D


@check
def test_update_D_by_hand():
    """D makes a step that reduces its loss.

    w = w - lr * d L_D / d w
    """
    D, G = nn.Linear(1, 1, bias=False), nn.Linear(1, 1, bias=False)
    D.load_state_dict({"weight": tensor([[0.0]])})
    G.load_state_dict({"weight": tensor([[2.0]])})
    X, Z = tensor([[3.0]]), tensor([[1.0]])
    loss = update_D(X, Z, D, G, torch.optim.SGD(D.parameters(), lr=1.0))
    expect(
        (loss, D.weight),
        (log(2), tensor([[1 / 4]])),
        "The fake is 2 * 1 = 2. Both logits are 0, so the loss is log 2 = 0.693. "
        "d L_D / d w = (-1/2 * 3 + 1/2 * 2) / 2 = -1/4, so w = 0 + 1/4.",
    )


@check
def test_update_D_leaves_the_generator_alone():
    """G makes the fakes, but gets no gradient from them."""
    D, G = nn.Linear(1, 1, bias=False), nn.Linear(1, 1, bias=False)
    D.load_state_dict({"weight": tensor([[0.0]])})
    G.load_state_dict({"weight": tensor([[2.0]])})
    X, Z = tensor([[3.0]]), tensor([[1.0]])
    update_D(X, Z, D, G, torch.optim.SGD(D.parameters(), lr=1.0))
    expect((G.weight, G.weight.grad), (tensor([[2.0]]), None))


@check
def test_update_D_forgets_older_gradients():
    """A gradient that D had before the call does not count.

    w = w - lr * d L_D / d w
    """
    D, G = nn.Linear(1, 1, bias=False), nn.Linear(1, 1, bias=False)
    D.load_state_dict({"weight": tensor([[0.0]])})
    G.load_state_dict({"weight": tensor([[2.0]])})
    D.weight.grad = tensor([[100.0]])
    X, Z = tensor([[3.0]]), tensor([[1.0]])
    update_D(X, Z, D, G, torch.optim.SGD(D.parameters(), lr=1.0))
    expect(
        D.weight,
        tensor([[1 / 4]]),
        "d L_D / d w = (-1/2 * 3 + 1/2 * 2) / 2 = -1/4, so w = 0 + 1/4.",
        (tensor([[-100.0]]), "The step was made with the old gradient."),
    )


# update_G


@check
def test_update_G_by_hand():
    """G makes a step that reduces its loss.

    w = w - lr * d L_G / d w
    """
    D, G = nn.Linear(1, 1, bias=False), nn.Linear(1, 1, bias=False)
    D.load_state_dict({"weight": tensor([[2.0]])})
    G.load_state_dict({"weight": tensor([[0.0]])})
    Z = tensor([[3.0]])
    loss = update_G(Z, D, G, torch.optim.SGD(G.parameters(), lr=1.0))
    expect(
        (loss, G.weight),
        (log(2), tensor([[3.0]])),
        "The fake is 0 * 3 = 0. Its logit is 0 too, so the loss is log 2 = 0.693. "
        "d L_G / d w = (1/2 - 1) * 2 * 3 = -3, so w = 0 + 3.",
    )


@check
def test_update_G_leaves_no_gradient_in_the_discriminator():
    """The gradient flows through D, but D neither changes nor keeps a gradient."""
    D, G = nn.Linear(1, 1, bias=False), nn.Linear(1, 1, bias=False)
    D.load_state_dict({"weight": tensor([[2.0]])})
    G.load_state_dict({"weight": tensor([[0.0]])})
    update_G(tensor([[3.0]]), D, G, torch.optim.SGD(G.parameters(), lr=1.0))
    expect((D.weight, D.weight.grad), (tensor([[2.0]]), None))


@check
def test_update_G_keeps_the_gradient_of_the_discriminator():
    """A gradient that D had before the call is still there afterwards."""
    D, G = nn.Linear(1, 1, bias=False), nn.Linear(1, 1, bias=False)
    D.weight.grad = tensor([[7.0]])
    update_G(tensor([[3.0]]), D, G, torch.optim.SGD(G.parameters(), lr=1.0))
    expect(D.weight.grad, tensor([[7.0]]))
