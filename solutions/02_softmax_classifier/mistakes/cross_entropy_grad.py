"""Wrong versions of `cross_entropy_grad` that students write."""

import torch
from torch import Tensor

from autograder.judge import mistake


def _onehot(logits: Tensor, target: Tensor) -> Tensor:
    return torch.zeros_like(logits).scatter(1, target.unsqueeze(1), 1.0)


@mistake("It is the gradient of the sum, not of the mean: the division by N is missing.")
def of_the_sum(logits: Tensor, target: Tensor) -> Tensor:
    return torch.softmax(logits, 1) - _onehot(logits, target)


@mistake("It is divided by the number of entries, N times C; the mean is taken over N samples only.")
def divided_by_entries(logits: Tensor, target: Tensor) -> Tensor:
    return (torch.softmax(logits, 1) - _onehot(logits, target)) / logits.numel()


@mistake("It is divided by the number of classes C, not by the number of samples N.")
def divided_by_classes(logits: Tensor, target: Tensor) -> Tensor:
    return (torch.softmax(logits, 1) - _onehot(logits, target)) / logits.shape[1]


@mistake("The sign is turned: following it downhill makes the loss grow.")
def wrong_sign(logits: Tensor, target: Tensor) -> Tensor:
    return (_onehot(logits, target) - torch.softmax(logits, 1)) / len(logits)


@mistake("Only the softmax is divided by N: a whole 1 is subtracted at the target.")
def divides_softmax_only(logits: Tensor, target: Tensor) -> Tensor:
    return torch.softmax(logits, 1) / len(logits) - _onehot(logits, target)


@mistake("The targets' columns are lowered in every row: the indexing pairs each row with all targets.")
def lowers_whole_columns(logits: Tensor, target: Tensor) -> Tensor:
    grad = torch.softmax(logits, 1)
    grad[:, target] -= 1
    return grad / len(logits)


@mistake("The number of the class is subtracted from the whole row, not its one-hot vector.")
def subtracts_class_number(logits: Tensor, target: Tensor) -> Tensor:
    return (torch.softmax(logits, 1) - target.unsqueeze(1)) / len(logits)


@mistake("Classes are counted from 1: the 1 is subtracted one column too far to the left.")
def counts_from_one(logits: Tensor, target: Tensor) -> Tensor:
    return (torch.softmax(logits, 1) - _onehot(logits, target).roll(-1, dims=1)) / len(logits)


@mistake("The one-hot vectors are subtracted from the logits: the softmax is missing.")
def without_softmax(logits: Tensor, target: Tensor) -> Tensor:
    return (logits - _onehot(logits, target)) / len(logits)


@mistake("The softmax is taken over dim 0: the rows of a batch are normalised together.")
def softmax_over_dim_0(logits: Tensor, target: Tensor) -> Tensor:
    return (torch.softmax(logits, 0) - _onehot(logits, target)) / len(logits)


@mistake("exp is taken of the scores as they are: it overflows for large scores, and inf/inf is NaN.")
def overflows(logits: Tensor, target: Tensor) -> Tensor:
    weights = logits.exp()
    return (weights / weights.sum(1, keepdim=True) - _onehot(logits, target)) / len(logits)


@mistake("It is the gradient at the target alone: the other columns of the softmax are missing.")
def target_column_only(logits: Tensor, target: Tensor) -> Tensor:
    return (torch.softmax(logits, 1) - 1) * _onehot(logits, target) / len(logits)


@mistake("The 1 is subtracted from the logits themselves: the caller's tensor is changed.")
def changes_input(logits: Tensor, target: Tensor) -> Tensor:
    grad = (torch.softmax(logits, 1) - _onehot(logits, target)) / len(logits)
    logits -= _onehot(logits, target)
    return grad


@mistake("The result is always float32: float64 scores lose half of their digits.")
def always_float32(logits: Tensor, target: Tensor) -> Tensor:
    logits = logits.float()
    return (torch.softmax(logits, 1) - _onehot(logits, target)) / len(logits)
