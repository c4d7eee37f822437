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

same_matrix = change(
    "All matrices are the same: it draws one and takes its powers. Draw a new one in each step.",
    (
        "    for _ in range(depth):\n",
        "    W = torch.randn(width, width, generator=generator, **like)\n    for _ in range(depth):\n",
    ),
    ("std * torch.randn(width, width, generator=generator, **like) @", "std * W @"),
)

spectral = change(
    "It is the largest singular value; the Frobenius norm is the root of the sum of squares.",
    ("matrix_norm(product)", "matrix_norm(product, 2)"),
)

root_mean_square = change(
    "It is divided by the width; the Frobenius norm is the root of the sum, not of the mean.",
    (".cumprod(dim=0)", ".cumprod(dim=0) / width"),
)

uniform = change(
    "The entries are uniform; they should be normal.",
    (
        "std * torch.randn(width, width, generator=generator, **like)",
        "std * 3**0.5 * (2 * torch.rand(width, width, generator=generator, **like) - 1)",
    ),
)

starts_with_identity = change(
    "The first norm is that of the identity, before any matrix; the first product is W_1.",
    (
        "return torch.stack(growth).cumprod(dim=0)",
        "start = torch.full((1,), width**0.5, **like)\n"
        "    return torch.cat([start, torch.stack(growth).cumprod(dim=0)])[:depth]",
    ),
)

default_dtype = change(
    "The norms have PyTorch's default dtype; they should be float64.",
    ("torch.float64", "torch.get_default_dtype()"),
)

ignores_generator = change(
    "The generator is ignored: the numbers come from the global generator.", ("generator=generator, ", "")
)

frobenius_by_squares = change(
    "The squares of the norms overflow or underflow before the root is taken.",
    (
        "return torch.stack(growth).cumprod(dim=0)",
        "return torch.stack(growth).square().cumprod(dim=0).sqrt()",
    ),
)


@mistake("Each call with one generator draws the same numbers; the next call should draw the next ones.")
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
