"""Wrong versions of `logsumexp` that students write."""

import torch
from torch import Tensor

from autograder.judge import mistake


@mistake("exp is taken of the scores as they are: large scores give inf and very small ones log 0 = -inf.")
def overflows(x: Tensor, dim: int, keepdim: bool = False) -> Tensor:
    return x.exp().sum(dim, keepdim=keepdim).log()


@mistake("The maximum of the whole tensor is subtracted: a slice far below it underflows and gives -inf.")
def global_maximum(x: Tensor, dim: int, keepdim: bool = False) -> Tensor:
    return x.max() + (x - x.max()).exp().sum(dim, keepdim=keepdim).log()


@mistake("A slice that is -inf throughout gives NaN: its maximum is -inf, and -inf - (-inf) is NaN.")
def nan_if_all_minus_inf(x: Tensor, dim: int, keepdim: bool = False) -> Tensor:
    largest = x.amax(dim, keepdim=True)
    result = largest + (x - largest).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


@mistake("The maximum is subtracted and never added again.")
def forgets_maximum(x: Tensor, dim: int, keepdim: bool = False) -> Tensor:
    return torch.logsumexp(x - x.amax(dim, keepdim=True), dim, keepdim)


@mistake("The dimension is always removed: keepdim=True is ignored.")
def never_keeps_dim(x: Tensor, dim: int, keepdim: bool = False) -> Tensor:
    return torch.logsumexp(x, dim)


@mistake("The dimension always stays with size 1: keepdim=False is ignored.")
def always_keeps_dim(x: Tensor, dim: int, keepdim: bool = False) -> Tensor:
    return torch.logsumexp(x, dim, keepdim=True)


@mistake("Every dimension of size 1 is squeezed away, not only dim.")
def squeezes_everything(x: Tensor, dim: int, keepdim: bool = False) -> Tensor:
    result = torch.logsumexp(x, dim, keepdim=True)
    return result if keepdim else result.squeeze()


@mistake("It is always taken over the last dimension: the argument dim is ignored.")
def over_last_dim(x: Tensor, dim: int, keepdim: bool = False) -> Tensor:
    return torch.logsumexp(x, -1, keepdim)


@mistake("The mean of the exponentials is taken, not their sum: the result is too small by log(size of dim).")
def mean_of_exponentials(x: Tensor, dim: int, keepdim: bool = False) -> Tensor:
    return torch.logsumexp(x, dim, keepdim) - torch.tensor(float(x.shape[dim]), dtype=x.dtype).log()


@mistake("The maximum is subtracted in place: the caller's x is changed.")
def changes_input(x: Tensor, dim: int, keepdim: bool = False) -> Tensor:
    result = torch.logsumexp(x, dim, keepdim)
    x -= x.amax(dim, keepdim=True)
    return result


@mistake("The result is cut off from x: no gradient flows back through it.")
def detached(x: Tensor, dim: int, keepdim: bool = False) -> Tensor:
    return torch.logsumexp(x.detach(), dim, keepdim)


@mistake("The result is always float32: float64 scores lose half of their digits.")
def always_float32(x: Tensor, dim: int, keepdim: bool = False) -> Tensor:
    return torch.logsumexp(x.float(), dim, keepdim)
