"""Wrong versions of `log_softmax` that students write."""

import torch
from torch import Tensor

from autograder.judge import mistake


@mistake("It is the logarithm of a softmax: where a probability underflows to 0, it is -inf.")
def log_of_softmax(x: Tensor, dim: int = -1) -> Tensor:
    return torch.softmax(x, dim).log()


@mistake("A small constant is added to the probability before the logarithm: no result goes below log of it.")
def log_with_epsilon(x: Tensor, dim: int = -1) -> Tensor:
    return (torch.softmax(x, dim) + 1e-8).log()


@mistake("The probability is cut off below before the logarithm: small ones look alike and have no gradient.")
def log_of_clamped(x: Tensor, dim: int = -1) -> Tensor:
    return torch.softmax(x, dim).clamp(min=1e-12).log()


@mistake("The normaliser is summed from exp of the scores as they are: it overflows to inf for large scores.")
def overflows(x: Tensor, dim: int = -1) -> Tensor:
    return x - x.exp().sum(dim, keepdim=True).log()


@mistake("The maximum of the whole tensor is subtracted: a slice far below it underflows and gives +inf.")
def global_maximum(x: Tensor, dim: int = -1) -> Tensor:
    shifted = x - x.max()
    return shifted - shifted.exp().sum(dim, keepdim=True).log()


@mistake("It is normalised over dim 0: the rows of a batch are normalised together.")
def over_dim_0(x: Tensor, dim: int = -1) -> Tensor:
    return torch.log_softmax(x, 0)


@mistake("It is always taken over the last dimension: the argument dim is ignored.")
def over_last_dim(x: Tensor, dim: int = -1) -> Tensor:
    return torch.log_softmax(x, -1)


@mistake("The maximum is subtracted from x but not within the normaliser: the result is off by the maximum.")
def shifts_one_side(x: Tensor, dim: int = -1) -> Tensor:
    return x - x.amax(dim, keepdim=True) - torch.logsumexp(x, dim, keepdim=True)


@mistake("The sign is turned: these are the negative log-probabilities.")
def negated(x: Tensor, dim: int = -1) -> Tensor:
    return -torch.log_softmax(x, dim)


@mistake("The logarithm has base 2, not base e.")
def base_2(x: Tensor, dim: int = -1) -> Tensor:
    return torch.log_softmax(x, dim) / torch.tensor(2.0, dtype=x.dtype).log()


@mistake("The normaliser is treated as a constant: the values are right, the gradient lacks the softmax.")
def detached_normaliser(x: Tensor, dim: int = -1) -> Tensor:
    return x - torch.logsumexp(x.detach(), dim, keepdim=True)


@mistake("The result is cut off from x: no gradient flows back through it.")
def detached(x: Tensor, dim: int = -1) -> Tensor:
    return torch.log_softmax(x.detach(), dim)


@mistake("The maximum is subtracted in place: the caller's x is changed.")
def changes_input(x: Tensor, dim: int = -1) -> Tensor:
    x -= x.amax(dim, keepdim=True)
    return torch.log_softmax(x, dim)


@mistake("The result is always float32: float64 scores lose half of their digits.")
def always_float32(x: Tensor, dim: int = -1) -> Tensor:
    return torch.log_softmax(x.float(), dim)
