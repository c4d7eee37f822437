import torch
from torch import Tensor, nn


def sample_noise(
    batch: int,
    dim: int,
    generator: torch.Generator | None = None,
    device: torch.device | str | None = None,
) -> Tensor:
    if device is None:
        device = "cpu" if generator is None else generator.device
    return torch.randn(batch, dim, generator=generator, device=device, dtype=torch.float32)


def bce_with_logits(logits: Tensor, targets: Tensor) -> Tensor:
    if logits.shape != targets.shape:
        raise ValueError(f"shape of logits {tuple(logits.shape)} is not that of targets {tuple(targets.shape)}")
    # log(1 + exp(x)) = log(exp(0) + exp(x)); logaddexp is stable and smooth at 0
    softplus = torch.logaddexp(logits, torch.zeros_like(logits))
    return (softplus - targets * logits).mean()


def d_loss(real_logits: Tensor, fake_logits: Tensor) -> Tensor:
    real = bce_with_logits(real_logits, torch.ones_like(real_logits))
    fake = bce_with_logits(fake_logits, torch.zeros_like(fake_logits))
    return (real + fake) / 2


def g_loss(fake_logits: Tensor) -> Tensor:
    return bce_with_logits(fake_logits, torch.ones_like(fake_logits))


def lsgan_d_loss(real: Tensor, fake: Tensor) -> Tensor:
    return ((real - 1).square().mean() + fake.square().mean()) / 2


def gradient_penalty(
    D: nn.Module,
    real: Tensor,
    fake: Tensor,
    lam: float = 10.0,
    generator: torch.Generator | None = None,
) -> Tensor:
    B = real.shape[0]
    eps = torch.rand(B, generator=generator, dtype=real.dtype, device=real.device)
    eps = eps.view(B, *[1] * (real.dim() - 1))
    x = (eps * real + (1 - eps) * fake).detach().requires_grad_()
    # D treats samples one by one, so row i of the gradient of the sum is that of sample i
    (g,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    norm = torch.linalg.vector_norm(g.flatten(1), dim=1)  # its gradient at 0 is 0, not NaN
    return lam * (norm - 1).square().mean()


def update_D(X: Tensor, Z: Tensor, D: nn.Module, G: nn.Module, opt: torch.optim.Optimizer) -> float:
    with torch.no_grad():
        fake = G(Z)
    loss = d_loss(D(X), D(fake))
    opt.zero_grad()
    # only D's parameters: X keeps its .grad too, should it require gradients
    loss.backward(inputs=[p for p in D.parameters() if p.requires_grad])
    opt.step()
    return loss.item()


def update_G(Z: Tensor, D: nn.Module, G: nn.Module, opt: torch.optim.Optimizer) -> float:
    loss = g_loss(D(G(Z)))
    opt.zero_grad()
    # leaves gradients in G's parameters alone, none in D's (or in Z)
    loss.backward(inputs=[p for p in G.parameters() if p.requires_grad])
    opt.step()
    return loss.item()
