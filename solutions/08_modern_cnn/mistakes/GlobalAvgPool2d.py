"""Wrong versions of `GlobalAvgPool2d` that students write."""

from autograder.judge import change

keeps_dimensions = change(
    "The result is [N, C, 1, 1]; it should be [N, C].", ("dim=(2, 3))", "dim=(2, 3), keepdim=True)")
)

squeezes_all = change(
    "All dimensions of size 1 are squeezed away, so a batch of one image loses a dimension.",
    ("x.mean(dim=(2, 3))", "nn.functional.adaptive_avg_pool2d(x, 1).squeeze()"),
)

largest = change("It is the largest pixel of each channel, not the mean.", (".mean(", ".amax("))

total = change("It is the sum over the pixels; divide it by their number.", (".mean(", ".sum("))

over_channels = change(
    "The mean goes over the channels and the rows; it should go over the rows and the columns.",
    ("(2, 3)", "(1, 2)"),
)

over_rows = change("The mean goes over the rows only, so a number for each column is left.", ("(2, 3)", "2"))

over_batch = change(
    "The mean goes over the images too; each has means of its own.",
    ("x.mean(dim=(2, 3))", "x.mean(dim=(0, 2, 3)).expand(len(x), -1)"),
)

of_a_square = change(
    "The sum is divided by H * H; there are H * W pixels.",
    ("x.mean(dim=(2, 3))", "x.sum(dim=(2, 3)) / x.shape[2] ** 2"),
)

by_hand = change(
    "The sum of the pixels gets too large for float16; take the mean in one step.",
    ("x.mean(dim=(2, 3))", "x.sum(dim=(2, 3)) / (x.shape[2] * x.shape[3])"),
)

root_mean_square = change(
    "It is the mean of the sizes of the pixels; negative pixels should count as negative.",
    ("x.mean", "x.abs().mean"),
)

detached = change(
    "The result is detached from x, so the layers before it can't learn.", ("(2, 3))", "(2, 3)).detach()")
)

returns_view = change(
    "An image of one pixel is returned as a view, so it shares memory with x.",
    ("return x.mean(dim=(2, 3))", "return x.flatten(1) if x.shape[2:] == (1, 1) else x.mean(dim=(2, 3))"),
)

divides_first = change(
    "Each pixel is divided before the sum, so the shares of small float16 pixels become 0.",
    ("x.mean(dim=(2, 3))", "(x / (x.shape[2] * x.shape[3])).sum(dim=(2, 3))"),
)

in_float32 = change(
    "The mean is computed in float32, so float64 pixels lose digits.",
    ("x.mean(dim=(2, 3))", "x.float().mean(dim=(2, 3)).to(x.dtype)"),
)
