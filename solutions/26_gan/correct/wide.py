"""Wide: losses are computed in float64 by a class whose methods have names of PyTorch's own."""

import torch
from torch import Tensor, nn


class _Scores:
    """Logits of any shape, in float64."""

    def __init__(self, logits: Tensor) -> None:
        self.x, self.dtype = logits.double(), logits.dtype

    def softplus(self) -> Tensor:
        pair = torch.stack([self.x, torch.zeros_like(self.x)], dim=-1)
        return -pair.log_softmax(dim=-1)[..., 1]

    def binary_cross_entropy(self, targets: Tensor | float) -> Tensor:
        return (self.softplus() - targets * self.x).mean().to(self.dtype)


def bce_with_logits(logits: Tensor, targets: Tensor) -> Tensor:
    if list(logits.shape) != list(targets.shape):
        raise ValueError(f"one shape is {list(logits.shape)}, the other {list(targets.shape)}")
    return _Scores(logits).binary_cross_entropy(targets.double())


def d_loss(real_logits: Tensor, fake_logits: Tensor) -> Tensor:
    halves = [_Scores(real_logits).binary_cross_entropy(1.0), _Scores(fake_logits).binary_cross_entropy(0.0)]
    return torch.stack(halves).mean()


def g_loss(fake_logits: Tensor) -> Tensor:
    return _Scores(fake_logits).binary_cross_entropy(1.0)


def _learn(loss: Tensor, network: nn.Module, opt: torch.optim.Optimizer) -> float:
    for p in network.parameters():
        p.grad = None
    loss.backward(inputs=[p for p in network.parameters() if p.requires_grad])
    opt.step()
    return float(loss)


def update_D(X: Tensor, Z: Tensor, D: nn.Module, G: nn.Module, opt: torch.optim.Optimizer) -> float:
    fakes = G(Z)
    real_logits = D(X)
    return _learn(d_loss(real_logits, D(fakes)), D, opt)


def update_G(Z: Tensor, D: nn.Module, G: nn.Module, opt: torch.optim.Optimizer) -> float:
    return _learn(g_loss(D(G(Z))), G, opt)
