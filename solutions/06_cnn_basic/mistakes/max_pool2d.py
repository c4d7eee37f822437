"""Wrong versions of `max_pool2d` that students write."""

import torch
from torch import Tensor
from torch.nn import functional as F

from autograder.judge import change, mistake

_Numbers = int | tuple[int, int]


def _pair(value: _Numbers) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else value


pads_with_zeros = change(
    "The margin is 0 instead of -inf, so it is the largest if all pixels of a window are negative.",
    ("-torch.inf", "0.0"),
)

pads_with_low_number = change(
    "The margin is a negative number that is not low enough; -inf is below every pixel.",
    ("-torch.inf", "-1e4"),
)

stride_one_by_default = change(
    "Without a stride it uses 1, but None means the size of the window.",
    ("k if stride is None", "1 if stride is None"),
)

stride_is_k = change(
    "The stride is ignored: the windows always touch without overlap.",
    ("pair(k if stride is None else stride)", "pair(k)"),
)


@mistake("The window's height and width are exchanged.")
def exchanges_k(x: Tensor, k: _Numbers, stride: _Numbers | None = None, padding: int = 0) -> Tensor:
    return F.max_pool2d(x, _pair(k)[::-1], _pair(k) if stride is None else stride, padding)


exchanges_strides = change(
    "The two strides of a pair are swapped: the first is the step down.",
    ("(sh, sw) = pair", "(sw, sh) = pair"),
)

without_padding = change("The padding is ignored.", ("(padding, padding, padding, padding)", "(0, 0, 0, 0)"))


@mistake("Pixels left over at the end get a window of their own, but windows that are not full are dropped.")
def keeps_left_over(x: Tensor, k: _Numbers, stride: _Numbers | None = None, padding: int = 0) -> Tensor:
    return F.max_pool2d(x, k, stride, padding, ceil_mode=True)


averages = change(
    "It is the mean of each window, not the largest pixel.",
    ("(padding, padding, padding, padding), -torch.inf", "(padding, padding, padding, padding)"),
    (".amax(", ".mean("),
)

over_channels = change(
    "The maximum is taken over the channels too; each channel should be pooled separately.",
    (".amax(dim=2)", ".amax(dim=(1, 2))[:, None].expand(-1, C, -1, -1)"),
)

detached = change(
    "The result is detached from x, so layers before the pooling can't learn.",
    (".amax(dim=2)", ".amax(dim=2).detach()"),
)


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
