"""Plain loops: a dimension is folded in half again and again, with elementwise operations alone."""

from collections.abc import Callable, Iterable

import torch
from torch import Tensor, nn


def _fold(x: Tensor, dim: int, combine: Callable[[Tensor, Tensor], Tensor]) -> Tensor:
    """Combine all entries along `dim`, which keeps size 1, in about log2(size) rounds."""
    while (size := x.size(dim)) > 1:
        half = size // 2
        front, back, rest = x.split([half, half, size % 2], dim)
        x = torch.cat([combine(front, back), rest], dim)
    return x


def _largest(x: Tensor, dim: int) -> Tensor:
    return _fold(x.detach(), dim, torch.maximum)


def softmax(x: Tensor, dim: int = -1) -> Tensor:
    weights = torch.exp(x - _largest(x, dim))
    return weights / _fold(weights, dim, torch.add)


def logsumexp(x: Tensor, dim: int, keepdim: bool = False) -> Tensor:
    shift = _largest(x, dim)
    # A shift of -inf would give -inf - -inf; any finite one will do there.
    shift = torch.where(shift == -torch.inf, torch.zeros_like(shift), shift)
    result = torch.log(_fold(torch.exp(x - shift), dim, torch.add)) + shift
    return result if keepdim else result.squeeze(dim)


def log_softmax(x: Tensor, dim: int = -1) -> Tensor:
    return x - logsumexp(x, dim, keepdim=True)


def cross_entropy(
    logits: Tensor,
    target: Tensor,
    reduction: str = "mean",
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Tensor:
    if reduction not in ("none", "sum", "mean"):
        raise ValueError(f"reduction must be 'none', 'sum' or 'mean', not {reduction!r}")
    num_classes = logits.size(1)
    log_p = log_softmax(logits, dim=1)
    labels = torch.arange(num_classes, device=target.device)
    hit = target.reshape(-1, 1) == labels  # [N,C]
    weights = hit.to(log_p.dtype) * (1.0 - label_smoothing) + label_smoothing / num_classes
    losses = _fold(-weights * log_p, 1, torch.add).squeeze(1)
    losses = torch.where(target == ignore_index, torch.zeros_like(losses), losses)
    if reduction == "none":
        return losses
    total = losses.sum()
    if reduction == "sum":
        return total
    return total / max(1, int((target != ignore_index).sum()))


def cross_entropy_grad(logits: Tensor, target: Tensor) -> Tensor:
    probabilities = softmax(logits, dim=1)
    labels = torch.arange(logits.size(1), device=target.device)
    hit = target.reshape(-1, 1) == labels
    return torch.where(hit, probabilities - 1.0, probabilities) / target.numel()


def _predict(logits: Tensor) -> Tensor:
    """The lowest class among those with the largest score, [N,C] -> [N]."""
    num_classes = logits.size(1)
    labels = torch.arange(num_classes, device=logits.device)
    best = logits == _largest(logits, 1)
    candidates = torch.where(best, labels, num_classes)
    return _fold(candidates, 1, torch.minimum).squeeze(1)


def accuracy(logits: Tensor, y: Tensor) -> float:
    return int((_predict(logits) == y).sum()) / y.numel()


def evaluate_accuracy(
    model: nn.Module,
    loader: Iterable[tuple[Tensor, Tensor]],
    device: torch.device | str | None = None,
) -> float:
    modes = {}
    for module in model.modules():
        modes[module] = module.training
    if device is None:
        for parameter in model.parameters():
            device = parameter.device
            break
    hits = 0
    samples = 0
    try:
        for module in modes:
            module.training = False
        with torch.no_grad():
            for x, y in loader:
                if device is not None:
                    x = x.to(device)
                    y = y.to(device)
                hits += int((_predict(model(x)) == y).sum())
                samples += y.numel()
    finally:
        for module, mode in modes.items():
            module.training = mode
    if samples == 0:
        return 0.0
    return hits / samples


class SoftmaxRegression(nn.Module):
    def __init__(self, num_inputs: int, num_outputs: int) -> None:
        super().__init__()
        self.linear = nn.Linear(num_inputs, num_outputs)

    def forward(self, x: Tensor) -> Tensor:
        rows = x.reshape(x.size(0), self.linear.in_features)
        return self.linear(rows)
