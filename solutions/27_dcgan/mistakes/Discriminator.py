"""Wrong versions of `Discriminator` that students write."""

from autograder.judge import change

squeezes = change(
    "A single picture has a result without dimensions; it should be [1].",
    (".flatten()", ".squeeze()"),
)
keeps_all = change("The result has four dimensions; it should be [B].", (".flatten()", ""))
column = change("The result is [B, 1]; it should be [B].", (".flatten()", ".flatten(1)"))
probability = change(
    "It returns probabilities: a sigmoid follows the last layer. Return logits.",
    ("self.last(self.blocks(h)).flatten()", "torch.sigmoid(self.last(self.blocks(h))).flatten()"),
)
norm_in_first_layer = change(
    "There is batch norm in the first layer.",
    (
        "self.first = nn.Conv2d(channels, ndf, kernel_size=4, stride=2, padding=1)",
        "self.first = nn.Conv2d(channels, ndf, kernel_size=4, stride=2, padding=1)\n"
        "        self.norm = nn.BatchNorm2d(ndf)",
    ),
    ("F.leaky_relu(self.first(x), 0.2)", "F.leaky_relu(self.norm(self.first(x)), 0.2)"),
)
without_activation = change(
    "There is no leaky ReLU after the first layer.", ("F.leaky_relu(self.first(x), 0.2)", "self.first(x)")
)
slope_by_default = change(
    "The slope after the first layer is 0.01, PyTorch's default; it should be 0.2.",
    ("F.leaky_relu(self.first(x), 0.2)", "F.leaky_relu(self.first(x))"),
)
plain_relu = change(
    "Negative numbers become 0 after the first layer; a leaky ReLU multiplies them by 0.2.",
    ("F.leaky_relu(self.first(x), 0.2)", "torch.relu(self.first(x))"),
)
first_without_bias = change(
    "The first layer has no bias, but no batch norm follows that has one.",
    ("ndf, kernel_size=4, stride=2, padding=1)", "ndf, kernel_size=4, stride=2, padding=1, bias=False)"),
)
last_without_bias = change(
    "The last layer has no bias; it should have one.",
    ("1, kernel_size=4)", "1, kernel_size=4, bias=False)"),
)
mean_of_positions = change(
    "The last layer keeps 4 x 4 positions, and the logit is their mean; one kernel should cover them all.",
    ("1, kernel_size=4)", "1, kernel_size=4, padding='same')"),
    (".flatten()", ".mean(dim=(1, 2, 3))"),
)
three_channels = change(
    "Pictures must have 3 channels; it should be `channels`.", ("nn.Conv2d(channels, ndf", "nn.Conv2d(3, ndf")
)
