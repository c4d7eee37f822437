"""Wrong versions of `avg_pool2d` that students write."""

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
    ("return total /", "return total * kw / kh /"),
)

pads_with_infinity = change(
    "The margin is -inf, as for the maximum; for a mean it should be 0.",
    ("pad2d(x, margin)", "pad2d(x, margin, -torch.inf)"),
)

largest = change(
    "It is the largest pixel of each window, not the mean.",
    (
        "total = total.reshape(N, C, kh * kw, height, width).sum(",
        "return total.reshape(N, C, kh * kw, height, width).amax(",
    ),
)

detached = change(
    "The result is detached from x, so layers before the pooling can't learn.",
    ("pad2d(x, margin)", "pad2d(x.detach(), margin)"),
)

loops_over_images = change(
    "A Python loop goes over the images of the batch; pool them all at once.",
    (
        "im2col(image, (kh, kw), (sh, sw))",
        "torch.cat([im2col(one[None], (kh, kw), (sh, sw)) for one in image])",
    ),
)


@mistake("Pixels left over at the end get a window of their own, but windows that are not full are dropped.")
def keeps_left_over(
    x: Tensor, k: _Numbers, stride: _Numbers | None = None, padding: int = 0, count_include_pad: bool = True
) -> Tensor:
    return F.avg_pool2d(x, k, stride, padding, ceil_mode=True, count_include_pad=count_include_pad)
