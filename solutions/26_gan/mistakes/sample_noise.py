"""Wrong versions of `sample_noise` that students write."""

import torch
from torch import Tensor

from autograder.judge import change, mistake

uniform = change("The numbers are uniform from 0 to 1; they should be standard normal.", ("randn", "rand"))
centred_uniform = change(
    "The numbers are uniform from -1 to 1; they should be standard normal.",
    ("torch.randn(", "2 * torch.rand("),
    ("device=device)", "device=device) - 1"),
)
ignores_generator = change(
    "The generator is ignored: the numbers come from the global generator.", ("generator=generator, ", "")
)
ignores_device = change("The argument device is ignored.", ("if device is None:", "if True:"))
ignores_device_of_generator = change(
    "Without device, the result is on PyTorch's default device, not on the generator's or the CPU.",
    ('device = "cpu" if generator is None else generator.device', "pass"),
)
float64 = change("The numbers are float64; they should be float32.", ("torch.float32", "torch.float64"))
default_dtype = change(
    "The numbers have PyTorch's default dtype, which may be float64; give dtype=torch.float32.",
    ("dtype=torch.float32, ", ""),
)
turned = change("The result is [dim, batch]: the two sizes are swapped.", ("batch, dim,", "dim, batch,"))
one_sample = change(
    "All samples are the same: it draws one and repeats it.",
    ("torch.randn(batch,", "torch.randn(1,"),
    ("device=device)", "device=device).repeat(batch, 1)"),
)
one_number = change(
    "All numbers of a sample are the same: it draws one and repeats it.",
    ("torch.randn(batch, dim,", "torch.randn(batch, 1,"),
    ("device=device)", "device=device).repeat(1, dim)"),
)
normalised = change(
    "The draw is shifted and scaled to mean 0 and deviation 1, so its numbers depend on each other.",
    ("return torch.randn(", "x = torch.randn("),
    ("device=device)", "device=device)\n    return (x - x.mean()) / x.std()"),
)
clamped = change(
    "The numbers are clamped; those of a normal distribution have no limit.",
    ("dtype=torch.float32, device=device)", "dtype=torch.float32, device=device).clamp(-3, 3)"),
)
mirrored = change(
    "The second half of the batch is minus the first half, so the samples depend on each other.",
    ("return torch.randn(batch,", "x = torch.randn((batch + 1) // 2,"),
    ("device=device)", "device=device)\n    return torch.cat([x, -x])[:batch]"),
)
records = change(
    "The noise requires gradients; it should not.",
    ("device=device)", "device=device).requires_grad_()"),
)


@mistake("The function sets a seed, so each call draws the same numbers.")
def reseeds(
    batch: int,
    dim: int,
    generator: torch.Generator | None = None,
    device: torch.device | str | None = None,
) -> Tensor:
    if generator is None:
        torch.manual_seed(0)
        return torch.randn(batch, dim, device=device or "cpu")
    again = torch.Generator(generator.device).manual_seed(generator.initial_seed())
    return torch.randn(batch, dim, generator=again, device=device or generator.device)
