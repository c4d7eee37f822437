"""Convolution and pooling, written from scratch, forward and backward.

N is the number of images in a batch and C the number of channels. H and W are the height and width of an
image, kh and kw those of a kernel. The rules in `rules.md`, beside this file, hold here. Besides:

- As usual in deep learning, convolution means cross-correlation: the kernel is not flipped.
- A pair of numbers is a tuple (vertical, horizontal): first for the height, then for the width. Padding is
  per side, so padding 1 makes an image higher by 2.
- Paddings are at least 0. Strides, dilations and groups are at least 1.
- Images and kernels need not be square. Every kernel or window fits into the padded image. Only
  `conv_out_size` has to deal with others.
- A Python loop over the entries of a kernel or window is fine, and so is one over the groups. A loop over
  images, channels or positions is not, unless it only computes indices as Python numbers.
- Under "Not allowed", the convolutions include the transposed ones, and the pooling includes the adaptive
  one. What is not listed is allowed, such as indexing, `as_strided` or `einsum`.

Read: Dive into Deep Learning (d2l.ai) chapter 7; Goodfellow, Bengio and Courville, Deep Learning, chapter 9;
Dumoulin and Visin 2016, A guide to convolution arithmetic for deep learning.
"""

import torch
from torch import Tensor


def pair(value: int | tuple[int, int]) -> tuple[int, int]:
    """Return (v, v) for a single number v, and a pair as it is.

    This function is complete: use it where a contract accepts both.
    """
    return (value, value) if isinstance(value, int) else value


def conv_out_size(n: int, k: int, padding: int = 0, stride: int = 1, dilation: int = 1) -> int:
    r"""Count the positions of a kernel along one side of an image.

    The kernel's k entries are `dilation` pixels apart, so it spans dilation * (k - 1) + 1 pixels. It starts
    at the first pixel of the padded image and moves by `stride` as long as it stays inside that image.

    Args:
        n: pixels along the side, without padding; at least 0.
        k: entries of the kernel along the side; at least 1.
        padding: pixels added at each of the two ends; at least 0.
        stride: at least 1.
        dilation: at least 1; 1 means no gaps.

    Returns:
        The number of positions as an int, at least 1. If the last step does not reach the end, the pixels
        there are left out.

    Raises:
        ValueError: if the kernel spans more pixels than the padded side has.

    Source: d2l.ai 7.3; Dumoulin and Visin, relationships 6 and 15.
    """
    ### BEGIN SOLUTION
    span = dilation * (k - 1) + 1
    room = n + 2 * padding - span
    if room < 0:
        raise ValueError(f"a kernel that spans {span} pixels does not fit into {n + 2 * padding}")
    return room // stride + 1
    ### END SOLUTION


def corr2d(X: Tensor, K: Tensor) -> Tensor:
    r"""Compute the cross-correlation of one grey image with one kernel, without padding and with stride 1.

    Y[i, j] = sum_{a, b} X[i + a, j + b] K[a, b]

    Args:
        X: [H, W] image.
        K: [h, w] kernel, h <= H and w <= W.

    Returns:
        [H-h+1, W-w+1], in the dtype of X and K and on their device.

    Not allowed: the convolutions, `unfold` and `fold` of PyTorch.
    Source: d2l.ai 7.2.1.
    """
    ### BEGIN SOLUTION
    h, w = K.shape
    height, width = X.shape[0] - h + 1, X.shape[1] - w + 1
    Y = X.new_zeros(height, width)
    for a in range(h):
        for b in range(w):
            Y = Y + X[a : a + height, b : b + width] * K[a, b]  # X moved up by a and left by b
    return Y
    ### END SOLUTION


def pad2d(x: Tensor, pad: tuple[int, int, int, int], value: float = 0.0) -> Tensor:
    """Put a margin around images.

    Args:
        x: [N, C, H, W].
        pad: the widths of the margin, (left, right, top, bottom), each at least 0. This is the order of
            `torch.nn.functional.pad`: the last dimension comes first.
        value: the number that fills the margin, from the range of x's dtype; it may be infinite.

    Returns:
        [N, C, top+H+bottom, left+W+right]. The result is a new tensor, even if there is no margin.

    Not allowed: `pad` of PyTorch and its padding modules.
    Source: d2l.ai 7.3.1.
    """
    ### BEGIN SOLUTION
    left, right, top, bottom = pad
    N, C, H, W = x.shape
    y = x.new_full((N, C, top + H + bottom, left + W + right), value)
    y[:, :, top : top + H, left : left + W] = x
    return y
    ### END SOLUTION


def im2col(
    x: Tensor,
    kernel: tuple[int, int],
    stride: tuple[int, int] = (1, 1),
    padding: tuple[int, int] = (0, 0),
    dilation: tuple[int, int] = (1, 1),
) -> Tensor:
    """Lay out the pixels under a kernel as columns, one per position. Convolution is then a matrix product.

    Args:
        x: [N, C, H, W].
        kernel: (kh, kw).
        stride: steps down and to the right.
        padding: zeros added per side: (rows above and below, columns left and right).
        dilation: the distance between neighbouring kernel entries, down and to the right.

    Returns:
        [N, C*kh*kw, L], where L is the number of positions. The positions are in reading order: the first
        row from left to right, then the next row. A column is in channel-major order: first the kh*kw pixels
        of channel 0 in reading order, then those of channel 1, and so on. So row (c*kh + a)*kw + b holds the
        pixel under entry [a, b] of the kernel in channel c. This is the order of `w.reshape(C_out, -1)` for
        weights [C_out, C, kh, kw].

    Not allowed: the convolutions, `unfold` and `fold` of PyTorch.
    Source: Chellapilla, Puri and Simard 2006, section 2.1.
    """
    ### BEGIN SOLUTION
    N, C, H, W = x.shape
    (kh, kw), (sh, sw), (ph, pw), (dh, dw) = kernel, stride, padding, dilation
    down = torch.arange(conv_out_size(H, kh, ph, sh, dh), device=x.device) * sh  # [H'], where places begin
    right = torch.arange(conv_out_size(W, kw, pw, sw, dw), device=x.device) * sw  # [W']
    rows = torch.arange(kh, device=x.device)[:, None] * dh + down  # [kh,H']
    columns = torch.arange(kw, device=x.device)[:, None] * dw + right  # [kw,W']
    padded = pad2d(x, (pw, pw, ph, ph))
    patches = padded[:, :, rows[:, None, :, None], columns[:, None, :]]  # [N,C,kh,kw,H',W']
    return patches.reshape(N, C * kh * kw, len(down) * len(right))
    ### END SOLUTION


def conv2d(
    x: Tensor,
    w: Tensor,
    b: Tensor | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    groups: int = 1,
) -> Tensor:
    r"""Convolve a batch of images with a set of kernels. The kernels are not flipped.

    y[n, o, i, j] = b[o] + sum_{c, a, e} x~[n, c, i*sh + a*dh, j*sw + e*dw] w[o, c, a, e]

    where x~ is x with a margin of zeros. Every output channel sums over all input channels of its group.

    Args:
        x: [N, C_in, H, W].
        w: [C_out, C_in/groups, kh, kw].
        b: [C_out], a number that is added to each output channel once, or None for no bias.
        stride: one number for both directions or a pair (down, to the right). `padding` and `dilation` take
            the same.
        padding: zeros added per side: (rows above and below, columns left and right).
        dilation: the distance between neighbouring kernel entries.
        groups: the number of groups; it divides C_in and C_out. The channels are split in their order into
            groups of equal size. The g-th group of output channels sees only the g-th group of input
            channels.

    Returns:
        [N, C_out, H', W'] with H' and W' from `conv_out_size`.

    Not allowed: the convolutions, `unfold` and `fold` of PyTorch.
    Source: d2l.ai 7.2 to 7.4; groups: Krizhevsky et al. 2012, 3.5; dilation: Yu and Koltun 2016.
    """
    ### BEGIN SOLUTION
    N, _, H, W = x.shape
    C_out, C_group, kh, kw = w.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    height, width = conv_out_size(H, kh, ph, sh, dh), conv_out_size(W, kw, pw, sw, dw)
    columns = im2col(x, (kh, kw), (sh, sw), (ph, pw), (dh, dw))  # [N,C_in*kh*kw,H'*W']
    columns = columns.reshape(N, groups, C_group * kh * kw, height * width)
    kernels = w.reshape(groups, C_out // groups, C_group * kh * kw)
    y = (kernels @ columns).reshape(N, C_out, height, width)
    return y if b is None else y + b.reshape(C_out, 1, 1)
    ### END SOLUTION


def conv2d_backward(
    dout: Tensor, x: Tensor, w: Tensor, stride: int = 1, padding: int = 0
) -> tuple[Tensor, Tensor, Tensor]:
    r"""Compute the gradients of a loss through y = conv2d(x, w, b, stride, padding), from their formulas.

    With dout = d loss / d y, and one group without dilation:

    d loss / d b[o] is dout[:, o] summed over images and positions;
    d loss / d w[o, c, a, e] is sum_{n, i, j} dout[n, o, i, j] x~[n, c, i*stride + a, j*stride + e];
    d loss / d x~[n, c, p, q] is the sum of dout[n, o, i, j] w[o, c, a, e] over all o, i, j, a, e for which
    p = i*stride + a and q = j*stride + e. This is a sum because kernel positions overlap.

    x~ is x with a margin of zeros. d loss / d x is d loss / d x~ without the margin.

    Args:
        dout: [N, C_out, H', W'].
        x: [N, C_in, H, W].
        w: [C_out, C_in, kh, kw].
        stride: for both directions.
        padding: zeros at each of the four sides.

    Returns:
        The tuple (dx, dw, db), shaped like x, w and b [C_out]. Pixels that no kernel reaches have gradient 0.
        The results may be detached, because no second derivative is needed.

    Not allowed: the convolutions, `unfold` and `fold` of PyTorch, and the autograd engine (`backward`,
    `torch.autograd`, `torch.func`). `torch.no_grad` is fine.
    Source: Dumoulin and Visin, chapter 4; Goodfellow et al. 9.5.
    """
    ### BEGIN SOLUTION
    (_, _, H, W), (_, _, height, width), (_, _, kh, kw) = x.shape, dout.shape, w.shape
    padded = pad2d(x, (padding, padding, padding, padding))
    dpadded, dw = torch.zeros_like(padded), torch.empty_like(w)
    for a in range(kh):
        for b in range(kw):
            # The pixels under entry [a, b] of the kernel at each of its places.
            seen = (..., slice(a, a + stride * height, stride), slice(b, b + stride * width, stride))
            dw[:, :, a, b] = torch.einsum("noij,ncij->oc", dout, padded[seen])
            dpadded[seen] += torch.einsum("noij,oc->ncij", dout, w[:, :, a, b])
    dx = dpadded[:, :, padding : padding + H, padding : padding + W]
    return dx, dw, torch.einsum("noij->o", dout)
    ### END SOLUTION


def max_pool2d(
    x: Tensor, k: int | tuple[int, int], stride: int | tuple[int, int] | None = None, padding: int = 0
) -> Tensor:
    """Take the largest pixel of each window, channel by channel.

    Args:
        x: [N, C, H, W].
        k: the window's size, one number or (height, width).
        stride: one number or a pair (down, to the right). None means k: the windows touch without overlap.
        padding: rows and columns of -inf added at each of the four sides; at most half of the smaller side of
            k, rounded down. The margin is -inf, so it is never the largest. A margin of 0 would be larger
            than negative pixels.

    Returns:
        [N, C, H', W'] with H' and W' from `conv_out_size`. Pixels left over at the right and at the bottom
        are dropped. How equal largest pixels share the gradient is not graded.

    Not allowed: the pooling, `unfold` and `fold` of PyTorch.
    Source: d2l.ai 7.5; Goodfellow et al. 9.3.
    """
    ### BEGIN SOLUTION
    (kh, kw), (sh, sw) = pair(k), pair(k if stride is None else stride)
    padded = pad2d(x, (padding, padding, padding, padding), -torch.inf)
    N, C, H, W = padded.shape
    height, width = conv_out_size(H, kh, stride=sh), conv_out_size(W, kw, stride=sw)
    columns = im2col(padded, (kh, kw), (sh, sw))  # [N,C*kh*kw,H'*W']
    return columns.reshape(N, C, kh * kw, height, width).amax(dim=2)
    ### END SOLUTION


def avg_pool2d(
    x: Tensor,
    k: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int = 0,
    count_include_pad: bool = True,
) -> Tensor:
    """Take the mean of each window, channel by channel.

    Args:
        x: [N, C, H, W].
        k: the window's size, one number or (height, width).
        stride: one number or a pair (down, to the right). None means k: the windows touch without overlap.
        padding: rows and columns of zeros added at each of the four sides; at most half of the smaller side
            of k, rounded down.
        count_include_pad: True divides each sum by the window's size kh*kw, the margin included. False
            divides by the number of the image's own pixels in the window, so the margin does not count.

    Returns:
        [N, C, H', W'] with H' and W' from `conv_out_size`. Pixels left over at the right and at the bottom
        are dropped. Huge pixels outside a window leave its mean precise.

    Not allowed: the pooling, the convolutions, `unfold` and `fold` of PyTorch.
    Source: d2l.ai 7.5.
    """
    ### BEGIN SOLUTION
    (kh, kw), (sh, sw) = pair(k), pair(k if stride is None else stride)
    margin = (padding, padding, padding, padding)
    padded = pad2d(x, margin)
    counted = pad2d(torch.ones_like(x), margin, float(count_include_pad))  # 1 for each pixel that counts
    N, C, H, W = padded.shape
    height, width = conv_out_size(H, kh, stride=sh), conv_out_size(W, kw, stride=sw)
    total, count = (im2col(image, (kh, kw), (sh, sw)) for image in (padded, counted))  # [N,C*kh*kw,H'*W']
    total = total.reshape(N, C, kh * kw, height, width).sum(dim=2)
    return total / count.reshape(N, C, kh * kw, height, width).sum(dim=2)
    ### END SOLUTION
