"""Wrong versions of `DenseBlock` that students write."""

from autograder.judge import change

adds = change(
    "The new channels are added to the old ones; they should be put behind them.",
    ("in_channels + step * growth", "in_channels"),
    ("nn.Conv2d(channels, growth,", "nn.Conv2d(channels, channels,"),
    ("torch.cat([x, step(x)], dim=1)", "x + step(x)"),
)
new_first = change(
    "The new channels come before the old ones; they should come behind them.",
    ("[x, step(x)]", "[step(x), x]"),
)
without_input = change(
    "The result holds the new channels only; x should come first.",
    ("        for step in self.steps:", "        channels = x.shape[1]\n        for step in self.steps:"),
    ("return x\n", "return x[:, channels:]\n"),
)
same_size = change(
    "Each step reads in_channels channels; step i should read in_channels + i * growth.",
    ("channels = in_channels + step * growth", "channels = in_channels"),
)
only_the_last = change(
    "Each step reads only the newest channels behind the input; it should read all.",
    ("channels = in_channels + step * growth", "channels = in_channels + min(step, 1) * growth"),
    ("        for step in self.steps:", "        first = x.shape[1]\n        for step in self.steps:"),
    (
        "step(x)]",
        "step(torch.cat([x[:, :first], x[:, max(first, x.shape[1] - step[2].out_channels):]], dim=1))]",
    ),
)
conv_first = change(
    "The convolution comes before batch norm and ReLU; it should come last.",
    (
        "nn.Sequential(nn.BatchNorm2d(channels), nn.ReLU(), conv)",
        "nn.Sequential(conv, nn.BatchNorm2d(growth), nn.ReLU())",
    ),
)
relu_first = change(
    "ReLU comes before batch norm; it should come after it.",
    ("nn.BatchNorm2d(channels), nn.ReLU(), conv", "nn.ReLU(), nn.BatchNorm2d(channels), conv"),
)
relu_in_place = change(
    "A ReLU works in place on x, so the old channels lose their negative numbers.",
    ("nn.BatchNorm2d(channels), nn.ReLU(), conv", "nn.ReLU(inplace=True), nn.BatchNorm2d(channels), conv"),
)
without_relu = change(
    "ReLU is missing.", ("nn.BatchNorm2d(channels), nn.ReLU(), conv", "nn.BatchNorm2d(channels), conv")
)
without_norm = change("Batch norm is missing in forward.", ("step(x)]", "step[1:](x)]"))
without_padding = change(
    "The convolution has no padding, so its result is smaller than x.",
    ("kernel_size=3, padding=1)", "kernel_size=3)"),
)
kernel_of_one = change(
    "The convolution is 1x1; it should be 3x3.", ("kernel_size=3, padding=1)", "kernel_size=1)")
)
without_bias = change(
    "The convolutions have no bias; they should have one.", ("padding=1)", "padding=1, bias=False)")
)
along_rows = change("It concatenates along the rows; it should be along the channels.", ("dim=1)", "dim=2)"))
one_too_many = change("It has one step more than num_convs.", ("range(num_convs)", "range(num_convs + 1)"))
plain_list = change(
    "The layers are in a Python list, so the module has no parameters. Use nn.ModuleList.",
    ("self.steps = nn.ModuleList()", "self.steps = []"),
)
stays_in_train_mode = change(
    "It puts itself into train mode, so batch norm uses the batch in eval mode too.",
    ("        for step in self.steps:", "        self.train()\n        for step in self.steps:"),
)
detached = change(
    "The old channels are detached, so no gradient flows past the last step.",
    ("torch.cat([x, step", "torch.cat([x.detach(), step"),
)
