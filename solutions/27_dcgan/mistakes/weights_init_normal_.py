"""Wrong versions of `weights_init_normal_` that students write."""

from autograder.judge import change

by_name = change(
    "The name of the class decides, so subclasses with another name keep their weights.",
    ("isinstance(m, nn.Conv2d | nn.ConvTranspose2d)", 'type(m).__name__ in ("Conv2d", "ConvTranspose2d")'),
    ("isinstance(m, nn.BatchNorm2d)", 'type(m).__name__ == "BatchNorm2d"'),
)
by_part_of_name = change(
    "Each class whose name contains Conv counts, also those of one or three dimensions.",
    (
        "isinstance(m, nn.Conv2d | nn.ConvTranspose2d)",
        '"Conv" in type(m).__name__ or isinstance(m, nn.Conv2d | nn.ConvTranspose2d)',
    ),
)
without_transposed = change(
    "Transposed convolutions keep PyTorch's weights.", ("nn.Conv2d | nn.ConvTranspose2d", "nn.Conv2d")
)
gamma_around_zero = change(
    "gamma has mean 0, so batch norm nearly shuts its channels; the mean should be 1.",
    ("mean = 1.0", "mean = 0.0"),
)
gamma_of_one = change(
    "gamma is exactly 1; it should be drawn.",
    (
        "        mean = 1.0",
        "        if m.weight is not None:\n            nn.init.ones_(m.weight)\n"
        "            nn.init.zeros_(m.bias)\n        return",
    ),
)
variance_of_0_02 = change(
    "0.02 is the variance of the draws; it should be the standard deviation.", ("std=0.02", "std=0.02**0.5")
)
uniform = change(
    "The draws are uniform; they should be normal.",
    (
        "nn.init.normal_(m.weight, mean, std=0.02)",
        "nn.init.uniform_(m.weight, mean - 0.02 * 3**0.5, mean + 0.02 * 3**0.5)",
    ),
)
keeps_bias = change("A bias keeps its values; it should become 0.", ("nn.init.zeros_(m.bias)", "pass"))
fails_without_bias = change("It fails where there is no bias.", ("if m.bias is not None:", "if True:"))
linear_too = change(
    "Linear layers get new weights too; they should stay as they are.",
    ("nn.Conv2d | nn.ConvTranspose2d", "nn.Conv2d | nn.ConvTranspose2d | nn.Linear"),
)
modules_inside = change(
    "Layers inside of the module get new weights too; `apply` calls the function for them anyway.",
    (
        "    if isinstance(m, nn.Conv2d",
        "    for inner in m.children():\n        weights_init_normal_(inner)\n    if isinstance(m, nn.Conv2d",
    ),
)
new_parameters = change(
    "The weight is a new nn.Parameter, which an optimizer that has the old one doesn't know.",
    (
        "nn.init.normal_(m.weight, mean, std=0.02)",
        "m.weight = nn.Parameter(torch.empty_like(m.weight).normal_(mean, 0.02))",
    ),
)
