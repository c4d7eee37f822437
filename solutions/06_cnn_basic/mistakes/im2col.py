"""Wrong versions of `im2col` that students write."""

import torch
from torch import Tensor
from torch.nn import functional as F

from autograder.judge import change, mistake

_Pair = tuple[int, int]

channels_last = change(
    "A column holds all channels of a pixel side by side; it should hold one channel after the other.",
    ("patches.reshape", "patches.permute(0, 2, 3, 1, 4, 5).reshape"),
)

kernel_by_columns = change(
    "The pixels under the kernel are listed column by column; reading order goes row by row.",
    ("patches.reshape", "patches.transpose(2, 3).reshape"),
)

places_by_columns = change(
    "The positions are listed column by column; reading order goes row by row.",
    ("patches.reshape", "patches.transpose(4, 5).reshape"),
)

places_first = change(
    "Positions and pixels are swapped: the result is [N, L, C*kh*kw], with a position in each row.",
    ("len(down) * len(right))", "len(down) * len(right)).transpose(1, 2)"),
)

exchanges_kernel = change("The kernel's height and width are exchanged.", ("= kernel,", "= kernel[::-1],"))

exchanges_strides = change(
    "The two strides are exchanged: the first is the step down, the second the step to the right.",
    ("= kernel, stride,", "= kernel, stride[::-1],"),
)

exchanges_paddings = change(
    "The two paddings are exchanged: the first is for above and below, the second for left and right.",
    ("stride, padding, dilation", "stride, padding[::-1], dilation"),
)

exchanges_dilations = change(
    "The two dilations are exchanged: the first spreads the kernel's rows, the second its columns.",
    ("stride, padding, dilation", "stride, padding, dilation[::-1]"),
)

without_dilation = change(
    "The dilation is ignored: the kernel covers neighbouring pixels.",
    ("stride, padding, dilation", "stride, padding, (1, 1)"),
)

pads_one_side = change(
    "Only the bottom and the right get a margin, twice as wide; the top and the left need one too.",
    ("(pw, pw, ph, ph)", "(0, 2 * pw, 0, 2 * ph)"),
)

view_of_input = change(
    "The result is a view, so it shares memory with x if the kernel has one entry.",
    (
        "    N, C, H, W =",
        "    if (*kernel, *stride, *padding) == (1, 1, 1, 1, 0, 0):\n"
        "        return x.flatten(2)\n"
        "    N, C, H, W =",
    ),
)


@mistake("A Python loop goes over the positions; index them all at once, or loop over the kernel's entries.")
def loops_over_places(
    x: Tensor, kernel: _Pair, stride: _Pair = (1, 1), padding: _Pair = (0, 0), dilation: _Pair = (1, 1)
) -> Tensor:
    y = F.pad(x, (padding[1], padding[1], padding[0], padding[0]))
    spans = [d * (k - 1) + 1 for d, k in zip(dilation, kernel, strict=True)]
    columns = [
        y[:, :, i : i + spans[0] : dilation[0], j : j + spans[1] : dilation[1]].flatten(1)
        for i in range(0, y.shape[2] - spans[0] + 1, stride[0])
        for j in range(0, y.shape[3] - spans[1] + 1, stride[1])
    ]
    return torch.stack(columns, dim=2)
