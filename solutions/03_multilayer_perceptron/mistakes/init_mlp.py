"""Wrong versions of `init_mlp` that students write."""

from itertools import pairwise

import torch
from torch import Tensor

from autograder.judge import change, mistake

no_leaf = change(
    "The weights are a product of a tensor that requires gradients. So they are no leaves, and get no grad.",
    ("generator=generator, device=device)", "generator=generator, device=device, requires_grad=True)"),
    ("[W.requires_grad_(), ", "[W, "),
)
no_gradients = change(
    "The parameters don't require gradients.",
    ("[W.requires_grad_(), b.requires_grad_()]", "[W, b]"),
)
frozen_biases = change(
    "The biases don't require gradients, so they are never trained.",
    ("b.requires_grad_()]", "b]"),
)
moved_afterwards = change(
    "The tensors are made on the CPU and moved with .to(device) after requires_grad: copies are no leaves.",
    ("generator=generator, device=device)", "generator=generator)"),
    ("torch.zeros(outputs, device=device)", "torch.zeros(outputs)"),
    (
        "[W.requires_grad_(), b.requires_grad_()]",
        "[W.requires_grad_().to(device or W.device), b.requires_grad_().to(device or b.device)]",
    ),
)
transposed = change(
    "The weights are [I, O]: the first size should be the number of outputs.",
    ("torch.randn(outputs, inputs,", "torch.randn(inputs, outputs,"),
)
random_biases = change(
    "The biases are random; they should be 0.",
    ("torch.zeros(outputs, device=device)", "std * torch.randn(outputs, generator=generator, device=device)"),
)
biases_of_inputs = change(
    "A bias has an entry for each input; it should have one for each output.",
    ("torch.zeros(outputs,", "torch.zeros(inputs,"),
)
biases_first = change(
    "The bias of a layer comes before its weights in the list.",
    ("[W.requires_grad_(), b.requires_grad_()]", "[b.requires_grad_(), W.requires_grad_()]"),
)
uniform = change(
    "The weights are uniform from 0 to std; they should be normal.",
    ("torch.randn(", "torch.rand("),
)
variance = change(
    "std is taken for the variance: the weights are multiplied by its square root.",
    ("std * torch.randn", "std**0.5 * torch.randn"),
)
squared = change(
    "The weights are multiplied by std^2, so std is not their standard deviation.",
    ("std * torch.randn", "std**2 * torch.randn"),
)
ignores_std = change(
    "The argument std is ignored: it is always 0.01.",
    ("std * torch.randn", "0.01 * torch.randn"),
)
by_fan_in = change(
    "The weights are divided by the root of the number of inputs. Here std alone is their spread.",
    (
        "torch.randn(outputs, inputs, generator=generator, device=device)",
        "torch.randn(outputs, inputs, generator=generator, device=device) / inputs**0.5",
    ),
)
truncated = change(
    "The weights are cut off at two standard deviations; the normal distribution has no limit.",
    (
        "torch.randn(outputs, inputs, generator=generator, device=device)",
        "torch.randn(outputs, inputs, generator=generator, device=device).clamp(-2, 2)",
    ),
)
normalised = change(
    "Each layer is scaled to have exactly the spread std, so its weights depend on each other.",
    ("        b = torch", "        W = W / W.std(correction=0).clamp(min=1e-30) * std\n        b = torch"),
)
ignores_generator = change(
    "The generator is ignored: the numbers come from the global generator.",
    ("generator=generator, ", ""),
)
ignores_device = change(
    "The argument device is ignored.",
    ("    if device is None and", "    device = None\n    if device is None and"),
)
ignores_device_of_generator = change(
    "Without device, the parameters are not on the generator's device.",
    ("device = generator.device", "pass"),
)
float32 = change(
    "The parameters are float32; they should have PyTorch's default dtype, which may be float64.",
    ("device=device)", "device=device, dtype=torch.float32)"),
)
last_layer_missing = change(
    "The last layer is missing: n sizes make n - 1 layers.",
    ("pairwise(sizes)", "pairwise(sizes[:-1])"),
)
pairs_of_layers = change(
    "Each layer is a pair in the list. The list should hold the tensors themselves.",
    (
        "params += [W.requires_grad_(), b.requires_grad_()]",
        "params += [(W.requires_grad_(), b.requires_grad_())]",
    ),
)


@mistake("The function sets a seed, so each call draws the same numbers.")
def reseeds(
    sizes: list[int],
    std: float = 0.01,
    generator: torch.Generator | None = None,
    device: torch.device | str | None = None,
) -> list[Tensor]:
    torch.manual_seed(0)
    device = generator.device if device is None and generator is not None else device
    params = []
    for inputs, outputs in pairwise(sizes):
        params.append((std * torch.randn(outputs, inputs, device=device)).requires_grad_())
        params.append(torch.zeros(outputs, device=device).requires_grad_())
    return params


@mistake("Each layer draws from a generator that starts again, so layers of one shape get the same weights.")
def same_layers(
    sizes: list[int],
    std: float = 0.01,
    generator: torch.Generator | None = None,
    device: torch.device | str | None = None,
) -> list[Tensor]:
    device = generator.device if device is None and generator is not None else device
    state = None if generator is None else generator.get_state()
    params = []
    for inputs, outputs in pairwise(sizes):
        if generator is not None:
            generator.set_state(state)
        params.append(
            (std * torch.randn(outputs, inputs, generator=generator, device=device)).requires_grad_()
        )
        params.append(torch.zeros(outputs, device=device).requires_grad_())
    return params
