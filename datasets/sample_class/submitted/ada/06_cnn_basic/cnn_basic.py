import torch
from torch import Tensor


def pair(value: int | tuple[int, int]) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else value


def conv_out_size(n: int, k: int, padding: int = 0, stride: int = 1, dilation: int = 1) -> int:
    span = dilation * (k - 1) + 1
    room = n + 2 * padding - span
    if room < 0:
        raise ValueError(f"the kernel spans {span} pixels, the padded side has only {n + 2 * padding}")
    return room // stride + 1


def corr2d(X: Tensor, K: Tensor) -> Tensor:
    height, width = X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1
    columns = im2col(X[None, None], (K.shape[0], K.shape[1]))[0]  # [h*w, L]
    return (K.reshape(-1) @ columns).reshape(height, width)


def pad2d(x: Tensor, pad: tuple[int, int, int, int], value: float = 0.0) -> Tensor:
    left, right, top, bottom = pad
    n, c, h, w = x.shape
    out = x.new_full((n, c, top + h + bottom, left + w + right), value)
    out[:, :, top : top + h, left : left + w] = x
    return out


def im2col(
    x: Tensor,
    kernel: tuple[int, int],
    stride: tuple[int, int] = (1, 1),
    padding: tuple[int, int] = (0, 0),
    dilation: tuple[int, int] = (1, 1),
) -> Tensor:
    (kh, kw), (sh, sw), (ph, pw), (dh, dw) = kernel, stride, padding, dilation
    n, c, h, w = x.shape
    rows, cols = conv_out_size(h, kh, ph, sh, dh), conv_out_size(w, kw, pw, sw, dw)
    x = pad2d(x, (pw, pw, ph, ph))
    # for each kernel entry [a, b], the pixels under it at all places: [N, C, rows, cols]
    seen = [
        x[:, :, a * dh : a * dh + (rows - 1) * sh + 1 : sh, b * dw : b * dw + (cols - 1) * sw + 1 : sw]
        for a in range(kh)
        for b in range(kw)
    ]
    return torch.stack(seen, dim=2).reshape(n, c * kh * kw, rows * cols)


def conv2d(
    x: Tensor,
    w: Tensor,
    b: Tensor | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    groups: int = 1,
) -> Tensor:
    stride, padding, dilation = pair(stride), pair(padding), pair(dilation)
    n, _, h, width = x.shape
    c_out, c_group, kh, kw = w.shape
    rows = conv_out_size(h, kh, padding[0], stride[0], dilation[0])
    cols = conv_out_size(width, kw, padding[1], stride[1], dilation[1])
    columns = im2col(x, (kh, kw), stride, padding, dilation)
    # channel-major order, so the groups are consecutive runs of rows
    columns = columns.reshape(n, groups, c_group * kh * kw, rows * cols)
    kernels = w.reshape(groups, c_out // groups, c_group * kh * kw)
    y = (kernels @ columns).reshape(n, c_out, rows, cols)
    return y if b is None else y + b[:, None, None]


def conv2d_backward(
    dout: Tensor, x: Tensor, w: Tensor, stride: int = 1, padding: int = 0
) -> tuple[Tensor, Tensor, Tensor]:
    n, c, h, width = x.shape
    c_out, _, kh, kw = w.shape
    rows, cols = dout.shape[2:]
    flat = dout.reshape(n, c_out, rows * cols)

    db = dout.sum(dim=(0, 2, 3))

    columns = im2col(x, (kh, kw), (stride, stride), (padding, padding))
    dw = torch.einsum("nol,nkl->ok", flat, columns).reshape(w.shape)

    # the gradient of each column, then added back to where its pixels came from
    dcolumns = (w.reshape(c_out, -1).T @ flat).reshape(n, c, kh, kw, rows, cols)
    dx = x.new_zeros(n, c, h + 2 * padding, width + 2 * padding)
    for a in range(kh):
        for e in range(kw):
            down = slice(a, a + (rows - 1) * stride + 1, stride)
            right = slice(e, e + (cols - 1) * stride + 1, stride)
            dx[:, :, down, right] += dcolumns[:, :, a, e]
    return dx[:, :, padding : padding + h, padding : padding + width], dw, db


def max_pool2d(
    x: Tensor, k: int | tuple[int, int], stride: int | tuple[int, int] | None = None, padding: int = 0
) -> Tensor:
    k = pair(k)
    stride = k if stride is None else pair(stride)
    n, c, h, w = x.shape
    rows, cols = conv_out_size(h, k[0], padding, stride[0]), conv_out_size(w, k[1], padding, stride[1])
    padded = pad2d(x, (padding, padding, padding, padding), float("-inf"))
    windows = im2col(padded, k, stride).reshape(n, c, k[0] * k[1], rows, cols)
    return windows.amax(dim=2)


def avg_pool2d(
    x: Tensor,
    k: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int = 0,
    count_include_pad: bool = True,
) -> Tensor:
    k = pair(k)
    stride = k if stride is None else pair(stride)
    n, c, h, w = x.shape
    rows, cols = conv_out_size(h, k[0], padding, stride[0]), conv_out_size(w, k[1], padding, stride[1])
    windows = im2col(x, k, stride, (padding, padding)).reshape(n, c, k[0] * k[1], rows, cols)
    sums = windows.sum(dim=2)
    if count_include_pad:
        return sums / (k[0] * k[1])
    # how many pixels of the image lie in each window: pool an image of ones
    own = im2col(x.new_ones(1, 1, h, w), k, stride, (padding, padding)).sum(dim=1)
    return sums / own.reshape(rows, cols)
