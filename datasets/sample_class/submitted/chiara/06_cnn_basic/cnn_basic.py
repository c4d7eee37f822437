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
    raise NotImplementedError("conv2d is not written yet")


def conv2d_backward(
    dout: Tensor, x: Tensor, w: Tensor, stride: int = 1, padding: int = 0
) -> tuple[Tensor, Tensor, Tensor]:
    raise NotImplementedError("conv2d_backward is not written yet")


def max_pool2d(
    x: Tensor, k: int | tuple[int, int], stride: int | tuple[int, int] | None = None, padding: int = 0
) -> Tensor:
    raise NotImplementedError("max_pool2d is not written yet")


def avg_pool2d(
    x: Tensor,
    k: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int = 0,
    count_include_pad: bool = True,
) -> Tensor:
    raise NotImplementedError("avg_pool2d is not written yet")
