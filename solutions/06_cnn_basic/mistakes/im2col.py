"""Wrong versions of `im2col` that students write."""

import torch
from torch import Tensor
from torch.nn import functional as F

from autograder.judge import mistake

_Pair = tuple[int, int]
_ONE, _NONE = (1, 1), (0, 0)


def _right(x: Tensor, kernel: _Pair, stride: _Pair, padding: _Pair, dilation: _Pair) -> Tensor:
    return F.unfold(x, kernel, dilation, padding, stride)


@mistake("A column holds all channels of a pixel side by side; it should hold channel after channel.")
def channels_last(
    x: Tensor, kernel: _Pair, stride: _Pair = _ONE, padding: _Pair = _NONE, dilation: _Pair = _ONE
) -> Tensor:
    y = _right(x, kernel, stride, padding, dilation)
    return y.unflatten(1, (x.shape[1], -1)).transpose(1, 2).flatten(1, 2)


@mistake("The pixels under the kernel are listed column by column; reading order goes row by row.")
def kernel_by_columns(
    x: Tensor, kernel: _Pair, stride: _Pair = _ONE, padding: _Pair = _NONE, dilation: _Pair = _ONE
) -> Tensor:
    y = _right(x, kernel, stride, padding, dilation)
    return y.unflatten(1, (x.shape[1], *kernel)).transpose(2, 3).flatten(1, 3)


@mistake("The places are listed column by column; reading order goes row by row.")
def places_by_columns(
    x: Tensor, kernel: _Pair, stride: _Pair = _ONE, padding: _Pair = _NONE, dilation: _Pair = _ONE
) -> Tensor:
    width = (x.shape[3] + 2 * padding[1] - dilation[1] * (kernel[1] - 1) - 1) // stride[1] + 1
    y = _right(x, kernel, stride, padding, dilation)
    return y.unflatten(2, (-1, width)).transpose(2, 3).flatten(2)


@mistake("Places and pixels are exchanged: [N, L, C*kh*kw] came out, with a place in each row.")
def places_first(
    x: Tensor, kernel: _Pair, stride: _Pair = _ONE, padding: _Pair = _NONE, dilation: _Pair = _ONE
) -> Tensor:
    return _right(x, kernel, stride, padding, dilation).transpose(1, 2)


@mistake("The kernel's height and width are exchanged.")
def exchanges_kernel(
    x: Tensor, kernel: _Pair, stride: _Pair = _ONE, padding: _Pair = _NONE, dilation: _Pair = _ONE
) -> Tensor:
    return _right(x, kernel[::-1], stride, padding, dilation)


@mistake("The two strides are exchanged: the first is the step down, the second the step to the right.")
def exchanges_strides(
    x: Tensor, kernel: _Pair, stride: _Pair = _ONE, padding: _Pair = _NONE, dilation: _Pair = _ONE
) -> Tensor:
    return _right(x, kernel, stride[::-1], padding, dilation)


@mistake("The two paddings are exchanged: the first is for above and below, the second for left and right.")
def exchanges_paddings(
    x: Tensor, kernel: _Pair, stride: _Pair = _ONE, padding: _Pair = _NONE, dilation: _Pair = _ONE
) -> Tensor:
    return _right(x, kernel, stride, padding[::-1], dilation)


@mistake("The two dilations are exchanged: the first spreads the kernel's rows, the second its columns.")
def exchanges_dilations(
    x: Tensor, kernel: _Pair, stride: _Pair = _ONE, padding: _Pair = _NONE, dilation: _Pair = _ONE
) -> Tensor:
    return _right(x, kernel, stride, padding, dilation[::-1])


@mistake("The dilation is ignored: the kernel is laid on neighbouring pixels.")
def without_dilation(
    x: Tensor, kernel: _Pair, stride: _Pair = _ONE, padding: _Pair = _NONE, dilation: _Pair = _ONE
) -> Tensor:
    return _right(x, kernel, stride, padding, _ONE)


@mistake("The stride is ignored: every place gives a column.")
def without_stride(
    x: Tensor, kernel: _Pair, stride: _Pair = _ONE, padding: _Pair = _NONE, dilation: _Pair = _ONE
) -> Tensor:
    return _right(x, kernel, _ONE, padding, dilation)


@mistake("Only one side is padded, not both: the margin lies at the bottom and at the right alone.")
def pads_one_side(
    x: Tensor, kernel: _Pair, stride: _Pair = _ONE, padding: _Pair = _NONE, dilation: _Pair = _ONE
) -> Tensor:
    padded = F.pad(x, (0, 2 * padding[1], 0, 2 * padding[0]))
    return _right(padded, kernel, stride, _NONE, dilation)


@mistake("The pixels are copied into a new tensor without their history: no gradient flows back to x.")
def detached(
    x: Tensor, kernel: _Pair, stride: _Pair = _ONE, padding: _Pair = _NONE, dilation: _Pair = _ONE
) -> Tensor:
    return _right(x.detach(), kernel, stride, padding, dilation)


@mistake("The result is a view: where the kernel has one entry it shares memory with x.")
def view_of_input(
    x: Tensor, kernel: _Pair, stride: _Pair = _ONE, padding: _Pair = _NONE, dilation: _Pair = _ONE
) -> Tensor:
    if (*kernel, *stride, *padding) == (1, 1, 1, 1, 0, 0):
        return x.flatten(2)
    return _right(x, kernel, stride, padding, dilation)


@mistake("A Python loop goes over the places; index them all at once, or loop over the kernel's entries.")
def loops_over_places(
    x: Tensor, kernel: _Pair, stride: _Pair = _ONE, padding: _Pair = _NONE, dilation: _Pair = _ONE
) -> Tensor:
    y = F.pad(x, (padding[1], padding[1], padding[0], padding[0]))
    spans = [d * (k - 1) + 1 for d, k in zip(dilation, kernel, strict=True)]
    columns = [
        y[:, :, i : i + spans[0] : dilation[0], j : j + spans[1] : dilation[1]].flatten(1)
        for i in range(0, y.shape[2] - spans[0] + 1, stride[0])
        for j in range(0, y.shape[3] - spans[1] + 1, stride[1])
    ]
    return torch.stack(columns, dim=2)
