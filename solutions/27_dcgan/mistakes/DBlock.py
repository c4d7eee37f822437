"""Wrong versions of `DBlock` that students write."""

from autograder.judge import change

eps_of_0_8 = change(
    "eps of batch norm is 0.8: the second argument of nn.BatchNorm2d is eps, not momentum.",
    ("nn.BatchNorm2d(out_channels)", "nn.BatchNorm2d(out_channels, 0.8)"),
)
momentum_of_0_8 = change(
    "The momentum of batch norm is 0.8; it should be PyTorch's 0.1.",
    ("nn.BatchNorm2d(out_channels)", "nn.BatchNorm2d(out_channels, momentum=0.8)"),
)
with_bias = change("conv has a bias; batch norm subtracts it at once.", (", bias=False", ""))
transposed = change(
    "conv is a transposed convolution, which makes pictures larger.",
    ("nn.Conv2d(", "nn.ConvTranspose2d("),
)
slope_by_default = change(
    "The slope below 0 is 0.01, PyTorch's default; it should be alpha.",
    ("F.leaky_relu(self.bn(self.conv(x)), self.alpha)", "F.leaky_relu(self.bn(self.conv(x)))"),
)
slope_of_0_2 = change(
    "The slope below 0 is 0.2, whatever alpha is.",
    ("self.alpha)", "0.2)"),
)
plain_relu = change(
    "Negative numbers become 0; a leaky ReLU multiplies them by alpha.",
    ("F.leaky_relu(self.bn(self.conv(x)), self.alpha)", "torch.relu(self.bn(self.conv(x)))"),
)
slope_above_zero = change(
    "Positive numbers are multiplied by alpha and negative ones stay; it should be the other way round.",
    (
        "F.leaky_relu(self.bn(self.conv(x)), self.alpha)",
        "-F.leaky_relu(-self.bn(self.conv(x)), self.alpha)",
    ),
)
activation_before_norm = change(
    "The leaky ReLU comes before batch norm; it should come last.",
    (
        "F.leaky_relu(self.bn(self.conv(x)), self.alpha)",
        "self.bn(F.leaky_relu(self.conv(x), self.alpha))",
    ),
)
without_norm = change("Batch norm is missing in forward.", ("self.bn(self.conv(x))", "self.conv(x)"))
padding_ignored = change(
    "The padding is always 1; it should be that of the constructor.",
    ("stride, padding, bias=False", "stride, 1, bias=False"),
)
statistics_of_the_batch = change(
    "In eval mode batch norm uses the batch; it should use its running statistics.",
    ("nn.BatchNorm2d(out_channels)", "nn.BatchNorm2d(out_channels, track_running_stats=False)"),
)
