"""Matrices: along each side, a 0/1 matrix for each kernel entry says which pixel lies under it at each place.

Padding needs no margin then: a place outside the image is a row of zeros.
"""

import torch
from torch import Tensor


def conv_out_size(n: int, k: int, padding: int = 0, stride: int = 1, dilation: int = 1) -> int:
    free = n + 2 * padding
    free -= 1 + dilation * (k - 1)
    if free < 0:
        raise ValueError(f"n={n} and padding={padding} leave no room for k={k} with dilation={dilation}")
    steps, _ = divmod(free, stride)
    return 1 + steps


def _both(value: int | tuple[int, int]) -> tuple[int, int]:
    return tuple(value) if isinstance(value, list | tuple) else (value, value)


def _selection(like: Tensor, n: int, k: int, padding: int, stride: int, dilation: int) -> Tensor:
    """[k,n',n]: 1 where entry a, at place i, lies on pixel p."""
    places = torch.arange(conv_out_size(n, k, padding, stride, dilation), device=like.device)
    entries = torch.arange(k, device=like.device).reshape(-1, 1)
    pixels = entries * dilation + places * stride - padding  # [k,n']
    return (pixels.unsqueeze(-1) == torch.arange(n, device=like.device)).to(like.dtype)


def _selections(
    x: Tensor,
    kernel: tuple[int, int],
    stride: int | tuple[int, int],
    padding: int | tuple[int, int],
    dilation: int | tuple[int, int] = 1,
) -> tuple[Tensor, Tensor]:
    """One for the rows and one for the columns."""
    settings = zip(x.shape[-2:], kernel, _both(padding), _both(stride), _both(dilation), strict=True)
    rows, columns = (_selection(x, *setting) for setting in settings)
    return rows, columns


def corr2d(X: Tensor, K: Tensor) -> Tensor:
    rows, columns = _selections(X, tuple(K.shape), 1, 0)
    return torch.einsum("hw,aih,ejw,ae->ij", X, rows, columns, K)


def pad2d(x: Tensor, pad: tuple[int, int, int, int], value: float = 0.0) -> Tensor:
    left, right, top, bottom = pad
    height, width = x.size(2), x.size(3)
    i = torch.arange(-top, height + bottom, device=x.device).unsqueeze(1)
    j = torch.arange(-left, width + right, device=x.device).unsqueeze(0)
    inside = (i >= 0) & (i < height) & (j >= 0) & (j < width)
    stretched = x[:, :, i.clamp(0, height - 1), j.clamp(0, width - 1)]
    return stretched.masked_fill(~inside, value)


def im2col(
    x: Tensor,
    kernel: tuple[int, int],
    stride: tuple[int, int] = (1, 1),
    padding: tuple[int, int] = (0, 0),
    dilation: tuple[int, int] = (1, 1),
) -> Tensor:
    rows, columns = _selections(x, kernel, stride, padding, dilation)
    seen = torch.einsum("nchw,aih,ejw->ncaeij", x, rows, columns)
    return seen.reshape(x.size(0), -1, rows.size(1) * columns.size(1))


def conv2d(
    x: Tensor,
    w: Tensor,
    b: Tensor | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    groups: int = 1,
) -> Tensor:
    # Groups are blocks on the diagonal of a dense bank of kernels, [C_out,C_in,kh,kw].
    blocks = torch.eye(groups, dtype=w.dtype, device=w.device)
    out_groups = w.reshape(groups, -1, *w.shape[1:])
    dense = torch.einsum("gh,gocae->gohcae", blocks, out_groups).reshape(w.size(0), -1, *w.shape[2:])
    rows, columns = _selections(x, tuple(w.shape[2:]), stride, padding, dilation)
    seen = torch.einsum("nchw,aih,ejw->ncaeij", x, rows, columns)
    y = torch.einsum("ncaeij,ocae->noij", seen, dense)
    return y if b is None else y + b[None, :, None, None]


def conv2d_backward(
    dout: Tensor, x: Tensor, w: Tensor, stride: int = 1, padding: int = 0
) -> tuple[Tensor, Tensor, Tensor]:
    rows, columns = _selections(x, tuple(w.shape[2:]), stride, padding)
    dx = torch.einsum("noij,ocae,aih,ejw->nchw", dout, w, rows, columns)
    dw = torch.einsum("noij,nchw,aih,ejw->ocae", dout, x, rows, columns)
    return dx, dw, dout.flatten(2).sum(-1).sum(0)


def max_pool2d(
    x: Tensor, k: int | tuple[int, int], stride: int | tuple[int, int] | None = None, padding: int = 0
) -> Tensor:
    kernel, steps = _both(k), _both(k if stride is None else stride)
    # Maximum by maximum: first along the columns, then along the rows.
    for dim in (3, 2):
        entries, step = kernel[dim - 2], steps[dim - 2]
        margin = list(x.shape)
        margin[dim] = padding
        border = torch.full(margin, -torch.inf, dtype=x.dtype, device=x.device)
        padded = torch.cat([border, x, border], dim=dim)
        places = torch.arange(conv_out_size(padded.size(dim), entries, stride=step), device=x.device)
        x = padded.index_select(dim, places * step)
        for entry in range(1, entries):
            x = torch.maximum(x, padded.index_select(dim, places * step + entry))
    return x


def avg_pool2d(
    x: Tensor,
    k: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int = 0,
    count_include_pad: bool = True,
) -> Tensor:
    kernel = _both(k)
    rows, columns = (side.sum(0) for side in _selections(x, kernel, k if stride is None else stride, padding))
    if count_include_pad:
        rows, columns = rows / kernel[0], columns / kernel[1]
    else:
        rows, columns = (side / side.sum(-1, keepdim=True) for side in (rows, columns))
    return rows @ x @ columns.T
