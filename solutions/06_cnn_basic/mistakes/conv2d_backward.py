"""Wrong versions of `conv2d_backward` that students write."""

import torch
from torch import Tensor
from torch.nn import functional as F
from torch.nn.grad import conv2d_input, conv2d_weight

from autograder.judge import mistake

_Gradients = tuple[Tensor, Tensor, Tensor]


def _right(dout: Tensor, x: Tensor, w: Tensor, stride: int, padding: int) -> _Gradients:
    dx = conv2d_input(x.shape, w, dout, stride, padding)
    dw = conv2d_weight(x, w.shape, dout, stride, padding)
    return dx, dw, dout.sum(dim=(0, 2, 3))


@mistake("dw is divided by the number of images; it should be the sum over the images.")
def averages_dw(dout: Tensor, x: Tensor, w: Tensor, stride: int = 1, padding: int = 0) -> _Gradients:
    dx, dw, db = _right(dout, x, w, stride, padding)
    return dx, dw / len(x), db


@mistake("db is the mean over images and positions, not the sum.")
def averages_db(dout: Tensor, x: Tensor, w: Tensor, stride: int = 1, padding: int = 0) -> _Gradients:
    dx, dw, _ = _right(dout, x, w, stride, padding)
    return dx, dw, dout.mean(dim=(0, 2, 3))


@mistake("db is summed over the images only, but the bias acts at every position, so sum over these too.")
def db_of_each_place(dout: Tensor, x: Tensor, w: Tensor, stride: int = 1, padding: int = 0) -> _Gradients:
    dx, dw, _ = _right(dout, x, w, stride, padding)
    return dx, dw, dout.sum(dim=0)


@mistake("Where positions overlap on a pixel of x, the last gradient overwrites the others. Add them all.")
def overwrites_overlap(dout: Tensor, x: Tensor, w: Tensor, stride: int = 1, padding: int = 0) -> _Gradients:
    _, dw, db = _right(dout, x, w, stride, padding)
    dx = torch.zeros_like(F.pad(x, (padding,) * 4))
    for a in range(w.shape[2]):
        for b in range(w.shape[3]):
            rows = slice(a, a + stride * dout.shape[2], stride)
            columns = slice(b, b + stride * dout.shape[3], stride)
            dx[:, :, rows, columns] = torch.einsum("noij,oc->ncij", dout, w[:, :, a, b])
    return dx[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]], dw, db


@mistake("The kernels are flipped in dx, but each entry's gradient belongs to the pixel that it multiplied.")
def flips_in_dx(dout: Tensor, x: Tensor, w: Tensor, stride: int = 1, padding: int = 0) -> _Gradients:
    _, dw, db = _right(dout, x, w, stride, padding)
    return _right(dout, x, w.flip(2, 3), stride, padding)[0], dw, db


@mistake("dw is flipped: entry [a, e] of the kernel belongs to the pixel a rows down and e columns right.")
def flips_dw(dout: Tensor, x: Tensor, w: Tensor, stride: int = 1, padding: int = 0) -> _Gradients:
    dx, dw, db = _right(dout, x, w, stride, padding)
    return dx, dw.flip(2, 3), db


@mistake("dx still has the margin of the padding; it should be shaped like x.")
def keeps_margin(dout: Tensor, x: Tensor, w: Tensor, stride: int = 1, padding: int = 0) -> _Gradients:
    _, dw, db = _right(dout, x, w, stride, padding)
    return _right(dout, F.pad(x, (padding,) * 4), w, stride, 0)[0], dw, db


@mistake("With a stride, dx lacks the pixels that no kernel reaches; they should be there with gradient 0.")
def drops_left_over(dout: Tensor, x: Tensor, w: Tensor, stride: int = 1, padding: int = 0) -> _Gradients:
    dx, dw, db = _right(dout, x, w, stride, padding)
    height, width = (
        stride * (places - 1) + k - padding for places, k in zip(dout.shape[2:], w.shape[2:], strict=True)
    )
    return dx[:, :, :height, :width], dw, db


@mistake("dw is computed from the image without its margin, so it is shifted by the padding.")
def dw_without_margin(dout: Tensor, x: Tensor, w: Tensor, stride: int = 1, padding: int = 0) -> _Gradients:
    dx, _, db = _right(dout, x, w, stride, padding)
    shifted = F.pad(x, (0, 2 * padding, 0, 2 * padding))
    return dx, conv2d_weight(shifted, w.shape, dout, stride, 0), db


@mistake("The stride is ignored: the entries of dout are treated as one pixel apart.")
def without_stride(dout: Tensor, x: Tensor, w: Tensor, stride: int = 1, padding: int = 0) -> _Gradients:
    height, width = dout.shape[2] + w.shape[2] - 1, dout.shape[3] + w.shape[3] - 1
    near = F.pad(x, (padding,) * 4)[:, :, :height, :width]
    dnear, dw, db = _right(dout, near, w, 1, 0)
    dx = F.pad(dnear, (0, x.shape[3] + padding - width, 0, x.shape[2] + padding - height))
    return dx[:, :, padding:, padding:], dw, db


@mistake("The result starts with dw; the order is dx, dw, db.")
def dw_first(dout: Tensor, x: Tensor, w: Tensor, stride: int = 1, padding: int = 0) -> _Gradients:
    dx, dw, db = _right(dout, x, w, stride, padding)
    return dw, dx, db


@mistake("A list is returned, not the tuple (dx, dw, db).")
def returns_list(dout: Tensor, x: Tensor, w: Tensor, stride: int = 1, padding: int = 0) -> list[Tensor]:
    return list(_right(dout, x, w, stride, padding))


@mistake("The sign of all three is wrong: a step against these gradients increases the loss.")
def wrong_sign(dout: Tensor, x: Tensor, w: Tensor, stride: int = 1, padding: int = 0) -> _Gradients:
    dx, dw, db = _right(dout, x, w, stride, padding)
    return -dx, -dw, -db


@mistake("Only the first image of the batch counts in dw.")
def dw_of_first_image(dout: Tensor, x: Tensor, w: Tensor, stride: int = 1, padding: int = 0) -> _Gradients:
    dx, _, db = _right(dout, x, w, stride, padding)
    return dx, _right(dout[:1], x[:1], w, stride, padding)[1], db


@mistake("A Python loop goes over the positions of the kernel; loop over its entries instead.")
def loops_over_places(dout: Tensor, x: Tensor, w: Tensor, stride: int = 1, padding: int = 0) -> _Gradients:
    padded = F.pad(x, (padding,) * 4)
    dpadded, dw = torch.zeros_like(padded), torch.zeros_like(w)
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            rows, columns = (
                slice(p * stride, p * stride + k) for p, k in zip((i, j), w.shape[2:], strict=True)
            )
            dw += torch.einsum("no,ncae->ocae", dout[:, :, i, j], padded[:, :, rows, columns])
            dpadded[:, :, rows, columns] += torch.einsum("no,ocae->ncae", dout[:, :, i, j], w)
    dx = dpadded[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]
    return dx, dw, dout.sum(dim=(0, 2, 3))
