"""Wrong versions of `conv_transpose2d` that students write."""

import torch
from torch import Tensor

from autograder.judge import change, mistake

flips = change(
    "The stamps are flipped; a transposed convolution doesn't flip the kernel.",
    ('"nchw,coae->aenohw", x, w)', '"nchw,coae->aenohw", x, w.flip(2, 3))'),
)
swaps_channels = change(
    "The first two dimensions of w are swapped where it can be; the first belongs to the channels of x.",
    (
        '"nchw,coae->aenohw", x, w)',
        '"nchw,coae->aenohw", x, w.transpose(0, 1) if w.shape[0] == w.shape[1] else w)',
    ),
)
transposes_square_stamps = change(
    "Rows and columns of the stamp are swapped where the kernel is square.",
    ('"nchw,coae->aenohw", x, w)', '"nchw,coae->aenohw", x, w.mT if kh == kw else w)'),
)
overwrites = change(
    "Where stamps overlap, the later one overwrites the earlier; they should be added.",
    ("columns : stride] += stamps[a, e]", "columns : stride] = stamps[a, e]"),
)
adds_bias_often = change(
    "The bias is added once for each input channel. Add it once to each pixel of the result.",
    ("b.view(Co, 1, 1)", "x.shape[1] * b.view(Co, 1, 1)"),
)
bias_along_columns = change(
    "The bias is broadcast along the columns where it fits; each channel should get its own number.",
    ("b.view(Co, 1, 1)", "(b if Co == width else b.view(Co, 1, 1))"),
)
bias_on_stamps_only = change(
    "Pixels where the canvas is 0 get no bias.",
    ("y + b.view(Co, 1, 1)", "torch.where(y == 0, y, y + b.view(Co, 1, 1))"),
)
cuts_at_the_end = change(
    "The window begins at the first row and column of the canvas; it should begin at `padding`.",
    ("canvas[:, :, padding : padding + height, padding : padding + width]", "canvas[:, :, :height, :width]"),
)
output_padding_of_zeros = change(
    "The rows and columns of the output padding are 0; they should show the canvas.",
    (
        "    return y if b is None",
        "    keep_h, keep_w = y.new_ones(height, 1), y.new_ones(width)\n"
        "    keep_h[height - output_padding :], keep_w[width - output_padding :] = 0, 0\n"
        "    y = y * keep_h * keep_w\n"
        "    return y if b is None",
    ),
)
output_padding_first = change(
    "Output padding adds rows above and columns on the left; it belongs to the other two sides.",
    (
        "a : a + rows : stride, e : e + columns : stride]",
        "a + output_padding : a + output_padding + rows : stride, "
        "e + output_padding : e + output_padding + columns : stride]",
    ),
)
canvas_in_default_dtype = change(
    "The canvas is float32 on the CPU. Give it the dtype and the device of x.",
    ("x.new_zeros(", "torch.zeros("),
)


@mistake("Where stamps overlap, the result is their mean; they should be added.")
def averages(
    x: Tensor, w: Tensor, b: Tensor | None = None, stride: int = 1, padding: int = 0, output_padding: int = 0
) -> Tensor:
    spread = torch.nn.functional.conv_transpose2d
    y = spread(x, w, None, stride, padding, output_padding)
    count = spread(
        torch.ones_like(x[:, :1]), torch.ones_like(w[:1, :1]), None, stride, padding, output_padding
    )
    y = y / count.clamp(min=1)
    return y if b is None else y + b.view(-1, 1, 1)
