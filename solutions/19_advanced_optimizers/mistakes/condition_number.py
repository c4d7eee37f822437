"""Wrong versions of `condition_number` that students write."""

import torch
from torch import Tensor

from autograder.judge import change, mistake

inverted = change(
    "It is the smallest eigenvalue over the largest; it should be the largest over the smallest.",
    ("eigenvalues[-1] / eigenvalues[0]", "eigenvalues[0] / eigenvalues[-1]"),
)

largest = change(
    "It is the largest eigenvalue alone; it should be divided by the smallest.", (" / eigenvalues[0]", "")
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
    "It divides all eigenvalues by the smallest; it should divide only the largest.",
    ("eigenvalues[-1] /", "eigenvalues /"),
)

plain_number = change(
    "The result is a Python number; it should be a tensor of shape [].",
    ("eigenvalues[-1] / eigenvalues[0]", "float(eigenvalues[-1] / eigenvalues[0])"),
)

detached = change(
    "The result is detached from H, so no gradient flows back.", ("eigvalsh(H)", "eigvalsh(H.detach())")
)

always_float32 = change(
    "The result is always float32, so a float64 matrix loses half of its digits.",
    ("eigvalsh(H)", "eigvalsh(H.float())"),
)


@mistake("It uses the diagonal entries, which are eigenvalues of diagonal matrices only.")
def of_diagonal(H: Tensor) -> Tensor:
    diagonal = H.diagonal()
    return diagonal.max() / diagonal.min()


@mistake("It is the largest entry of the matrix over the smallest; it should use the eigenvalues.")
def of_entries(H: Tensor) -> Tensor:
    return H.abs().max() / H.abs().min()


@mistake("It uses Frobenius norms, but the ratio of eigenvalues comes from the spectral norm.")
def frobenius(H: Tensor) -> Tensor:
    return torch.linalg.matrix_norm(H) * torch.linalg.matrix_norm(torch.linalg.inv(H))


@mistake("It multiplies norms of row sums, which are no eigenvalues; they only bound them.")
def row_sums(H: Tensor) -> Tensor:
    return torch.linalg.matrix_norm(H, torch.inf) * torch.linalg.matrix_norm(torch.linalg.inv(H), torch.inf)


@mistake("Power iteration from a vector of ones never finds an eigenvector that is orthogonal to it.")
def from_ones(H: Tensor) -> Tensor:
    largest = []
    for A in (H, torch.linalg.inv(H)):
        x = torch.ones(len(A), dtype=A.dtype, device=A.device)
        for _ in range(200):
            x = A @ x
            x = x / torch.linalg.vector_norm(x)
        largest.append(x @ A @ x)
    return largest[0] * largest[1]
