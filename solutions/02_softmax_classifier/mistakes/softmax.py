"""Wrong versions of `softmax` that students write."""

import torch
from torch import Tensor

from autograder.judge import mistake


@mistake("It equals softmax over dim 0: the rows of a batch are normalised together.")
def over_dim_0(x: Tensor, dim: int = -1) -> Tensor:
    return torch.softmax(x, 0)


@mistake("It is always taken over the last dimension: the argument dim is ignored.")
def over_last_dim(x: Tensor, dim: int = -1) -> Tensor:
    return torch.softmax(x, -1)


@mistake("It is normalised over all entries of x: the whole tensor sums to 1, not each slice along dim.")
def over_everything(x: Tensor, dim: int = -1) -> Tensor:
    return torch.softmax(x.flatten(), 0).reshape(x.shape)


@mistake("exp is taken of the scores as they are: in float32 it overflows at about 89, and inf/inf is NaN.")
def overflows(x: Tensor, dim: int = -1) -> Tensor:
    weights = x.exp()
    return weights / weights.sum(dim, keepdim=True)


@mistake(
    "The maximum of the whole tensor is subtracted: a slice far below it underflows to 0/0, which is NaN. "
    "Each slice needs its own maximum."
)
def global_maximum(x: Tensor, dim: int = -1) -> Tensor:
    weights = (x - x.max()).exp()
    return weights / weights.sum(dim, keepdim=True)


@mistake("The sum loses its dimension before the division, so it is broadcast along the wrong one.")
def sum_without_keepdim(x: Tensor, dim: int = -1) -> Tensor:
    weights = (x - x.amax(dim, keepdim=True)).exp()
    return weights / weights.sum(dim)


@mistake("A small constant is added to the denominator: the probabilities no longer sum to 1.")
def adds_epsilon(x: Tensor, dim: int = -1) -> Tensor:
    weights = (x - x.amax(dim, keepdim=True)).exp()
    return weights / (weights.sum(dim, keepdim=True) + 1e-5)


@mistake("The maximum is subtracted in place: the caller's x is changed.")
def changes_input(x: Tensor, dim: int = -1) -> Tensor:
    x -= x.amax(dim, keepdim=True)
    return torch.softmax(x, dim)


@mistake("The result is cut off from x: nothing can be learned through it, since no gradient flows back.")
def detached(x: Tensor, dim: int = -1) -> Tensor:
    return torch.softmax(x.detach(), dim)


@mistake("The sum in the denominator is treated as a constant, so the gradient lacks a part.")
def detached_sum(x: Tensor, dim: int = -1) -> Tensor:
    weights = (x - x.amax(dim, keepdim=True)).exp()
    return weights / weights.sum(dim, keepdim=True).detach()


@mistake("The result is always float32: float64 scores lose half of their digits.")
def always_float32(x: Tensor, dim: int = -1) -> Tensor:
    return torch.softmax(x.float(), dim)


@mistake("These are the logarithms of the probabilities, not the probabilities.")
def log_probabilities(x: Tensor, dim: int = -1) -> Tensor:
    return torch.log_softmax(x, dim)
