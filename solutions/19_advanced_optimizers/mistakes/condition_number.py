"""Wrong versions of `condition_number` that students write."""

import torch
from torch import Tensor

from autograder.judge import change, mistake

inverted = change(
    "It is the smallest eigenvalue over the largest; the other way round it is at least 1.",
    ("eigenvalues[-1] / eigenvalues[0]", "eigenvalues[0] / eigenvalues[-1]"),
)

largest = change(
    "It is the largest eigenvalue; it should be divided by the smallest.", (" / eigenvalues[0]", "")
)

root = change(
    "It is the square root of the condition number.",
    ("eigenvalues[-1] / eigenvalues[0]", "(eigenvalues[-1] / eigenvalues[0]).sqrt()"),
)

squared = change(
    "It is the square of the condition number.",
    ("eigenvalues[-1] / eigenvalues[0]", "(eigenvalues[-1] / eigenvalues[0]) ** 2"),
)

difference = change(
    "It is the difference of the largest and the smallest eigenvalue, not their ratio.",
    ("[-1] / eigenvalues", "[-1] - eigenvalues"),
)

all_ratios = change(
    "All eigenvalues are divided by the smallest; only the largest is asked for.",
    ("eigenvalues[-1] /", "eigenvalues /"),
)

plain_number = change(
    "The result is a Python number; a tensor without dimensions is expected.",
    ("eigenvalues[-1] / eigenvalues[0]", "float(eigenvalues[-1] / eigenvalues[0])"),
)

detached = change(
    "The result is cut off from H: no gradient flows back.", ("eigvalsh(H)", "eigvalsh(H.detach())")
)

always_float32 = change(
    "The result is always float32: a float64 matrix loses half of its digits.",
    ("eigvalsh(H)", "eigvalsh(H.float())"),
)


@mistake("It is read off the diagonal; only a diagonal matrix has its eigenvalues there.")
def of_diagonal(H: Tensor) -> Tensor:
    diagonal = H.diagonal()
    return diagonal.max() / diagonal.min()


@mistake("It is the largest entry of the matrix over the smallest; the eigenvalues count.")
def of_entries(H: Tensor) -> Tensor:
    return H.abs().max() / H.abs().min()


@mistake("It is made of Frobenius norms; the ratio of eigenvalues belongs to the spectral norm.")
def frobenius(H: Tensor) -> Tensor:
    return torch.linalg.matrix_norm(H) * torch.linalg.matrix_norm(torch.linalg.inv(H))
