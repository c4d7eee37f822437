"""Wrong versions of `conv2d` that students write."""

import torch
from torch import Tensor
from torch.nn import functional as F

from autograder.judge import mistake

_Numbers = int | tuple[int, int]


def _pair(value: _Numbers) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else value


@mistake("The kernels are flipped: deep learning's convolution is a cross-correlation.")
def flips_kernels(
    x: Tensor,
    w: Tensor,
    b: Tensor | None = None,
    stride: _Numbers = 1,
    padding: _Numbers = 0,
    dilation: _Numbers = 1,
    groups: int = 1,
) -> Tensor:
    return F.conv2d(x, w.flip(2, 3), b, stride, padding, dilation, groups)


@mistake("The kernels are transposed: their rows are laid along the columns of the image.")
def transposes_kernels(
    x: Tensor,
    w: Tensor,
    b: Tensor | None = None,
    stride: _Numbers = 1,
    padding: _Numbers = 0,
    dilation: _Numbers = 1,
    groups: int = 1,
) -> Tensor:
    return F.conv2d(x, w.transpose(2, 3), b, stride, padding, dilation, groups)


@mistake("The bias is ignored.")
def without_bias(
    x: Tensor,
    w: Tensor,
    b: Tensor | None = None,
    stride: _Numbers = 1,
    padding: _Numbers = 0,
    dilation: _Numbers = 1,
    groups: int = 1,
) -> Tensor:
    return F.conv2d(x, w, None, stride, padding, dilation, groups)


@mistake("The bias is added once for each input channel of the sum; an output channel gets it once.")
def bias_per_input_channel(
    x: Tensor,
    w: Tensor,
    b: Tensor | None = None,
    stride: _Numbers = 1,
    padding: _Numbers = 0,
    dilation: _Numbers = 1,
    groups: int = 1,
) -> Tensor:
    return F.conv2d(x, w, None if b is None else b * w.shape[1], stride, padding, dilation, groups)


@mistake("The bias is broadcast along the last dimension: it must be one number for each output channel.")
def bias_along_columns(
    x: Tensor,
    w: Tensor,
    b: Tensor | None = None,
    stride: _Numbers = 1,
    padding: _Numbers = 0,
    dilation: _Numbers = 1,
    groups: int = 1,
) -> Tensor:
    y = F.conv2d(x, w, None, stride, padding, dilation, groups)
    return y if b is None else y + b


@mistake("The stride is ignored.")
def without_stride(
    x: Tensor,
    w: Tensor,
    b: Tensor | None = None,
    stride: _Numbers = 1,
    padding: _Numbers = 0,
    dilation: _Numbers = 1,
    groups: int = 1,
) -> Tensor:
    return F.conv2d(x, w, b, 1, padding, dilation, groups)


@mistake("Of a pair of strides only the first is used, for both directions.")
def first_stride_only(
    x: Tensor,
    w: Tensor,
    b: Tensor | None = None,
    stride: _Numbers = 1,
    padding: _Numbers = 0,
    dilation: _Numbers = 1,
    groups: int = 1,
) -> Tensor:
    return F.conv2d(x, w, b, _pair(stride)[0], padding, dilation, groups)


@mistake("A pair of paddings is taken for (right and left, above and below); the height comes first.")
def exchanges_paddings(
    x: Tensor,
    w: Tensor,
    b: Tensor | None = None,
    stride: _Numbers = 1,
    padding: _Numbers = 0,
    dilation: _Numbers = 1,
    groups: int = 1,
) -> Tensor:
    return F.conv2d(x, w, b, stride, _pair(padding)[::-1], dilation, groups)


@mistake("With padding, the result of the unpadded convolution is given a margin; the image needs it before.")
def pads_afterwards(
    x: Tensor,
    w: Tensor,
    b: Tensor | None = None,
    stride: _Numbers = 1,
    padding: _Numbers = 0,
    dilation: _Numbers = 1,
    groups: int = 1,
) -> Tensor:
    rows, columns = _pair(padding)
    y = F.conv2d(x, w, b, stride, 0, dilation, groups)
    return F.pad(y, (columns, columns, rows, rows))


@mistake(
    "The padding is multiplied by the stride: the margin is as wide as padding says, whatever the stride."
)
def padding_in_strides(
    x: Tensor,
    w: Tensor,
    b: Tensor | None = None,
    stride: _Numbers = 1,
    padding: _Numbers = 0,
    dilation: _Numbers = 1,
    groups: int = 1,
) -> Tensor:
    (sh, sw), (ph, pw) = _pair(stride), _pair(padding)
    return F.conv2d(x, w, b, stride, (ph * sh, pw * sw), dilation, groups)


@mistake("The margin is the value at the border, repeated; padding is with zeros.")
def repeats_border(
    x: Tensor,
    w: Tensor,
    b: Tensor | None = None,
    stride: _Numbers = 1,
    padding: _Numbers = 0,
    dilation: _Numbers = 1,
    groups: int = 1,
) -> Tensor:
    rows, columns = _pair(padding)
    padded = F.pad(x, (columns, columns, rows, rows), mode="replicate")
    return F.conv2d(padded, w, b, stride, 0, dilation, groups)


@mistake("The dilation is ignored.")
def without_dilation(
    x: Tensor,
    w: Tensor,
    b: Tensor | None = None,
    stride: _Numbers = 1,
    padding: _Numbers = 0,
    dilation: _Numbers = 1,
    groups: int = 1,
) -> Tensor:
    return F.conv2d(x, w, b, stride, padding, 1, groups)


@mistake("A pair of dilations is exchanged: the first is for the kernel's rows.")
def exchanges_dilations(
    x: Tensor,
    w: Tensor,
    b: Tensor | None = None,
    stride: _Numbers = 1,
    padding: _Numbers = 0,
    dilation: _Numbers = 1,
    groups: int = 1,
) -> Tensor:
    return F.conv2d(x, w, b, stride, padding, _pair(dilation)[::-1], groups)


@mistake("Every group sees the first group's input channels.")
def first_group_only(
    x: Tensor,
    w: Tensor,
    b: Tensor | None = None,
    stride: _Numbers = 1,
    padding: _Numbers = 0,
    dilation: _Numbers = 1,
    groups: int = 1,
) -> Tensor:
    return F.conv2d(x[:, : w.shape[1]], w, b, stride, padding, dilation)


@mistake("The groups' input channels are interleaved: a group is a run of channels that lie side by side.")
def interleaves_groups(
    x: Tensor,
    w: Tensor,
    b: Tensor | None = None,
    stride: _Numbers = 1,
    padding: _Numbers = 0,
    dilation: _Numbers = 1,
    groups: int = 1,
) -> Tensor:
    mixed = x.unflatten(1, (-1, groups)).transpose(1, 2).flatten(1, 2)
    return F.conv2d(mixed, w, b, stride, padding, dilation, groups)


@mistake("The output channels of the groups are interleaved: those of a group lie side by side.")
def interleaves_outputs(
    x: Tensor,
    w: Tensor,
    b: Tensor | None = None,
    stride: _Numbers = 1,
    padding: _Numbers = 0,
    dilation: _Numbers = 1,
    groups: int = 1,
) -> Tensor:
    y = F.conv2d(x, w, None, stride, padding, dilation, groups)
    y = y.unflatten(1, (groups, -1)).transpose(1, 2).flatten(1, 2)
    return y if b is None else y + b[:, None, None]


@mistake("The input channels are not summed: only the first of each group is used.")
def first_channel_only(
    x: Tensor,
    w: Tensor,
    b: Tensor | None = None,
    stride: _Numbers = 1,
    padding: _Numbers = 0,
    dilation: _Numbers = 1,
    groups: int = 1,
) -> Tensor:
    return F.conv2d(x[:, :: w.shape[1]], w[:, :1], b, stride, padding, dilation, groups)


@mistake("The kernels are treated as constants: no gradient flows back to w, so nothing is learned.")
def detached_kernels(
    x: Tensor,
    w: Tensor,
    b: Tensor | None = None,
    stride: _Numbers = 1,
    padding: _Numbers = 0,
    dilation: _Numbers = 1,
    groups: int = 1,
) -> Tensor:
    return F.conv2d(x, w.detach(), b, stride, padding, dilation, groups)


@mistake("A Python loop goes over the images of the batch; compute them all at once.")
def loops_over_images(
    x: Tensor,
    w: Tensor,
    b: Tensor | None = None,
    stride: _Numbers = 1,
    padding: _Numbers = 0,
    dilation: _Numbers = 1,
    groups: int = 1,
) -> Tensor:
    return torch.cat([F.conv2d(image[None], w, b, stride, padding, dilation, groups) for image in x])
