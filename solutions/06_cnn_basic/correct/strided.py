"""Strides: a window is a view of a padded copy of the image; einsum or a reduction goes over all windows."""

import torch
from torch import Tensor
from torch.nn import functional as F

Numbers = int | tuple[int, int]


def _two(numbers: Numbers) -> tuple[int, int]:
    try:
        first, second = numbers
    except TypeError:
        return numbers, numbers
    return first, second


def conv_out_size(n: int, k: int, padding: int = 0, stride: int = 1, dilation: int = 1) -> int:
    last = n + 2 * padding - (k - 1) * dilation  # one behind the last pixel where a kernel may begin
    starts = range(0, last, stride)
    if not starts:
        raise ValueError("there is no place where the whole kernel lies in the image")
    return len(starts)


def _windows(x: Tensor, k: Numbers, stride: Numbers, dilation: Numbers = 1) -> Tensor:
    """[...,H,W] -> [...,H',W',kh,kw], a view of a copy."""
    (kh, kw), (sh, sw), (dh, dw) = _two(k), _two(stride), _two(dilation)
    x = x.clone(memory_format=torch.contiguous_format)
    *rest, down, right = x.stride()
    places = [conv_out_size(x.shape[-2], kh, 0, sh, dh), conv_out_size(x.shape[-1], kw, 0, sw, dw)]
    size = [*x.shape[:-2], *places, kh, kw]
    return x.as_strided(size, [*rest, down * sh, right * sw, down * dh, right * dw])


def corr2d(X: Tensor, K: Tensor) -> Tensor:
    return torch.tensordot(_windows(X, tuple(K.shape), 1), K, dims=2)


def pad2d(x: Tensor, pad: tuple[int, int, int, int], value: float = 0.0) -> Tensor:
    for dim, before, after in ((3, *pad[:2]), (2, *pad[2:])):
        sizes = list(x.shape)
        margins = []
        for sizes[dim] in (before, after):
            margins.append(torch.full(sizes, value, dtype=x.dtype, device=x.device))
        x = torch.cat([margins[0], x, margins[1]], dim)
    return x


def im2col(
    x: Tensor,
    kernel: tuple[int, int],
    stride: tuple[int, int] = (1, 1),
    padding: tuple[int, int] = (0, 0),
    dilation: tuple[int, int] = (1, 1),
) -> Tensor:
    vertical, horizontal = padding
    padded = F.pad(x, [horizontal, horizontal, vertical, vertical])
    seen = _windows(padded, kernel, stride, dilation).permute(0, 1, 4, 5, 2, 3)
    return seen.flatten(4).flatten(1, 3).clone()


def conv2d(
    x: Tensor,
    w: Tensor,
    b: Tensor | None = None,
    stride: Numbers = 1,
    padding: Numbers = 0,
    dilation: Numbers = 1,
    groups: int = 1,
) -> Tensor:
    vertical, horizontal = _two(padding)
    padded = F.pad(x, [horizontal, horizontal, vertical, vertical])
    seen = _windows(padded, tuple(w.shape[2:]), stride, dilation)
    seen = seen.unflatten(1, (groups, w.size(1)))
    y = torch.einsum("ngcijae,gocae->ngoij", seen, w.unflatten(0, (groups, -1))).flatten(1, 2)
    if b is not None:
        y = y + b.unsqueeze(-1).unsqueeze(-1)
    return y


@torch.no_grad()
def conv2d_backward(
    dout: Tensor, x: Tensor, w: Tensor, stride: int = 1, padding: int = 0
) -> tuple[Tensor, Tensor, Tensor]:
    kh, kw = w.shape[2:]
    seen = _windows(F.pad(x, [padding] * 4), (kh, kw), stride)
    dw = torch.tensordot(dout, seen, dims=([0, 2, 3], [0, 2, 3]))
    # The gradient of x is a full correlation of dout, spread out by the stride, with the flipped kernels.
    height, width = (n + 2 * padding + k - 1 for n, k in zip(x.shape[2:], (kh, kw), strict=True))
    spread = dout.new_zeros(*dout.shape[:2], height, width)
    spread[:, :, kh - 1 :: stride, kw - 1 :: stride][:, :, : dout.size(2), : dout.size(3)] = dout
    full = torch.einsum("noijae,ocae->ncij", _windows(spread, (kh, kw), 1), w.flip(2, 3))
    inner = full.narrow(2, padding, x.size(2)).narrow(3, padding, x.size(3))
    return inner, dw, torch.einsum("noij->o", dout)


def max_pool2d(x: Tensor, k: Numbers, stride: Numbers | None = None, padding: int = 0) -> Tensor:
    padded = F.pad(x, [padding] * 4, value=float("-inf"))
    return _windows(padded, k, stride or k).flatten(-2).max(-1).values


def avg_pool2d(
    x: Tensor, k: Numbers, stride: Numbers | None = None, padding: int = 0, count_include_pad: bool = True
) -> Tensor:
    seen = _windows(F.pad(x, [padding] * 4), k, stride or k)
    if count_include_pad:
        return seen.mean((-2, -1))
    counts = _windows(F.pad(torch.ones_like(x[:1, :1]), [padding] * 4), k, stride or k)
    return seen.sum((-2, -1)).div(counts.sum((-2, -1)))
