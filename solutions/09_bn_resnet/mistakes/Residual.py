"""Wrong versions of `Residual` that students write."""

from autograder.judge import change

without_skip = change("The skip connection is missing.", ("torch.relu(y + skip)", "torch.relu(y)"))
subtracts = change("The skip connection is subtracted; it should be added.", ("y + skip", "y - skip"))
relu_before_sum = change(
    "ReLU comes before the sum; it should come after it.", ("torch.relu(y + skip)", "torch.relu(y) + skip")
)
without_last_relu = change("The last ReLU is missing.", ("torch.relu(y + skip)", "y + skip"))
without_first_relu = change(
    "There is no ReLU between the convolutions.",
    ("y = torch.relu(self.bn1(self.conv1(x)))", "y = self.bn1(self.conv1(x))"),
)
relu_before_norm = change(
    "The first ReLU comes before batch norm; it should come after it.",
    ("torch.relu(self.bn1(self.conv1(x)))", "self.bn1(torch.relu(self.conv1(x)))"),
)
relu_twice = change(
    "There is a ReLU before the sum as well; the result of bn2 should be added as it is.",
    ("y = self.bn2(self.conv2(y))", "y = torch.relu(self.bn2(self.conv2(y)))"),
)
without_norms = change(
    "Batch norm is missing in forward.",
    ("self.bn1(self.conv1(x))", "self.conv1(x)"),
    ("self.bn2(self.conv2(y))", "self.conv2(y)"),
)
one_norm = change(
    "bn1 is used twice; after conv2 it should be bn2.", ("self.bn2(self.conv2(y))", "self.bn1(self.conv2(y))")
)
swapped_norms = change(
    "bn1 and bn2 are swapped.",
    ("self.bn1(self.conv1(x))", "self.bn2(self.conv1(x))"),
    ("self.bn2(self.conv2(y))", "self.bn1(self.conv2(y))"),
)
stride_in_second = change(
    "conv2 has the stride; it should be conv1.",
    ("kernel_size=3, stride=stride, padding=1)", "kernel_size=3, padding=1)"),
    (
        "nn.Conv2d(out_channels, out_channels, kernel_size=3, padding=1)",
        "nn.Conv2d(out_channels, out_channels, kernel_size=3, stride=stride, padding=1)",
    ),
)
skip_without_stride = change(
    "The 1x1 convolution has stride 1, so the sizes differ when they are added.",
    ("nn.Conv2d(in_channels, out_channels, 1, stride)", "nn.Conv2d(in_channels, out_channels, 1)"),
)
skip_of_3x3 = change(
    "The convolution of the skip connection is 3x3; it should be 1x1.",
    ("nn.Conv2d(in_channels, out_channels, 1, stride)", "nn.Conv2d(in_channels, out_channels, 3, stride, 1)"),
)
skip_with_norm = change(
    "The 1x1 convolution has a batch norm of its own; here there is none.",
    (
        "nn.Conv2d(in_channels, out_channels, 1, stride) if",
        "nn.Sequential(nn.Conv2d(in_channels, out_channels, 1, stride), nn.BatchNorm2d(out_channels)) if",
    ),
)
adds_x_as_well = change(
    "Where there is a 1x1 convolution, x itself is added if it fits; its result should be added.",
    ("x if self.conv3 is None else", "x if self.conv3 is None or x.shape == y.shape else"),
)
without_bias = change(
    "The convolutions have no bias; they should have one.",
    ("padding=1)", "padding=1, bias=False)"),
    ("1, stride) if", "1, stride, bias=False) if"),
)
accepts_all = change(
    "Channels or a stride that don't fit are accepted; they should raise a ValueError.",
    ("if not use_1x1conv and (in_channels != out_channels or stride != 1):", "if False:"),
)
accepts_stride = change(
    "A stride without a 1x1 convolution is accepted; it should raise a ValueError.",
    ("(in_channels != out_channels or stride != 1)", "in_channels != out_channels"),
)
made_by_need = change(
    "conv3 is made where it is needed, not where use_1x1conv asks for it.",
    ("stride) if use_1x1conv else None", "stride) if in_channels != out_channels or stride != 1 else None"),
)
skip_first = change(
    "conv3 is made before the others; the order is conv1, bn1, conv2, bn2, conv3.",
    (
        "        self.conv1 =",
        "        self.conv3 = nn.Conv2d(in_channels, out_channels, 1, stride)\n        self.conv1 =",
    ),
    (
        "self.conv3 = nn.Conv2d(in_channels, out_channels, 1, stride) if use_1x1conv else None",
        "self.conv3 = self.conv3 if use_1x1conv else None",
    ),
)
zero_gamma = change(
    "gamma of bn2 is 0 at first; it should be as PyTorch makes it.",
    (
        "self.bn2 = nn.BatchNorm2d(out_channels)",
        "self.bn2 = nn.BatchNorm2d(out_channels)\n        nn.init.zeros_(self.bn2.weight)",
    ),
)
in_place = change(
    "It adds to x in place, so the caller's images change.",
    ("return torch.relu(y + skip)", "return skip.add_(y).relu()"),
)
evaluates_norms = change(
    "It puts itself into train mode, so batch norm uses the batch in eval mode too.",
    ("y = torch.relu(self.bn1", "self.train()\n        y = torch.relu(self.bn1"),
)
