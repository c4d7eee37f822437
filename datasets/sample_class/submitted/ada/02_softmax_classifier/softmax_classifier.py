"""Lesson 02: softmax regression from scratch."""

from collections.abc import Iterable

import torch
from torch import Tensor, nn


def softmax(x: Tensor, dim: int = -1) -> Tensor:
    """exp(x_i) / sum_j exp(x_j) along dim, each slice shifted by its own maximum."""
    m = x.max(dim=dim, keepdim=True).values.detach()
    e = torch.exp(x - m)
    return e / e.sum(dim=dim, keepdim=True)


def logsumexp(x: Tensor, dim: int, keepdim: bool = False) -> Tensor:
    """log sum_j exp(x_j) = m + log sum_j exp(x_j - m)."""
    m = x.max(dim=dim, keepdim=True).values.detach()
    # all -inf: -inf - (-inf) is nan, so don't shift such a slice
    m = torch.where(torch.isinf(m), torch.zeros_like(m), m)
    result = m + torch.log(torch.exp(x - m).sum(dim=dim, keepdim=True))
    if not keepdim:
        result = result.squeeze(dim)
    return result


def log_softmax(x: Tensor, dim: int = -1) -> Tensor:
    """x_i - logsumexp(x): never takes the log of a probability."""
    return x - logsumexp(x, dim, keepdim=True)


def cross_entropy(
    logits: Tensor,
    target: Tensor,
    reduction: str = "mean",
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Tensor:
    """Negative log-likelihood of the target classes, with smoothing and ignored rows."""
    if reduction not in ("none", "sum", "mean"):
        raise ValueError(f"unknown reduction: {reduction!r}")

    keep = target != ignore_index
    # an ignored target may be no class at all (-100), gather would fail on it
    index = torch.where(keep, target, torch.zeros_like(target))

    logp = log_softmax(logits, dim=1)
    nll = -logp.gather(1, index.unsqueeze(1)).squeeze(1)
    uniform = -logp.mean(dim=1)
    loss = (1 - label_smoothing) * nll + label_smoothing * uniform
    loss = torch.where(keep, loss, torch.zeros_like(loss))

    if reduction == "none":
        return loss
    if reduction == "sum":
        return loss.sum()
    return loss.sum() / keep.sum().clamp(min=1)


def cross_entropy_grad(logits: Tensor, target: Tensor) -> Tensor:
    """(p - y) / N"""
    n = logits.shape[0]
    y = torch.zeros_like(logits)
    y[torch.arange(n, device=logits.device), target] = 1.0
    return (softmax(logits, dim=1) - y) / n


def accuracy(logits: Tensor, y: Tensor) -> float:
    """Share of rows whose argmax is the label."""
    correct = logits.argmax(dim=1) == y
    return correct.sum().item() / len(y)


def evaluate_accuracy(
    model: nn.Module,
    loader: Iterable[tuple[Tensor, Tensor]],
    device: torch.device | str | None = None,
) -> float:
    """Accuracy over all samples of the loader, in eval mode, modes restored afterwards."""
    if device is None:
        for p in model.parameters():
            device = p.device
            break

    was_training = {m: m.training for m in model.modules()}
    correct, count = 0, 0
    try:
        model.eval()
        with torch.no_grad():
            for x, y in loader:
                if device is not None:
                    x, y = x.to(device), y.to(device)
                correct += (model(x).argmax(dim=1) == y).sum().item()
                count += y.shape[0]
    finally:
        for m, training in was_training.items():
            m.training = training
    return correct / count if count > 0 else 0.0


class SoftmaxRegression(nn.Module):
    """One linear layer; the softmax belongs to the loss."""

    def __init__(self, num_inputs: int, num_outputs: int) -> None:
        super().__init__()
        self.linear = nn.Linear(num_inputs, num_outputs)

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(x.reshape(x.shape[0], -1))
