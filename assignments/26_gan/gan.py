"""A generative adversarial network: two networks that train each other, and the steps of their game.

The generator G makes samples out of noise. The discriminator D gives each sample a score, a logit:
sigmoid(D(x)) is the probability that it takes x for real. D learns to tell real samples from fake ones, G
to make fakes that D takes for real. B is the number of samples. What holds for every function here, unless
its docstring says otherwise:

- A result has the dtype and lies on the device of its floating-point inputs. float64 stays float64, and
  whatever you create yourself (labels, random numbers) is created in that dtype and on that device.
- No argument is changed, and no result shares memory with one. What the steps of training change, their
  docstrings say.
- A loss is a tensor of shape [], differentiable in every floating-point input: no `detach`, `.data`,
  `.item()` or NumPy on the way. Only what cancels out of the gradient may be detached.
- A mean is over all elements of a tensor, of whatever shape.
- Work on whole tensors: no Python loop over the samples of a batch.
- Random numbers come from `generator` alone where one is given, and from PyTorch's global generator where
  it is None. Nobody calls `torch.manual_seed`.
- Inputs are finite and have at least one element.
- Your functions may call each other. What a function may not call is listed in its docstring under "Not
  allowed", in each form that PyTorch has: `torch.nn.functional.x`, `Tensor.x` and the module in `torch.nn`.

Read: Goodfellow et al. 2014, Generative Adversarial Nets; Dive into Deep Learning (d2l.ai) 20.1; Mao et al.
2017, Least Squares Generative Adversarial Networks; Gulrajani et al. 2017, Improved Training of Wasserstein
GANs.
"""

import torch
from torch import Tensor, nn


def sample_noise(
    batch: int,
    dim: int,
    generator: torch.Generator | None = None,
    device: torch.device | str | None = None,
) -> Tensor:
    """Draw the noise that a generator starts from.

    Args:
        batch: the number of samples, 1 or more.
        dim: how many numbers each sample has, 1 or more.
        generator: where the random numbers come from; None is the global generator. The next call draws the
            next numbers. Which number lands in which entry is not checked.
        device: where the result lies. If `generator` is given too, it is one of this device. None means the
            device of `generator`, and the CPU if that is None as well.

    Returns:
        [batch, dim] float32, independent draws of the standard normal distribution. No gradient is recorded.

    Source: Goodfellow et al. 2014, section 3; d2l.ai 20.1.3.
    """
    raise NotImplementedError("sample_noise is not written yet")


def bce_with_logits(logits: Tensor, targets: Tensor) -> Tensor:
    r"""The mean binary cross-entropy between sigmoid(logits) and targets, in nats.

    An element with the logit x and the target t costs

        -t log sigmoid(x) - (1 - t) log(1 - sigmoid(x)) = log(1 + exp(x)) - t x

    and the right side can be computed without overflow: log(1 + exp(x)) = m + log(exp(-m) + exp(x - m)) for
    every m; m = max(x, 0) is the safe choice. The loss of a logit of 1000 with the target 0 is 1000, not
    infinite.

    The gradient with respect to a logit is (sigmoid(x) - t) / (the number of elements), also at x = 0
    exactly. There max, abs, clamp and relu have a kink, and a formula that differentiates through them gets
    something else. A discriminator that starts with weights of 0 has such logits.

    Args:
        logits: [*] scores, of any shape.
        targets: [*] the probabilities that are aimed at, from 0 to 1, shaped like `logits` and in its dtype.
            They need not be 0 or 1.

    Returns:
        [] the mean over all elements. It is differentiable in `targets` too.

    Raises:
        ValueError: if the shapes differ, also where broadcasting would fit them together, such as [B, 1] and
            [B]. The message contains the word "shape".

    Not allowed: PyTorch's binary cross-entropy (binary_cross_entropy, binary_cross_entropy_with_logits,
    BCELoss, BCEWithLogitsLoss, soft_margin_loss), softplus and logsigmoid. Other functions are, such as
    logaddexp.
    Source: Goodfellow et al. 2014, equation 1; Goodfellow, Bengio and Courville, Deep Learning, 6.2.2.2.
    """
    raise NotImplementedError("bce_with_logits is not written yet")


def d_loss(real_logits: Tensor, fake_logits: Tensor) -> Tensor:
    r"""What the discriminator minimises: real samples count as 1 and fake ones as 0.

        L_D = (mean of -log sigmoid(real_logits) + mean of -log(1 - sigmoid(fake_logits))) / 2

    The division by 2 makes it the loss of a classifier on a balanced set: where D knows nothing, and every
    logit is 0, the loss is log 2. Some texts leave it out.

    Args:
        real_logits: [*] scores of real samples, mostly [B, 1].
        fake_logits: [*] scores of fake samples. There may be more or fewer of them: both halves weigh the
            same.

    Returns:
        [] the loss, as stable as `bce_with_logits` is, also at logits in the thousands, and with the same
        right gradient at a logit of 0.

    Not allowed: as for `bce_with_logits`.
    Source: Goodfellow et al. 2014, algorithm 1; d2l.ai 20.1.
    """
    raise NotImplementedError("d_loss is not written yet")


def g_loss(fake_logits: Tensor) -> Tensor:
    r"""What the generator minimises, in the non-saturating form: it wants its fakes to count as 1.

        L_G = mean of -log sigmoid(fake_logits)

    The minimax form of the game, the mean of log(1 - sigmoid(fake_logits)), has the same goal, but its
    gradient -sigmoid(x) vanishes where D is sure of a fake: just where G has most to learn. It is not meant
    here.

    Args:
        fake_logits: [*] scores of fake samples, mostly [B, 1].

    Returns:
        [] the loss, without a factor 1/2; as stable as `bce_with_logits` is, also at logits in the thousands,
        and with the same right gradient at a logit of 0.

    Not allowed: as for `bce_with_logits`.
    Source: Goodfellow et al. 2014, end of section 3; d2l.ai 20.1.
    """
    raise NotImplementedError("g_loss is not written yet")


def lsgan_d_loss(real: Tensor, fake: Tensor) -> Tensor:
    r"""The discriminator's loss in a least-squares GAN: squared distances from the targets 1 and 0.

        L_D = (mean of (real - 1)^2 + mean of fake^2) / 2

    D's output is taken as it is: no sigmoid.

    Args:
        real: [*] outputs of D for real samples, mostly [B, 1]; the target is 1.
        fake: [*] outputs of D for fake samples; the target is 0. There may be more or fewer of them: both
            halves weigh the same.

    Returns:
        [] the loss.

    Source: Mao et al. 2017, equation 9 (there with a = 0 and b = 1).
    """
    raise NotImplementedError("lsgan_d_loss is not written yet")


def gradient_penalty(
    D: nn.Module,
    real: Tensor,
    fake: Tensor,
    lam: float = 10.0,
    generator: torch.Generator | None = None,
) -> Tensor:
    r"""The penalty of WGAN-GP: between real and fake, the slope of D should be 1.

        x_i = eps_i * real_i + (1 - eps_i) * fake_i
        g_i = the gradient with respect to x_i of the sum of the scores that D gives sample i
        penalty = lam * (mean over i of (||g_i|| - 1)^2)

    For eps draw B numbers from 0 to 1, one per sample, which all its elements share, with a single call of
    `torch.rand` or `uniform_`, in the dtype and on the device of `real`; the i-th number is that of sample i.
    The grader draws the same ones.

    ||g_i|| is the root of the sum of squares over all dimensions but the first, and nothing is added under
    the root. A sample with g_i = 0 (all units of D are dead there) counts as (0 - 1)^2 and adds 0 to the
    gradient of the penalty. Mind that autograd makes NaN of the derivative of sqrt(s) at s = 0.

    Args:
        D: is called exactly once, on all of x together, in the mode in which it is. It treats the samples
            one by one: it has no batch norm. Its parameters keep the `.grad` that they had: None stays None.
        real: [B, *] real samples with at least two dimensions.
        fake: like `real` in shape, dtype and device. Both are constants here, even if they require gradients:
            no gradient flows back into them, so the penalty trains D alone.
        lam: the weight of the penalty.
        generator: where eps comes from, on the device of `real`; None is the global generator.

    Returns:
        [] the penalty. It can be differentiated in the parameters of D (`create_graph`).

    Source: Gulrajani et al. 2017, algorithm 1 and section 4.
    """
    raise NotImplementedError("gradient_penalty is not written yet")


def update_D(X: Tensor, Z: Tensor, D: nn.Module, G: nn.Module, opt: torch.optim.Optimizer) -> float:
    """One step of the discriminator, with `d_loss`. The generator learns nothing from it.

    The forward passes are G(Z), D(X) and D(G(Z)), each once, in this order, and each with the network in the
    mode in which it is: where it is in train mode, its dropout drops, and its batch norm uses the
    statistics of that batch and updates the running ones, G's included. Real and fake samples do not share
    a batch.

    Args:
        X: [B, *] real samples. Neither X nor Z requires gradients.
        Z: noise, what G takes.
        D: gives logits. Only its parameters are updated. Gradients that stand in their `.grad` before the
            call do not count: they are cleared first. You need not clear them after the step.
        G: makes samples out of Z. No gradient goes into it: each parameter keeps its values and its `.grad`
            (None stays None, and a gradient that was there keeps its values) and whether it requires
            gradients.
        opt: any optimizer of `torch.optim` that steps without a closure, over the parameters of D. It makes
            exactly one step.

    Returns:
        The loss before the step, as a Python float.

    Source: Goodfellow et al. 2014, algorithm 1; d2l.ai 20.1.4.
    """
    raise NotImplementedError("update_D is not written yet")


def update_G(Z: Tensor, D: nn.Module, G: nn.Module, opt: torch.optim.Optimizer) -> float:
    """One step of the generator, with `g_loss`. The discriminator shows the way and stays what it is.

    The forward passes are G(Z) and D(G(Z)), each once, each with the network in the mode in which it is:
    batch norm in train mode updates its running statistics, D's included.

    The gradient flows through D on its way to G, but none may remain in D: after the call each parameter of
    D has its old values and its old `.grad` (None stays None, and a gradient that was there keeps its
    values), and requires gradients if it did before. A parameter that was frozen (`requires_grad` False) is
    still frozen.

    Args:
        Z: noise, what G takes; it requires no gradients.
        D: gives logits.
        G: makes samples out of Z. Only its parameters are updated; those that are frozen stay as they are.
            Gradients that stand in their `.grad` before the call do not count: they are cleared first. You
            need not clear them after the step.
        opt: any optimizer of `torch.optim` that steps without a closure, over the parameters of G. It makes
            exactly one step.

    Returns:
        The loss before the step, as a Python float.

    Source: Goodfellow et al. 2014, algorithm 1; d2l.ai 20.1.4.
    """
    raise NotImplementedError("update_G is not written yet")
