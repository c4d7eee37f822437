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
without_last = change(
    "The last power is missing: it ends at x^(degree - 1).",
    ("torch.arange(1, degree + 1", "torch.arange(1, degree"),
)
falling_powers = change(
    "The columns are in the opposite order; x^1 comes first.",
    ("x**powers ", "x ** powers.flip(0) "),
)
scaled_by_factorials = change(
    "The powers are divided by factorials, as in a Taylor series; here they are not scaled.",
    ("x**powers ", "x**powers / torch.cumprod(powers, 0) "),
)
multiples = change("These are multiples of x; its powers are asked for.", ("x**powers ", "x * powers "))
exponentials = change(
    "Base and exponent are swapped: it raises numbers to the power x.",
    ("return x**powers ", "return powers**x "),
)
rows_of_powers = change(
    "The result is transposed: each power should be a column, and each sample a row.",
    ("x**powers ", "(x**powers).T "),
)
absolute_values = change(
    "Odd powers of negative numbers have lost their sign.",
    ("x**powers ", "x.abs() ** powers "),
)
through_logarithms = change(
    "It goes through the logarithm, which is NaN for negative numbers.",
    ("x**powers ", "(powers * x.log()).exp() "),
)
in_float32 = change(
    "The result is float32, also if x is float64.",
    ("return x**powers ", "return x.float() ** powers "),
)
default_dtype = change(
    "The result has PyTorch's default dtype; it should have that of x.",
    ("return x**powers ", "return (x**powers).to(torch.get_default_dtype()) "),
)
on_the_cpu = change("The exponents are on the CPU, so it fails if x is on a GPU.", (", device=x.device", ""))
detached = change(
    "The result is detached, so no gradient reaches x.", ("x**powers ", "x.detach() ** powers ")
)
normalised = change(
    "Each column is divided by its largest entry; the powers should not be scaled.",
    ("return x**powers ", "y = x**powers\n    return y / y.abs().amax(0, keepdim=True) "),
)
any_shape = change(
    "It accepts an x that is no column; a ValueError is asked for.",
    ("x.dim() != 2 or x.shape[1] != 1", "False"),
)
any_degree = change("It accepts a degree below 1; a ValueError is asked for.", ("degree < 1", "False"))
zero_degree = change(
    "It accepts a degree of 0, but there has to be at least one column.", ("degree < 1", "degree < 0")
)
x_itself = change(
    "With one power the result is x itself, so writing to one changes the other.",
    ("    powers =", "    if degree == 1:\n        return x\n    powers ="),
)


@mistake("A Python loop goes over the samples; broadcasting computes all powers at once.")
def loops_over_samples(x: Tensor, degree: int) -> Tensor:
    if x.dim() != 2 or x.shape[1] != 1:
        raise ValueError("shape")
    if degree < 1:
        raise ValueError("degree")
    return torch.stack([torch.cat([row**power for power in range(1, degree + 1)]) for row in x])


@mistake("It multiplies into its own earlier result, so only powers of powers come out: x, x^2, x^4.")
def squares_again(x: Tensor, degree: int) -> Tensor:
    if x.dim() != 2 or x.shape[1] != 1:
        raise ValueError("shape")
    if degree < 1:
        raise ValueError("degree")
    columns = [1 * x]
    for _ in range(degree - 1):
        columns.append(columns[-1] * columns[-1])
    return torch.cat(columns, dim=1)
