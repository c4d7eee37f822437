"""Wrong versions of `product_norms` that students write."""

import torch

from autograder.judge import change, mistake

overflows = change(
    "The entries of the product overflow or underflow on the way, which gives NaN or inf; rescale it.",
    ("product = product / norm", "pass"),
    ("return torch.stack(growth).cumprod(dim=0)", "return torch.stack(growth)"),
)

growth_only = change(
    "It returns by how much each step makes the norm grow; multiply these numbers up.",
    (".cumprod(dim=0)", ""),
)

only_last = change(
    "It returns the last norm only; there is one for each product.",
    (".cumprod(dim=0)", ".prod(dim=0, keepdim=True)"),
)

same_matrix = change(
    "All matrices are the same: it draws one and takes its powers. Draw a new one in each step.",
    (
        "    for _ in range(depth):\n",
        "    W = torch.randn(width, width, generator=generator, **like)\n    for _ in range(depth):\n",
    ),
    ("std * torch.randn(width, width, generator=generator, **like) @", "std * W @"),
)

of_matrices = change(
    "The norms are those of the single matrices; they should be those of the products.",
    ("generator=generator, **like) @ product", "generator=generator, **like)"),
    (".cumprod(dim=0)", ""),
)

spectral = change(
    "It is the largest singular value; the Frobenius norm is the root of the sum of squares.",
    ("matrix_norm(product)", "matrix_norm(product, 2)"),
)

root_mean_square = change(
    "It is divided by the width; the Frobenius norm is the root of the sum, not of the mean.",
    (".cumprod(dim=0)", ".cumprod(dim=0) / width"),
)

squared = change("The norms are squared; take the root.", (".cumprod(dim=0)", ".cumprod(dim=0).square()"))

std_is_variance = change("std is taken for the variance.", ("std * torch.randn", "std**0.5 * torch.randn"))

without_std = change("The argument std is ignored.", ("std * torch.randn", "torch.randn"))

scaled_by_width = change(
    "The entries are divided by the root of the width; their standard deviation should be std.",
    ("std * torch.randn", "std / width**0.5 * torch.randn"),
)

uniform = change(
    "The entries are uniform; they should be normal.",
    (
        "std * torch.randn(width, width, generator=generator, **like)",
        "std * 3**0.5 * (2 * torch.rand(width, width, generator=generator, **like) - 1)",
    ),
)

elementwise = change(
    "The matrices are multiplied entry by entry; take the matrix product.",
    ("torch.eye(width, **like)", "torch.ones(width, width, **like)"),
    ("**like) @ product", "**like) * product"),
)

starts_with_identity = change(
    "The first norm is that of the identity, before any matrix; the first product is W_1.",
    (
        "return torch.stack(growth).cumprod(dim=0)",
        "start = torch.full((1,), width**0.5, **like)\n"
        "    return torch.cat([start, torch.stack(growth).cumprod(dim=0)])[:depth]",
    ),
)

one_too_many = change(
    "There is a norm too many: the identity comes first.",
    (
        "return torch.stack(growth).cumprod(dim=0)",
        "start = torch.full((1,), width**0.5, **like)\n"
        "    return torch.cat([start, torch.stack(growth).cumprod(dim=0)])",
    ),
)

float32 = change(
    "The norms are float32, which holds much smaller numbers only; they should be float64.",
    ("torch.float64", "torch.float32"),
)

default_dtype = change(
    "The norms have PyTorch's default dtype; they should be float64.",
    ("torch.float64", "torch.get_default_dtype()"),
)

ignores_generator = change(
    "The generator is ignored: the numbers come from the global generator.", ("generator=generator, ", "")
)

on_cpu = change(
    "The norms are on the CPU; they should be on the device of the generator.",
    (".cumprod(dim=0)", ".cumprod(dim=0).cpu()"),
)

nan_at_end = change(
    "A product that is too large or small becomes NaN or keeps changing; it should stay inf, or 0.",
    ("growth.append(norm)", "growth.append(norm.log())"),
    (
        "return torch.stack(growth).cumprod(dim=0)",
        "total = torch.stack(growth).cumsum(dim=0).exp()\n    return total * total / total",
    ),
)

frobenius_by_squares = change(
    "The squares of the norms overflow or underflow before the root is taken.",
    (
        "return torch.stack(growth).cumprod(dim=0)",
        "return torch.stack(growth).square().cumprod(dim=0).sqrt()",
    ),
)


@mistake("The function sets a seed, so each call draws the same numbers.")
def reseeds(depth, width, std, generator=None):
    if generator is None:
        torch.manual_seed(0)
        device = "cpu"
    else:
        device = generator.device
        generator = torch.Generator(device).manual_seed(generator.initial_seed())
    product, growth = torch.eye(width, dtype=torch.float64, device=device), []
    for _ in range(depth):
        W = std * torch.randn(width, width, generator=generator, dtype=torch.float64, device=device)
        product = W @ product
        growth.append(torch.linalg.matrix_norm(product))
        product = product / growth[-1]
    return torch.stack(growth).cumprod(dim=0)
