"""Wrong versions of `sample_noise` that students write."""

import torch
from torch import Tensor

from autograder.judge import change, mistake

uniform = change("The numbers are uniform from 0 to 1; they should be standard normal.", ("randn", "rand"))
centred_uniform = change(
    "The numbers are uniform from -1 to 1; they should be standard normal.",
    (
        "torch.randn(batch, dim, generator=generator, device=device)",
        "2 * torch.randn(batch, dim, generator=generator, device=device) - 1",
    ),
    ("randn", "rand"),
)
ignores_generator = change(
    "The generator is ignored: the numbers come from the global generator.", ("generator=generator, ", "")
)
ignores_device = change("The argument device is ignored.", ("if device is None:", "if True:"))
ignores_device_of_generator = change(
    "Without device, the result is on PyTorch's default device, not on the generator's or the CPU.",
    ('device = "cpu" if generator is None else generator.device', "pass"),
)
float64 = change(
    "The numbers are float64; they should be float32.",
    (
        "torch.randn(batch, dim, generator=generator, device=device)",
        "torch.randn(batch, dim, generator=generator, dtype=torch.float64, device=device)",
    ),
)
turned = change("The result is [dim, batch]: the two sizes are swapped.", ("batch, dim,", "dim, batch,"))
one_sample = change(
    "All samples are the same: it draws one and repeats it.",
    (
        "torch.randn(batch, dim, generator=generator, device=device)",
        "torch.randn(1, dim, generator=generator, device=device).repeat(batch, 1)",
    ),
)
one_number = change(
    "All numbers of a sample are the same: it draws one and repeats it.",
    (
        "torch.randn(batch, dim, generator=generator, device=device)",
        "torch.randn(batch, 1, generator=generator, device=device).repeat(1, dim)",
    ),
)
on_the_sphere = change(
    "Each sample is scaled to a length of 1, so its numbers are no longer standard normal.",
    (
        "torch.randn(batch, dim, generator=generator, device=device)",
        "torch.nn.functional.normalize(torch.randn(batch, dim, generator=generator, device=device))",
    ),
)
records = change(
    "The noise requires gradients; it should not.",
    (
        "torch.randn(batch, dim, generator=generator, device=device)",
        "torch.randn(batch, dim, generator=generator, device=device).requires_grad_()",
    ),
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
