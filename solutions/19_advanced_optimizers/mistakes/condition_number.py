"""Wrong versions of `condition_number` that students write."""

import torch
from torch import Tensor

from autograder.judge import mistake


@mistake("It is the smallest eigenvalue over the largest; the other way round it is at least 1.")
def inverted(H: Tensor) -> Tensor:
    values = torch.linalg.eigvalsh(H)
    return values[0] / values[-1]


@mistake("It is the largest eigenvalue; it should be divided by the smallest.")
def largest(H: Tensor) -> Tensor:
    return torch.linalg.eigvalsh(H)[-1]


@mistake("It is read off the diagonal; only a diagonal matrix has its eigenvalues there.")
def of_diagonal(H: Tensor) -> Tensor:
    diagonal = H.diagonal()
    return diagonal.max() / diagonal.min()


@mistake("It is the largest entry of the matrix over the smallest; the eigenvalues count.")
def of_entries(H: Tensor) -> Tensor:
    return H.abs().max() / H.abs().min()


@mistake("It is the square root of the condition number.")
def root(H: Tensor) -> Tensor:
    values = torch.linalg.eigvalsh(H)
    return (values[-1] / values[0]).sqrt()


@mistake("It is the square of the condition number.")
def squared(H: Tensor) -> Tensor:
    values = torch.linalg.eigvalsh(H)
    return (values[-1] / values[0]) ** 2


@mistake("It is made of Frobenius norms; the ratio of eigenvalues belongs to the spectral norm.")
def frobenius(H: Tensor) -> Tensor:
    return torch.linalg.matrix_norm(H) * torch.linalg.matrix_norm(torch.linalg.inv(H))


@mistake("It is the difference of the largest and the smallest eigenvalue, not their ratio.")
def difference(H: Tensor) -> Tensor:
    values = torch.linalg.eigvalsh(H)
    return values[-1] - values[0]


@mistake("All eigenvalues are divided by the smallest; only the largest is asked for.")
def all_ratios(H: Tensor) -> Tensor:
    values = torch.linalg.eigvalsh(H)
    return values / values[0]


@mistake("The result is a Python number; a tensor without dimensions is expected.")
def plain_number(H: Tensor) -> Tensor:
    values = torch.linalg.eigvalsh(H)
    return float(values[-1] / values[0])


@mistake("The result is cut off from H: no gradient flows back.")
def detached(H: Tensor) -> Tensor:
    values = torch.linalg.eigvalsh(H.detach())
    return values[-1] / values[0]


@mistake("The result is always float32: a float64 matrix loses half of its digits.")
def always_float32(H: Tensor) -> Tensor:
    values = torch.linalg.eigvalsh(H.float())
    return values[-1] / values[0]
