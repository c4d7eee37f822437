"""Indices: `repeat` and `tile` lay out the place of each pixel under the kernel, as in the course CS231n."""

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


def im2col(
    x: Tensor,
    kernel: tuple[int, int],
    stride: tuple[int, int] = (1, 1),
    padding: tuple[int, int] = (0, 0),
    dilation: tuple[int, int] = (1, 1),
) -> Tensor:
    return Image(x, padding).unfold(kernel, stride, dilation)
