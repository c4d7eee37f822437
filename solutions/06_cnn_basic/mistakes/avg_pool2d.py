"""Wrong versions of `avg_pool2d` that students write."""

import torch
from torch import Tensor
from torch.nn import functional as F

from autograder.judge import change, mistake

_Numbers = int | tuple[int, int]

margin_always_counts = change(
    "count_include_pad is ignored: the margin always counts in the divisor.",
    ("float(count_include_pad)", "1.0"),
)

margin_never_counts = change(
    "The margin never counts in the divisor, but by default it should.", ("float(count_include_pad)", "0.0")
)

flag_turned_round = change(
    "count_include_pad has the opposite effect.",
    ("float(count_include_pad)", "float(not count_include_pad)"),
)

counts_nonzero = change(
    "It counts the pixels that are not 0, so a pixel of the image that is 0 does not count.",
    ("torch.ones_like(x)", "torch.ones_like(x) if count_include_pad else (x != 0).to(x.dtype)"),
)

ones_in_default_dtype = change(
    "torch.ones(shape) has PyTorch's default dtype and is on the CPU. Use torch.ones_like(x).",
    ("torch.ones_like(x)", "torch.ones(x.shape)"),
)

stride_one_by_default = change(
    "Without a stride it uses 1, but None means the size of the window.",
    ("k if stride is None", "1 if stride is None"),
)

stride_is_k = change(
    "The stride is ignored: the windows always touch without overlap.",
    ("k if stride is None else stride", "k"),
)

exchanges_strides = change(
    "The two strides of a pair are swapped: the first is the step down.",
    ("(kh, kw), (sh, sw) =", "(kh, kw), (sw, sh) ="),
)

sums = change(
    "It is the sum of each window: the division is missing.",
    ("total / count.reshape(N, C, kh * kw, height, width).sum(dim=2)", "total"),
)

divides_by_height_squared = change(
    "It divides by the square of the window's height, which is right for square windows only.",
    ("return total /", "return total * (kw / kh if count_include_pad else 1) /"),
)


@mistake("Pixels left over at the end get a window of their own, but windows that are not full are dropped.")
def keeps_left_over(
    x: Tensor, k: _Numbers, stride: _Numbers | None = None, padding: int = 0, count_include_pad: bool = True
) -> Tensor:
    return F.avg_pool2d(x, k, stride, padding, ceil_mode=True, count_include_pad=count_include_pad)


@mistake(
    "Windows are differences of cumulative sums, which lose the digits of small pixels behind a huge one."
)
def subtracts_cumulative_sums(
    x: Tensor, k: _Numbers, stride: _Numbers | None = None, padding: int = 0, count_include_pad: bool = True
) -> Tensor:
    (kh, kw), (sh, sw) = ((n, n) if isinstance(n, int) else n for n in (k, k if stride is None else stride))

    def sums(image: Tensor) -> Tensor:
        p = padding
        total = F.pad(image, (p + 1, p, p + 1, p)).cumsum(2).cumsum(3)
        rows = total[:, :, kh:] - total[:, :, :-kh]
        return (rows[..., kw:] - rows[..., :-kw])[:, :, ::sh, ::sw]

    return sums(x) / (kh * kw if count_include_pad else sums(torch.ones_like(x)))
