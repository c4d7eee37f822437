"""Wrong versions of `GBlock` that students write."""

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
ordinary_convolution = change(
    "conv is an ordinary convolution, which makes pictures smaller.",
    ("nn.ConvTranspose2d(", "nn.Conv2d("),
)
relu_before_norm = change(
    "ReLU comes before batch norm; it should come last.",
    ("torch.relu(self.bn(self.conv(x)))", "self.bn(torch.relu(self.conv(x)))"),
)
without_relu = change("ReLU is missing.", ("torch.relu(self.bn(self.conv(x)))", "self.bn(self.conv(x))"))
leaky = change(
    "Its activation leaks: negative numbers are multiplied by 0.2, but ReLU makes them 0.",
    ("torch.relu(self.bn(self.conv(x)))", "F.leaky_relu(self.bn(self.conv(x)), 0.2)"),
)
without_norm = change(
    "Batch norm is missing in forward.", ("torch.relu(self.bn(self.conv(x)))", "torch.relu(self.conv(x))")
)
norm_first = change(
    "Batch norm comes before the convolution; it should come after it.",
    ("nn.BatchNorm2d(out_channels)", "nn.BatchNorm2d(in_channels)"),
    ("self.bn(self.conv(x))", "self.conv(self.bn(x))"),
)
padding_ignored = change(
    "The padding is always 1; it should be that of the constructor.",
    ("stride, padding, bias=False", "stride, 1, bias=False"),
)
stride_ignored = change(
    "The stride is always 2; it should be that of the constructor.",
    ("kernel, stride, padding", "kernel, 2, padding"),
)
statistics_of_the_batch = change(
    "In eval mode batch norm uses the batch; it should use its running statistics.",
    ("nn.BatchNorm2d(out_channels)", "nn.BatchNorm2d(out_channels, track_running_stats=False)"),
)
