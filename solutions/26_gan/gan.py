"""A generative adversarial network: two networks that train each other, and the steps of their game.

The generator G makes samples out of noise. The discriminator D gives each sample a score, a logit:
sigmoid(D(x)) is D's probability that x is real. D learns to distinguish real samples from fake ones. G learns
to make fakes that D finds real. B is the number of samples. The rules in `rules.md`, beside this file, hold
here. Besides:

- The docstrings of the training steps say what these steps change.
- A loss is a tensor of shape []. A mean is over all elements of a tensor of any shape.
- Inputs have at least one element. Gradients are being recorded when a function is called.
- Of Python's loops only those over the samples of a batch are forbidden.

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
        generator: the source of the random numbers; None is the global generator. The next call draws the
            next numbers. The order of the numbers in the result is not checked.
        device: the device of the result. A given `generator` belongs to this device. None means the device of
            `generator`, or the CPU if `generator` is None too.

    Returns:
        [batch, dim] float32, also if PyTorch's default dtype is another: independent draws of the standard
        normal distribution, whose tails have no limit. No gradient is recorded.

    Source: Goodfellow et al. 2014, section 3; d2l.ai 20.1.3.
    """
    ### BEGIN SOLUTION
    if device is None:
        device = "cpu" if generator is None else generator.device
    return torch.randn(batch, dim, generator=generator, dtype=torch.float32, device=device)
    ### END SOLUTION


def bce_with_logits(logits: Tensor, targets: Tensor) -> Tensor:
    r"""Compute the mean binary cross-entropy between sigmoid(logits) and targets, in nats.

    The loss of an element with the logit x and the target t is

        -t log sigmoid(x) - (1 - t) log(1 - sigmoid(x)) = log(1 + exp(x)) - t x

    The right side can be computed without overflow, because log(1 + exp(x)) = m + log(exp(-m) + exp(x - m))
    for every m. The safe choice is m = max(x, 0). The loss of a logit of 1000 with the target 0 is 1000, not
    infinite.

    The gradient with respect to a logit is (sigmoid(x) - t) / (the number of elements), even at exactly
    x = 0. There max, abs, clamp and relu have a kink, and a formula that differentiates through the kink gets
    a wrong gradient. A discriminator that starts with weights of 0 has such logits.

    Args:
        logits: [*] scores, of any shape.
        targets: [*] the target probabilities, from 0 to 1, with the shape and dtype of `logits`. They need
            not be 0 or 1.

    Returns:
        [] the mean over all elements. It is differentiable in `targets` too.

    Raises:
        ValueError: if the shapes differ, even if they could be broadcast, such as [B, 1] and [B]. The message
            contains the word "shape".

    Not allowed: PyTorch's binary cross-entropy (binary_cross_entropy, binary_cross_entropy_with_logits,
    BCELoss, BCEWithLogitsLoss, soft_margin_loss, multilabel_soft_margin_loss), softplus and logsigmoid. Other
    functions are allowed, such as logaddexp.
    Source: Goodfellow et al. 2014, equation 1; Goodfellow, Bengio and Courville, Deep Learning, 6.2.2.2.
    """
    ### BEGIN SOLUTION
    if logits.shape != targets.shape:
        raise ValueError(f"logits of shape {list(logits.shape)} and targets of shape {list(targets.shape)}")
    m = logits.clamp(min=0).detach()
    log_sum = m + ((-m).exp() + (logits - m).exp()).log()  # log(1 + exp(x)), whatever m is
    return (log_sum - targets * logits).mean()
    ### END SOLUTION


def d_loss(real_logits: Tensor, fake_logits: Tensor) -> Tensor:
    r"""Compute the discriminator's loss: the target is 1 for real samples and 0 for fake ones.

        L_D = (mean of -log sigmoid(real_logits) + mean of -log(1 - sigmoid(fake_logits))) / 2

    The division by 2 makes it the loss of a classifier on a balanced set. If D knows nothing and every logit
    is 0, the loss is log 2. Some texts omit this division.

    Args:
        real_logits: [*] scores of real samples, usually [B, 1].
        fake_logits: [*] scores of fake samples. Their number and shape may differ from those of the real
            samples; both halves have the same weight.

    Returns:
        [] the loss. Like `bce_with_logits`, it is stable at logits in the thousands and has the right
        gradient at a logit of 0.

    Not allowed: as for `bce_with_logits`.
    Source: Goodfellow et al. 2014, algorithm 1; d2l.ai 20.1.
    """
    ### BEGIN SOLUTION
    real = bce_with_logits(real_logits, torch.ones_like(real_logits))
    fake = bce_with_logits(fake_logits, torch.zeros_like(fake_logits))
    return (real + fake) / 2
    ### END SOLUTION


def g_loss(fake_logits: Tensor) -> Tensor:
    r"""Compute the generator's loss in the non-saturating form: the target of its fakes is 1.

        L_G = mean of -log sigmoid(fake_logits)

    Don't use the minimax form, the mean of log(1 - sigmoid(fake_logits)). It has the same goal, but its
    gradient -sigmoid(x) vanishes where D is sure of a fake. There G has most to learn.

    Args:
        fake_logits: [*] scores of fake samples, usually [B, 1].

    Returns:
        [] the loss, without a factor 1/2. Like `bce_with_logits`, it is stable at logits in the thousands and
        has the right gradient at a logit of 0.

    Not allowed: as for `bce_with_logits`.
    Source: Goodfellow et al. 2014, end of section 3; d2l.ai 20.1.
    """
    ### BEGIN SOLUTION
    return bce_with_logits(fake_logits, torch.ones_like(fake_logits))
    ### END SOLUTION


def lsgan_d_loss(real: Tensor, fake: Tensor) -> Tensor:
    r"""Compute the discriminator's loss in a least-squares GAN: squared distances from the targets 1 and 0.

        L_D = (mean of (real - 1)^2 + mean of fake^2) / 2

    D's outputs are used unchanged, without a sigmoid.

    Args:
        real: [*] outputs of D for real samples, usually [B, 1]; the target is 1.
        fake: [*] outputs of D for fake samples; the target is 0. Their number and shape may differ from those
            of the real samples; both halves have the same weight.

    Returns:
        [] the loss.

    Source: Mao et al. 2017, equation 9 (there with a = 0 and b = 1).
    """
    ### BEGIN SOLUTION
    return ((real - 1).square().mean() + fake.square().mean()) / 2
    ### END SOLUTION


def gradient_penalty(
    D: nn.Module,
    real: Tensor,
    fake: Tensor,
    lam: float = 10.0,
    generator: torch.Generator | None = None,
) -> Tensor:
    r"""Compute the penalty of WGAN-GP: between real and fake samples, the slope of D should be 1.

        x_i = eps_i * real_i + (1 - eps_i) * fake_i
        g_i = the gradient with respect to x_i of the sum of the scores that D gives sample i
        penalty = lam * (mean over i of (||g_i|| - 1)^2)

    eps has B numbers from 0 to 1, one for each sample; all elements of sample i share eps_i. Draw them with a
    single call of `torch.rand` or `uniform_`, with the dtype and on the device of `real`. The grader draws
    the same numbers.

    ||g_i|| is the root of the sum of squares over all dimensions but the first. Add nothing under the root.
    If all units of D are dead at x_i, then g_i = 0. Such a sample counts as (0 - 1)^2 and adds 0 to the
    gradient of the penalty. Note that autograd gives NaN for the gradient through sqrt(s) at s = 0.

    Args:
        D: gives each sample one or more scores, [B] or [B, *], which depend on x. Call it exactly once, on
            all of x together, in the mode in which it and its submodules are. It treats each sample
            separately, so it has no batch norm. Its parameters keep their `.grad`: None stays None.
        real: [B, *] real samples with at least two dimensions.
        fake: like `real` in shape, dtype and device. Both are constants here, even if they require gradients.
            No gradient flows back into them, so the penalty trains D alone.
        lam: the weight of the penalty, 0 or more.
        generator: the source of eps, on the device of `real`; None is the global generator.

    Returns:
        [] the penalty. It is differentiable in the parameters of D (`create_graph`).

    Source: Gulrajani et al. 2017, algorithm 1 and section 4.
    """
    ### BEGIN SOLUTION
    eps = torch.rand(len(real), generator=generator, dtype=real.dtype, device=real.device)  # [B]
    eps = eps.view(-1, *[1] * (real.dim() - 1))  # [B,1,...,1]
    x = (eps * real + (1 - eps) * fake).detach().requires_grad_()  # [B,*]
    (g,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    norm = torch.linalg.vector_norm(g.flatten(start_dim=1), dim=1)  # [B]
    return lam * (norm - 1).square().mean()
    ### END SOLUTION


def update_D(X: Tensor, Z: Tensor, D: nn.Module, G: nn.Module, opt: torch.optim.Optimizer) -> float:
    """Do one step of the discriminator, with `d_loss`. The generator learns nothing.

    The forward passes are G(Z), D(X) and D(G(Z)), each once, in this order. Don't change the mode of a
    network. Its submodules may be in another mode. In train mode, dropout drops, and batch norm uses the
    statistics of the batch and updates its running statistics, also in G. Real and fake samples do not share
    a batch.

    Args:
        X: [B, *] real samples. Neither X nor Z requires gradients.
        Z: the noise that G takes.
        D: gives logits. Only its parameters are updated, and frozen ones (`requires_grad` False) stay as they
            are. Gradients in the `.grad` of its parameters from before the call do not count, also not those
            of frozen ones. So set them to None first; with zeros, weight decay would still move a frozen
            parameter. You need not clear the new ones after the step.
        G: makes samples out of Z. It gets no gradient. Each parameter keeps its values, its `.grad` and its
            `requires_grad`. A `.grad` of None stays None, and any other `.grad` keeps its values.
        opt: any optimizer of `torch.optim` that steps without a closure, over all parameters of D, in one or
            more groups. It makes exactly one step. At least one parameter of D requires gradients.

    Returns:
        The loss before the step, as a Python float.

    Source: Goodfellow et al. 2014, algorithm 1; d2l.ai 20.1.4.
    """
    ### BEGIN SOLUTION
    with torch.no_grad():
        fake = G(Z)
    loss = d_loss(D(X), D(fake))
    opt.zero_grad()
    loss.backward()
    opt.step()
    return loss.item()
    ### END SOLUTION


def update_G(Z: Tensor, D: nn.Module, G: nn.Module, opt: torch.optim.Optimizer) -> float:
    """Do one step of the generator, with `g_loss`. The discriminator learns nothing.

    The forward passes are G(Z) and D(G(Z)), each once. Don't change the mode of a network. Its submodules may
    be in another mode. In train mode, batch norm updates its running statistics, also in D.

    The gradient flows through D on its way to G, but no gradient may remain in D. After the call, each
    parameter of D has its old values, its old `.grad` and its old `requires_grad`. A `.grad` of None stays
    None, and any other `.grad` keeps its values. A frozen parameter (`requires_grad` False) stays frozen.

    Args:
        Z: the noise that G takes; it requires no gradients.
        D: gives logits.
        G: makes samples out of Z. Only its parameters are updated, and frozen ones stay as they are.
            Gradients in the `.grad` of its parameters from before the call do not count, also not those of
            frozen ones. So set them to None first, as in `update_D`. You need not clear the new ones after
            the step.
        opt: any optimizer of `torch.optim` that steps without a closure, over all parameters of G, in one or
            more groups. It makes exactly one step. At least one parameter of G requires gradients.

    Returns:
        The loss before the step, as a Python float.

    Source: Goodfellow et al. 2014, algorithm 1; d2l.ai 20.1.4.
    """
    ### BEGIN SOLUTION
    loss = g_loss(D(G(Z)))
    opt.zero_grad()
    loss.backward(inputs=[p for p in G.parameters() if p.requires_grad])
    opt.step()
    return loss.item()
    ### END SOLUTION
