"""Indices: `repeat` and `tile` lay out the place of each pixel under the kernel, as in the course CS231n.

Groups are computed one after the other, and sums in float64.
"""

import torch
from torch import Tensor
from torch.nn import functional as F


class Image:
    """Images with margins. `unfold` is a method of their own."""

    def __init__(self, x: Tensor, padding: tuple[int, int]) -> None:
        vertical, horizontal = padding
        self.x = F.pad(x, (horizontal, horizontal, vertical, vertical))

    def unfold(self, kernel: tuple[int, int], stride: tuple[int, int], dilation: tuple[int, int]) -> Tensor:
        """Return the pixels under the kernel [N,C*kh*kw,L]."""
        _, C, H, W = self.x.shape
        (kh, kw), device = kernel, self.x.device
        tall = (H - dilation[0] * (kh - 1) - 1) // stride[0] + 1
        wide = (W - dilation[1] * (kw - 1) - 1) // stride[1] + 1
        channels = torch.arange(C, device=device).repeat_interleave(kh * kw)  # [C*kh*kw]
        rows = torch.arange(kh, device=device).repeat_interleave(kw).repeat(C) * dilation[0]
        columns = torch.arange(kw, device=device).tile(kh * C) * dilation[1]
        down = torch.arange(tall, device=device).repeat_interleave(wide) * stride[0]  # [L]
        right = torch.arange(wide, device=device).repeat(tall) * stride[1]
        return self.x[:, channels[:, None], rows[:, None] + down, columns[:, None] + right]


def _two(numbers: int | tuple[int, int]) -> tuple[int, int]:
    return numbers if isinstance(numbers, tuple) else (numbers, numbers)


def im2col(
    x: Tensor,
    kernel: tuple[int, int],
    stride: tuple[int, int] = (1, 1),
    padding: tuple[int, int] = (0, 0),
    dilation: tuple[int, int] = (1, 1),
) -> Tensor:
    return Image(x, padding).unfold(kernel, stride, dilation)


def conv2d(
    x: Tensor,
    w: Tensor,
    b: Tensor | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    groups: int = 1,
) -> Tensor:
    kernel, steps, margins, gaps = w.shape[2:], _two(stride), _two(padding), _two(dilation)
    columns = im2col(x.double(), tuple(kernel), steps, margins, gaps)
    products = map(torch.matmul, w.double().flatten(1).chunk(groups), columns.chunk(groups, dim=1))
    sizes = [
        (n + 2 * margin - gap * (k - 1) - 1) // step + 1
        for n, k, step, margin, gap in zip(x.shape[2:], kernel, steps, margins, gaps, strict=True)
    ]
    y = torch.cat(list(products), dim=1).unflatten(2, sizes)
    return (y if b is None else y + b[:, None, None]).to(x.dtype)


def avg_pool2d(
    x: Tensor,
    k: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int = 0,
    count_include_pad: bool = True,
) -> Tensor:
    image = x.double()
    for dim, size, step in zip((2, 3), _two(k), _two(stride or k), strict=True):
        n = x.shape[dim]
        starts = range(-padding, n + padding - size + 1, step)
        own = [[p for p in range(start, start + size) if 0 <= p < n] for start in starts]
        counts = [size if count_include_pad else len(pixels) for pixels in own]
        shares = [
            [(p in pixels) / count for p in range(n)] for pixels, count in zip(own, counts, strict=True)
        ]
        matrix = torch.tensor(shares, dtype=torch.float64, device=x.device)
        image = torch.tensordot(image, matrix, dims=([dim], [1])).movedim(-1, dim)
    return image.to(x.dtype)
