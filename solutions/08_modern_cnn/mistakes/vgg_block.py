"""Wrong versions of `vgg_block` that students write."""

from autograder.judge import change

same_input_channels = change(
    "Every convolution takes in_channels. From the second on they get out_channels, so they must take these.",
    ("        channels = out_channels\n", ""),
)

one_relu = change(
    "There is one ReLU for the whole block, behind the convolutions; each convolution needs one.",
    (
        "nn.Conv2d(channels, out_channels, 3, padding=1), nn.ReLU()]",
        "nn.Conv2d(channels, out_channels, 3, padding=1)]",
    ),
    ("(*parts, nn.MaxPool2d(2))", "(*parts, nn.ReLU(), nn.MaxPool2d(2))"),
)

without_relu = change(
    "No ReLU follows the convolutions, so the block is a linear map and a pooling.",
    (", nn.ReLU()]", "]"),
)

relu_first = change(
    "The ReLU stands before each convolution; it should follow it.",
    (
        "[nn.Conv2d(channels, out_channels, 3, padding=1), nn.ReLU()]",
        "[nn.ReLU(), nn.Conv2d(channels, out_channels, 3, padding=1)]",
    ),
)

without_padding = change(
    "The convolutions have no padding, so each makes the image smaller by 2.",
    (", padding=1", ""),
)

pools_every_time = change(
    "A pooling follows each convolution; the block has one, behind all of them.",
    ("nn.ReLU()]", "nn.ReLU(), nn.MaxPool2d(2)]"),
    ("(*parts, nn.MaxPool2d(2))", "(*parts)"),
)

pools_first = change(
    "The pooling comes before the convolutions; it should come last.",
    ("(*parts, nn.MaxPool2d(2))", "(nn.MaxPool2d(2), *parts)"),
)

without_pooling = change("The pooling is missing, so the size is not halved.", (", nn.MaxPool2d(2))", ")"))

averages = change(
    "It pools with the mean of each window, not with the largest pixel.", ("MaxPool2d", "AvgPool2d")
)

overlapping_pooling = change(
    "The windows of the pooling are 3 x 3; they should be 2 x 2.",
    ("nn.MaxPool2d(2)", "nn.MaxPool2d(3, 2, padding=1)"),
)

keeps_left_over = change(
    "A last row or column that fills no window gets a window of its own; it should be dropped.",
    ("nn.MaxPool2d(2)", "nn.MaxPool2d(2, ceil_mode=True)"),
)

one_convolution_again = change(
    "From the second on, the convolutions are one and the same layer, so they share their weights.",
    ("channels = in_channels\n", "repeated = nn.Conv2d(out_channels, out_channels, 3, padding=1)\n"),
    ("nn.Conv2d(channels, out_channels, 3, padding=1), nn.ReLU()", "repeated, nn.ReLU()"),
    ("        channels = out_channels\n", ""),
    (
        "nn.Sequential(*parts, nn.MaxPool2d(2))",
        "nn.Sequential(nn.Conv2d(in_channels, out_channels, 3, padding=1), *parts[1:], nn.MaxPool2d(2))",
    ),
)

without_bias = change("The convolutions have no bias.", ("3, padding=1", "3, padding=1, bias=False"))

large_kernels = change("The kernels are 5 x 5; those of VGG are 3 x 3.", ("3, padding=1", "5, padding=2"))

one_too_many = change(
    "There is one convolution more than num_convs.", ("range(num_convs)", "range(num_convs + 1)")
)

refuses_nothing = change("num_convs = 0 raises no ValueError.", ("if num_convs < 1:", "if num_convs < 0:"))

refuses_one = change("A block with one convolution is refused.", ("num_convs < 1", "num_convs <= 1"))

returns_a_list = change(
    "It returns a list of layers; put them into an nn.Sequential.",
    ("nn.Sequential(*parts, nn.MaxPool2d(2))", "[*parts, nn.MaxPool2d(2)]"),
)
