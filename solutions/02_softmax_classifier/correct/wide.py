"""In float64: a class of its own, whose methods are named like PyTorch's."""

import torch
from torch import Tensor, nn


class Scores:
    """Scores in float64 [*], of which one dimension is special."""

    def __init__(self, x: Tensor, dim: int) -> None:
        self.dtype, self.dim, self.wide = x.dtype, dim, x.double()

    def max(self) -> Tensor:
        return self.wide.detach().max(self.dim, keepdim=True).values.clamp(min=-1e9)  # finite: only a shift

    def logsumexp(self) -> Tensor:
        shift = self.max()
        return (self.wide - shift).exp().sum(self.dim, keepdim=True).log() + shift

    def log_softmax(self) -> Tensor:
        return self.wide - self.logsumexp()

    def softmax(self) -> Tensor:
        return self.log_softmax().exp()

    @torch.no_grad()
    def backward(self, target: Tensor) -> Tensor:
        """Return the gradient of the mean cross-entropy in the scores, [N,C]."""
        gradient = self.softmax()
        gradient[torch.arange(len(target), device=target.device), target] -= 1.0
        return gradient.div_(len(target))


def softmax(x: Tensor, dim: int = -1) -> Tensor:
    return Scores(x, dim).softmax().to(x.dtype)


def logsumexp(x: Tensor, dim: int, keepdim: bool = False) -> Tensor:
    total = Scores(x, dim).logsumexp().to(x.dtype)
    shape = list(total.shape)
    if not keepdim:
        del shape[dim]
    return total.reshape(shape)


def log_softmax(x: Tensor, dim: int = -1) -> Tensor:
    return Scores(x, dim).log_softmax().to(x.dtype)


def cross_entropy_grad(logits: Tensor, target: Tensor) -> Tensor:
    return Scores(logits, 1).backward(target).to(logits.dtype)


def accuracy(logits: Tensor, y: Tensor) -> float:
    return logits.max(dim=1).indices.eq(y).float().mean().item()


class SoftmaxRegression(nn.Module):
    def __init__(self, num_inputs: int, num_outputs: int) -> None:
        super().__init__()
        self.add_module("flatten", nn.Flatten())  # it has no parameters
        self.add_module("linear", nn.Linear(num_inputs, num_outputs, bias=True))

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(self.flatten(x))
