"""Wrong versions of `poly_features` that students write."""

import torch
from torch import Tensor

from autograder.judge import change, mistake

with_constant = change(
    "The first column is x^0 = 1; the columns begin with x^1.",
    ("torch.arange(1, degree + 1", "torch.arange(degree"),
)
with_constant_too = change(
    "There is a column x^0 = 1 before the others, so there are degree + 1 columns.",
    ("torch.arange(1, degree + 1", "torch.arange(degree + 1"),
)
falling_powers = change(
    "The columns are in the opposite order; x^1 comes first.",
    ("x**powers ", "x ** powers.flip(0) "),
)
scaled_by_factorials = change(
    "The powers are divided by factorials, as in a Taylor series; here they are not scaled.",
    ("x**powers ", "x**powers / torch.cumprod(powers, 0) "),
)
absolute_values = change(
    "Odd powers of negative numbers have lost their sign.",
    ("x**powers ", "x.abs() ** powers "),
)
through_logarithms = change(
    "The powers of negative numbers are NaN, as they are through a logarithm.",
    ("x**powers ", "(powers * x.log()).exp() "),
)
in_float32 = change(
    "The result is float32, also if x is float64.",
    ("return x**powers ", "return x.float() ** powers "),
)
on_the_cpu = change("It fails if x is on a GPU: create tensors on its device.", (", device=x.device", ""))
any_shape = change(
    "It accepts an x that is no column; a ValueError is asked for.",
    ("x.dim() != 2 or x.shape[1] != 1", "False"),
)
x_itself = change(
    "With one power the result is x itself; a copy is asked for.",
    ("    powers =", "    if degree == 1:\n        return x\n    powers ="),
)


@mistake("A Python loop goes over the samples; broadcasting computes all powers at once.")
def loops_over_samples(x: Tensor, degree: int) -> Tensor:
    if x.dim() != 2 or x.shape[1] != 1:
        raise ValueError("shape")
    if degree < 1:
        raise ValueError("degree")
    return torch.stack([torch.cat([row**power for power in range(1, degree + 1)]) for row in x])


@mistake("Each column is the square of the one before: x, x^2, x^4.")
def squares_again(x: Tensor, degree: int) -> Tensor:
    if x.dim() != 2 or x.shape[1] != 1:
        raise ValueError("shape")
    if degree < 1:
        raise ValueError("degree")
    columns = [1 * x]
    for _ in range(degree - 1):
        columns.append(columns[-1] * columns[-1])
    return torch.cat(columns, dim=1)
