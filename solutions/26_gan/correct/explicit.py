"""Explicit: gradients are asked for by name and written into `.grad` by hand; losses are split by sign."""

import torch
from torch import Tensor, nn


def sample_noise(
    batch: int,
    dim: int,
    generator: torch.Generator | None = None,
    device: torch.device | str | None = None,
) -> Tensor:
    if device is not None:
        where = torch.device(device)
    elif generator is not None:
        where = generator.device
    else:
        where = torch.device("cpu")
    like = {"dtype": torch.float32, "device": where}
    return torch.normal(0.0, 1.0, (dim, batch), generator=generator, **like).T


def _log_sigmoid(x: Tensor) -> Tensor:
    """log sigmoid(x): for x < 0 as x - log(1 + exp(x)), else as -log(1 + exp(-x))."""
    negative = x < 0
    small = torch.where(negative, x, 0.0)
    large = torch.where(negative, 0.0, x)
    return torch.where(negative, small - torch.log1p(torch.exp(small)), -torch.log1p(torch.exp(-large)))


def bce_with_logits(logits: Tensor, targets: Tensor) -> Tensor:
    if tuple(logits.shape) != tuple(targets.shape):
        raise ValueError("logits and targets must have the same shape")
    log_p, log_q = _log_sigmoid(logits), _log_sigmoid(-logits)
    total = -(targets * log_p + (1 - targets) * log_q).sum()
    return total / logits.numel()


def d_loss(real_logits: Tensor, fake_logits: Tensor) -> Tensor:
    return -(_log_sigmoid(real_logits).mean() + _log_sigmoid(-fake_logits).mean()) / 2


def g_loss(fake_logits: Tensor) -> Tensor:
    return -_log_sigmoid(fake_logits).mean()


def lsgan_d_loss(real: Tensor, fake: Tensor) -> Tensor:
    real_part = ((1 - real) ** 2).sum() / real.numel()
    fake_part = (fake * fake).sum() / fake.numel()
    return 0.5 * real_part + 0.5 * fake_part


def gradient_penalty(
    D: nn.Module,
    real: Tensor,
    fake: Tensor,
    lam: float = 10.0,
    generator: torch.Generator | None = None,
) -> Tensor:
    size = real.size(0)
    ones = [1] * (real.dim() - 1)
    eps = torch.rand(size, *ones, generator=generator, device=real.device, dtype=real.dtype)
    with torch.no_grad():
        x = fake + eps * (real - fake)
    x.requires_grad_(True)
    g = torch.autograd.grad(outputs=D(x).sum(), inputs=x, create_graph=True, retain_graph=True)[0]
    norm = g.reshape(size, -1).norm(2, dim=1)
    return lam * ((norm - 1) ** 2).sum() / size


def _step(loss: Tensor, opt: torch.optim.Optimizer) -> float:
    """Give each trainable parameter of the optimizer its gradient, and nobody else one."""
    params = [p for group in opt.param_groups for p in group["params"]]
    trainable = [p for p in params if p.requires_grad]
    grads = iter(torch.autograd.grad(loss, trainable, allow_unused=True))
    for p in params:
        p.grad = next(grads) if p.requires_grad else None
    opt.step()
    return loss.detach().cpu().tolist()


def update_D(X: Tensor, Z: Tensor, D: nn.Module, G: nn.Module, opt: torch.optim.Optimizer) -> float:
    fake = G(Z).detach()
    real_logits = D(X)
    return _step(d_loss(real_logits, D(fake)), opt)


def update_G(Z: Tensor, D: nn.Module, G: nn.Module, opt: torch.optim.Optimizer) -> float:
    return _step(g_loss(D(G(Z))), opt)
