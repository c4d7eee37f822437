"""Farid, lesson 2"""

from collections.abc import Iterable

import torch
from torch import Tensor, nn

EPS = 1e-9  # against log(0)


def softmax(x: Tensor, dim: int = -1) -> Tensor:
    e = torch.exp(x)
    return e / e.sum(dim=dim, keepdim=True)


def logsumexp(x: Tensor, dim: int, keepdim: bool = False) -> Tensor:
    return torch.log(torch.exp(x).sum(dim=dim, keepdim=keepdim))


def log_softmax(x: Tensor, dim: int = -1) -> Tensor:
    return torch.log(softmax(x, dim) + EPS)


def cross_entropy(
    logits: Tensor,
    target: Tensor,
    reduction: str = "mean",
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Tensor:
    if reduction not in ["mean", "sum", "none"]:
        raise ValueError("reduction must be mean, sum or none, got " + str(reduction))
    mask = target != ignore_index
    y = target * mask
    lp = torch.log(softmax(logits, 1) + EPS)
    nll = -lp[torch.arange(len(y), device=y.device), y]
    loss = ((1 - label_smoothing) * nll - label_smoothing * lp.mean(1)) * mask
    if reduction == "none":
        return loss
    if reduction == "sum":
        return loss.sum()
    return loss.sum() / max(mask.sum().item(), 1)


def cross_entropy_grad(logits: Tensor, target: Tensor) -> Tensor:
    n, c = logits.shape
    onehot = torch.eye(c, dtype=logits.dtype, device=logits.device)[target]
    return (softmax(logits, 1) - onehot) / n


def accuracy(logits: Tensor, y: Tensor) -> float:
    return (logits.argmax(1) == y).sum().item() / y.numel()


def evaluate_accuracy(
    model: nn.Module,
    loader: Iterable[tuple[Tensor, Tensor]],
    device: torch.device | str | None = None,
) -> float:
    modes = [(m, m.training) for m in model.modules()]
    for p in model.parameters():
        device = p.device if device is None else device
    model.eval()
    good = n = 0
    try:
        with torch.no_grad():
            for x, y in loader:
                if device is not None:
                    x = x.to(device)
                    y = y.to(device)
                good += (model(x).argmax(1) == y).sum().item()
                n += len(y)
    finally:
        for m, t in modes:
            m.training = t
    return good / n if n else 0.0


class SoftmaxRegression(nn.Module):
    def __init__(self, num_inputs: int, num_outputs: int) -> None:
        super().__init__()
        self.flatten = nn.Flatten()
        self.linear = nn.Linear(num_inputs, num_outputs)

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(self.flatten(x))
