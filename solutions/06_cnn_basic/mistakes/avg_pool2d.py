"""Wrong versions of `avg_pool2d` that students write."""

import torch
from torch import Tensor
from torch.nn import functional as F

from autograder.judge import mistake

_Numbers = int | tuple[int, int]


def _pair(value: _Numbers) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else value


@mistake("count_include_pad is ignored: the margin always counts in the divisor.")
def margin_always_counts(
    x: Tensor, k: _Numbers, stride: _Numbers | None = None, padding: int = 0, count_include_pad: bool = True
) -> Tensor:
    return F.avg_pool2d(x, k, stride, padding)


@mistake("The margin never counts in the divisor; by default it does.")
def margin_never_counts(
    x: Tensor, k: _Numbers, stride: _Numbers | None = None, padding: int = 0, count_include_pad: bool = True
) -> Tensor:
    return F.avg_pool2d(x, k, stride, padding, count_include_pad=False)


@mistake("The meaning of count_include_pad is turned round.")
def flag_turned_round(
    x: Tensor, k: _Numbers, stride: _Numbers | None = None, padding: int = 0, count_include_pad: bool = True
) -> Tensor:
    return F.avg_pool2d(x, k, stride, padding, count_include_pad=not count_include_pad)


@mistake("Pixels that are not 0 are counted: a pixel of the image that happens to be 0 is left out.")
def counts_nonzero(
    x: Tensor, k: _Numbers, stride: _Numbers | None = None, padding: int = 0, count_include_pad: bool = True
) -> Tensor:
    if count_include_pad:
        return F.avg_pool2d(x, k, stride, padding)
    share = F.avg_pool2d((x != 0).to(x.dtype), k, stride, padding)
    return F.avg_pool2d(x, k, stride, padding) / share.clamp(min=1e-9)


@mistake("Without a stride, 1 is taken; None means the size of the window.")
def stride_one_by_default(
    x: Tensor, k: _Numbers, stride: _Numbers | None = None, padding: int = 0, count_include_pad: bool = True
) -> Tensor:
    return F.avg_pool2d(x, k, 1 if stride is None else stride, padding, count_include_pad=count_include_pad)


@mistake("The stride is ignored: the windows always touch without overlap.")
def stride_is_k(
    x: Tensor, k: _Numbers, stride: _Numbers | None = None, padding: int = 0, count_include_pad: bool = True
) -> Tensor:
    return F.avg_pool2d(x, k, None, padding, count_include_pad=count_include_pad)


@mistake("A pair of strides is exchanged: the first is the step down.")
def exchanges_strides(
    x: Tensor, k: _Numbers, stride: _Numbers | None = None, padding: int = 0, count_include_pad: bool = True
) -> Tensor:
    steps = _pair(k if stride is None else stride)[::-1]
    return F.avg_pool2d(x, k, steps, padding, count_include_pad=count_include_pad)


@mistake("It is the sum of each window: the division is missing.")
def sums(
    x: Tensor, k: _Numbers, stride: _Numbers | None = None, padding: int = 0, count_include_pad: bool = True
) -> Tensor:
    return F.avg_pool2d(x, k, stride, padding, divisor_override=1)


@mistake("It is divided by the square of the window's height, which is its size only where it is square.")
def divides_by_height_squared(
    x: Tensor, k: _Numbers, stride: _Numbers | None = None, padding: int = 0, count_include_pad: bool = True
) -> Tensor:
    kh, kw = _pair(k)
    return F.avg_pool2d(x, k, stride, padding, count_include_pad=count_include_pad) * kw / kh


@mistake("The margin is -inf, as for the maximum; for a mean it is 0.")
def pads_with_infinity(
    x: Tensor, k: _Numbers, stride: _Numbers | None = None, padding: int = 0, count_include_pad: bool = True
) -> Tensor:
    return F.avg_pool2d(F.pad(x, (padding,) * 4, value=-torch.inf), k, stride)


@mistake("Pixels left over at the end get a window of their own; windows that are not full fall away.")
def keeps_left_over(
    x: Tensor, k: _Numbers, stride: _Numbers | None = None, padding: int = 0, count_include_pad: bool = True
) -> Tensor:
    return F.avg_pool2d(x, k, stride, padding, ceil_mode=True, count_include_pad=count_include_pad)


@mistake("It is the largest pixel of each window, not the mean.")
def largest(
    x: Tensor, k: _Numbers, stride: _Numbers | None = None, padding: int = 0, count_include_pad: bool = True
) -> Tensor:
    return F.max_pool2d(x, k, stride, padding)


@mistake("The result is cut off from x: what lies before the pooling can't learn.")
def detached(
    x: Tensor, k: _Numbers, stride: _Numbers | None = None, padding: int = 0, count_include_pad: bool = True
) -> Tensor:
    return F.avg_pool2d(x.detach(), k, stride, padding, count_include_pad=count_include_pad)


@mistake("A Python loop goes over the images of the batch; pool them all at once.")
def loops_over_images(
    x: Tensor, k: _Numbers, stride: _Numbers | None = None, padding: int = 0, count_include_pad: bool = True
) -> Tensor:
    pooled = [
        F.avg_pool2d(image, k, stride, padding, count_include_pad=count_include_pad) for image in x.unbind()
    ]
    return torch.stack(pooled)
