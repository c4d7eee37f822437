"""Wrong versions of `max_pool2d` that students write."""

import torch
from torch import Tensor
from torch.nn import functional as F

from autograder.judge import mistake

_Numbers = int | tuple[int, int]


def _pair(value: _Numbers) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else value


@mistake("The margin is 0 instead of -inf, so it is the largest if all pixels of a window are negative.")
def pads_with_zeros(x: Tensor, k: _Numbers, stride: _Numbers | None = None, padding: int = 0) -> Tensor:
    return F.max_pool2d(F.pad(x, (padding,) * 4), k, stride)


@mistake("The margin is a negative number that is not low enough; -inf is below every pixel.")
def pads_with_low_number(x: Tensor, k: _Numbers, stride: _Numbers | None = None, padding: int = 0) -> Tensor:
    return F.max_pool2d(F.pad(x, (padding,) * 4, value=-1e4), k, stride)


@mistake("Without a stride it uses 1, but None means the size of the window.")
def stride_one_by_default(x: Tensor, k: _Numbers, stride: _Numbers | None = None, padding: int = 0) -> Tensor:
    return F.max_pool2d(x, k, 1 if stride is None else stride, padding)


@mistake("The stride is ignored: the windows always touch without overlap.")
def stride_is_k(x: Tensor, k: _Numbers, stride: _Numbers | None = None, padding: int = 0) -> Tensor:
    return F.max_pool2d(x, k, None, padding)


@mistake("The window's height and width are exchanged.")
def exchanges_k(x: Tensor, k: _Numbers, stride: _Numbers | None = None, padding: int = 0) -> Tensor:
    return F.max_pool2d(x, _pair(k)[::-1], _pair(k) if stride is None else stride, padding)


@mistake("The two strides of a pair are swapped: the first is the step down.")
def exchanges_strides(x: Tensor, k: _Numbers, stride: _Numbers | None = None, padding: int = 0) -> Tensor:
    return F.max_pool2d(x, k, _pair(k if stride is None else stride)[::-1], padding)


@mistake("The padding is ignored.")
def without_padding(x: Tensor, k: _Numbers, stride: _Numbers | None = None, padding: int = 0) -> Tensor:
    return F.max_pool2d(x, k, stride)


@mistake("Pixels left over at the end get a window of their own, but windows that are not full are dropped.")
def keeps_left_over(x: Tensor, k: _Numbers, stride: _Numbers | None = None, padding: int = 0) -> Tensor:
    return F.max_pool2d(x, k, stride, padding, ceil_mode=True)


@mistake("It is the mean of each window, not the largest pixel.")
def averages(x: Tensor, k: _Numbers, stride: _Numbers | None = None, padding: int = 0) -> Tensor:
    return F.avg_pool2d(x, k, stride, padding)


@mistake("It is the smallest pixel of each window.")
def smallest(x: Tensor, k: _Numbers, stride: _Numbers | None = None, padding: int = 0) -> Tensor:
    return -F.max_pool2d(-x, k, stride, padding)


@mistake("The maximum is taken over the channels too; each channel should be pooled separately.")
def over_channels(x: Tensor, k: _Numbers, stride: _Numbers | None = None, padding: int = 0) -> Tensor:
    return F.max_pool2d(x, k, stride, padding).amax(dim=1, keepdim=True).expand(-1, x.shape[1], -1, -1)


@mistake("The result is detached from x, so layers before the pooling can't learn.")
def detached(x: Tensor, k: _Numbers, stride: _Numbers | None = None, padding: int = 0) -> Tensor:
    return F.max_pool2d(x.detach(), k, stride, padding)


@mistake("A Python loop goes over the positions of the window; take the maximum over its entries instead.")
def loops_over_places(x: Tensor, k: _Numbers, stride: _Numbers | None = None, padding: int = 0) -> Tensor:
    (kh, kw), (sh, sw) = _pair(k), _pair(k if stride is None else stride)
    y = F.pad(x, (padding,) * 4, value=-torch.inf)
    rows = [
        torch.stack(
            [y[:, :, i : i + kh, j : j + kw].amax(dim=(2, 3)) for j in range(0, y.shape[3] - kw + 1, sw)],
            dim=2,
        )
        for i in range(0, y.shape[2] - kh + 1, sh)
    ]
    return torch.stack(rows, dim=2)
