"""Matrices: indicator matrices and einsum instead of indexing and reductions."""

from collections.abc import Iterable

import torch
from torch import Tensor, nn


def _exponentials(x: Tensor, dim: int) -> tuple[Tensor, Tensor, Tensor]:
    """Return z = x - shift with `dim` moved to the end [*,C], the sum of exp(z) [*] and the shift [*]."""
    x = x.movedim(dim, -1)
    top = x.detach().sort(dim=-1).values[..., -1]
    shift = top.masked_fill(top == -torch.inf, 0.0)
    z = x - shift.unsqueeze(-1)
    return z, torch.einsum("...c->...", z.exp()), shift


def softmax(x: Tensor, dim: int = -1) -> Tensor:
    z, total, _ = _exponentials(x, dim)
    return torch.einsum("...c,...->...c", z.exp(), 1.0 / total).movedim(-1, dim)


def logsumexp(x: Tensor, dim: int, keepdim: bool = False) -> Tensor:
    _, total, shift = _exponentials(x, dim)
    result = shift + total.log()
    return result.unsqueeze(dim) if keepdim else result


def log_softmax(x: Tensor, dim: int = -1) -> Tensor:
    z, total, _ = _exponentials(x, dim)
    return (z - total.log().unsqueeze(-1)).movedim(-1, dim)


def _indicator(target: Tensor, like: Tensor) -> Tensor:
    """The one-hot matrix of `target`, [N] -> [N,C] shaped like `like`; a row without a class is 0."""
    classes = torch.eye(like.shape[1], dtype=torch.bool, device=like.device)
    inside = (target >= 0) & (target < like.shape[1])
    return (classes[target.where(inside, 0)] & inside.unsqueeze(1)).to(like.dtype)


def cross_entropy(
    logits: Tensor,
    target: Tensor,
    reduction: str = "mean",
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Tensor:
    kept = (target != ignore_index).to(logits.dtype)  # [N]
    onehot = _indicator(target, logits)
    wanted = torch.lerp(onehot, torch.full_like(onehot, 1 / logits.shape[1]), label_smoothing)
    nats = -torch.einsum("n,nc,nc->n", kept, wanted, log_softmax(logits, 1))
    match reduction:
        case "none":
            return nats
        case "sum":
            return torch.einsum("n->", nats)
        case "mean":
            return torch.einsum("n->", nats) / kept.sum().clamp(min=1.0)
    raise ValueError(f"unknown reduction {reduction!r}: use none, sum or mean")


def cross_entropy_grad(logits: Tensor, target: Tensor) -> Tensor:
    p = softmax(logits, dim=1)
    return p.sub(_indicator(target, p)).div(p.shape[0])


def _confusion(logits: Tensor, y: Tensor) -> Tensor:
    """The confusion matrix [C,C]: rows are the true classes, columns the predicted ones."""
    counts = torch.zeros_like(logits, dtype=torch.float64)
    predicted = _indicator(logits.argmax(dim=1), counts)
    return torch.einsum("nt,np->tp", _indicator(y, counts), predicted)


def accuracy(logits: Tensor, y: Tensor) -> float:
    return int(_confusion(logits, y).trace()) / len(y)


class _Evaluating:
    """Eval mode for a model; afterwards each submodule has its own mode again."""

    def __init__(self, model: nn.Module) -> None:
        self.model = model

    def __enter__(self) -> None:
        self.before = [(module, module.training) for module in self.model.modules()]
        self.model.eval()

    def __exit__(self, *_: object) -> None:
        for module, training in self.before:
            module.training = training


def evaluate_accuracy(
    model: nn.Module,
    loader: Iterable[tuple[Tensor, Tensor]],
    device: torch.device | str | None = None,
) -> float:
    weights = list(model.parameters())
    place = device if device is not None or not weights else weights[0].device
    hits = samples = 0
    with _Evaluating(model), torch.no_grad():
        for x, y in loader:
            x, y = (x, y) if place is None else (x.to(place), y.to(place))
            hits += int(_confusion(model(x), y).trace())
            samples += len(y)
    return hits / max(samples, 1)


class SoftmaxRegression(nn.Module):
    def __init__(self, num_inputs: int, num_outputs: int) -> None:
        super().__init__()
        self.linear = nn.Linear(num_inputs, num_outputs)

    def forward(self, x: Tensor) -> Tensor:
        flat = x.reshape(len(x), -1)
        return torch.einsum("nd,cd->nc", flat, self.linear.weight) + self.linear.bias
