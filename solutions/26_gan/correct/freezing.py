"""Freezing: who must not learn is frozen for a while; the losses are written with logaddexp."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn


def sample_noise(batch, dim, generator=None, device=None) -> Tensor:
    if device is None and generator is not None:
        device = generator.device
    return torch.zeros(batch, dim, device=device or "cpu").float().normal_(generator=generator)


def bce_with_logits(logits: Tensor, targets: Tensor) -> Tensor:
    if logits.size() != targets.size():
        raise ValueError(f"the shape {tuple(targets.shape)} of the targets is not {tuple(logits.shape)}")
    nothing = torch.zeros_like(logits)
    wrong = torch.logaddexp(nothing, logits)  # -log(1 - sigmoid(x))
    right = torch.logaddexp(nothing, -logits)  # -log sigmoid(x)
    return torch.mean(targets * right + (1 - targets) * wrong)


def _mean_log(x: Tensor) -> Tensor:
    """The mean of log(1 + exp(x))."""
    return torch.logaddexp(x, x.new_zeros(())).mean()


def d_loss(real_logits: Tensor, fake_logits: Tensor) -> Tensor:
    return 0.5 * _mean_log(-real_logits) + 0.5 * _mean_log(fake_logits)


def g_loss(fake_logits: Tensor) -> Tensor:
    return _mean_log(-fake_logits)


def lsgan_d_loss(real: Tensor, fake: Tensor) -> Tensor:
    half = nn.functional.mse_loss(real, torch.ones_like(real))
    return 0.5 * (half + nn.functional.mse_loss(fake, torch.zeros_like(fake)))


def gradient_penalty(
    D: nn.Module,
    real: Tensor,
    fake: Tensor,
    lam: float = 10.0,
    generator: torch.Generator | None = None,
) -> Tensor:
    real, fake = real.detach(), fake.detach()
    share = real.new_empty(real.shape[:1]).uniform_(generator=generator)
    share = share.reshape(real.shape[:1] + (1,) * (real.ndim - 1))
    between = torch.lerp(fake, real, share).requires_grad_(True)
    scores = D(between)
    slopes = torch.autograd.grad(scores, between, torch.ones_like(scores), create_graph=True)[0]
    squares = slopes.pow(2).reshape(len(real), -1).sum(1)
    dead = squares == 0
    norms = squares.masked_fill(dead, 1.0).sqrt().masked_fill(dead, 0.0)
    return (norms - 1).pow(2).mean() * lam


@contextmanager
def _frozen(network: nn.Module) -> Iterator[None]:
    flags = [(p, p.requires_grad) for p in network.parameters()]
    network.requires_grad_(False)
    try:
        yield
    finally:
        for p, flag in flags:
            p.requires_grad_(flag)


def update_D(X: Tensor, Z: Tensor, D: nn.Module, G: nn.Module, opt: torch.optim.Optimizer) -> float:
    opt.zero_grad()
    with _frozen(G):
        fake = G(Z.detach())
        loss = d_loss(D(X), D(fake))
        loss.backward()
    opt.step()
    return loss.item()


def update_G(Z: Tensor, D: nn.Module, G: nn.Module, opt: torch.optim.Optimizer) -> float:
    opt.zero_grad()
    with _frozen(D):
        loss = g_loss(D(G(Z)))
        loss.backward()
    opt.step()
    return loss.item()
