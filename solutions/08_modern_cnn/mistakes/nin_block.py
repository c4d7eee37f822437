"""Wrong versions of `nin_block` that students write."""

from torch import nn

from autograder.judge import change, mistake

first_without_relu = change(
    "The ReLU behind the first convolution is missing.",
    ("# [N,C_out,H',W']\n        nn.ReLU(),\n", "\n"),
)

second_without_relu = change(
    "The ReLU behind the first 1 x 1 convolution is missing.",
    ("# the same for each pixel\n        nn.ReLU(),\n", "\n"),
)

last_without_relu = change(
    "The ReLU behind the last 1 x 1 convolution is missing.",
    ("        nn.ReLU(),\n    )", "    )"),
)

one_relu = change(
    "There is only one ReLU, at the end; each of the three convolutions needs one.",
    ("# [N,C_out,H',W']\n        nn.ReLU(),\n", "\n"),
    ("# the same for each pixel\n        nn.ReLU(),\n", "\n"),
)

one_pointwise = change(
    "There is only one 1 x 1 convolution; the block has two.",
    ("        nn.Conv2d(out_channels, out_channels, 1),\n        nn.ReLU(),\n    )", "    )"),
)

without_stride = change(
    "The stride is ignored.", ("kernel_size, stride, padding)", "kernel_size, 1, padding)")
)

without_padding = change("The padding is ignored.", ("kernel_size, stride, padding)", "kernel_size, stride)"))

same_padding = change(
    "The padding is always kernel_size // 2; it should be the argument.",
    ("kernel_size, stride, padding)", "kernel_size, stride, kernel_size // 2)"),
)

with_pooling = change(
    "A max pooling follows the block; in NiN it stands between the blocks.",
    ("        nn.ReLU(),\n    )", "        nn.ReLU(),\n        nn.MaxPool2d(3, 1, 1),\n    )"),
)

without_bias = change(
    "The 1 x 1 convolutions have no bias.",
    ("nn.Conv2d(out_channels, out_channels, 1)", "nn.Conv2d(out_channels, out_channels, 1, bias=False)"),
)


def _block(first: nn.Module, *others: nn.Module) -> nn.Sequential:
    """Return these layers with a ReLU behind each."""
    return nn.Sequential(*(part for layer in (first, *others) for part in (layer, nn.ReLU())))


@mistake("All three convolutions have the side kernel_size; the second and the third should be 1 x 1.")
def three_large_kernels(in_channels, out_channels, kernel_size, stride, padding):
    sizes = (out_channels, out_channels, kernel_size)
    first = nn.Conv2d(in_channels, *sizes[1:], stride, padding)
    return _block(first, *(nn.Conv2d(*sizes, padding=kernel_size // 2) for _ in range(2)))


@mistake("All three convolutions have the stride; it belongs to the first only.")
def stride_everywhere(in_channels, out_channels, kernel_size, stride, padding):
    first = nn.Conv2d(in_channels, out_channels, kernel_size, stride, padding)
    return _block(first, *(nn.Conv2d(out_channels, out_channels, 1, stride) for _ in range(2)))


@mistake("All three convolutions have the padding; it belongs to the first only.")
def padding_everywhere(in_channels, out_channels, kernel_size, stride, padding):
    first = nn.Conv2d(in_channels, out_channels, kernel_size, stride, padding)
    return _block(first, *(nn.Conv2d(out_channels, out_channels, 1, 1, padding) for _ in range(2)))


@mistake("The first convolution keeps in_channels and the second one widens; the first should widen.")
def widens_late(in_channels, out_channels, kernel_size, stride, padding):
    first = nn.Conv2d(in_channels, in_channels, kernel_size, stride, padding)
    return _block(first, nn.Conv2d(in_channels, out_channels, 1), nn.Conv2d(out_channels, out_channels, 1))


@mistake("The two 1 x 1 convolutions are one layer, used twice; each should have weights of its own.")
def one_layer_twice(in_channels, out_channels, kernel_size, stride, padding):
    pixel = nn.Conv2d(out_channels, out_channels, 1)
    return _block(nn.Conv2d(in_channels, out_channels, kernel_size, stride, padding), pixel, pixel)
