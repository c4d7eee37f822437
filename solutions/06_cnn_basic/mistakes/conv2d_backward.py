"""Wrong versions of `conv2d_backward` that students write."""

import torch
from torch import Tensor
from torch.nn import functional as F

from autograder.judge import change, mistake

_Gradients = tuple[Tensor, Tensor, Tensor]


averages_dw = change(
    "dw is divided by the number of images; it should be the sum over the images.",
    ("return dx, dw,", "return dx, dw / len(x),"),
)

averages_dw_and_db = change(
    "dw and db are divided by the number of images. Both are sums; dout already holds a mean of the loss.",
    ("return dx, dw, ", "return dx, dw / len(x), "),
    ('torch.einsum("noij->o", dout)', 'torch.einsum("noij->o", dout) / len(x)'),
)

averages_db = change(
    "db is the mean over images and positions, not the sum.",
    ('torch.einsum("noij->o", dout)', "dout.mean(dim=(0, 2, 3))"),
)

overwrites_overlap = change(
    "Where positions overlap on a pixel of x, the last gradient overwrites the others. Add them all.",
    ("dpadded[seen] +=", "dpadded[seen] ="),
)

flips_in_dx = change(
    "The kernels are flipped in dx, but each entry's gradient belongs to the pixel that it multiplied.",
    ("w[:, :, a, b])", "w.flip(2, 3)[:, :, a, b])"),
)

keeps_margin = change(
    "dx still has the margin of the padding; it should be shaped like x.",
    ("return dx, dw,", "return dpadded, dw,"),
)

crops_from_the_end = change(
    "dx is cropped by padding:-padding. With padding 0 that slice is empty; end it at padding + H.",
    ("padding : padding + H, padding : padding + W", "padding:-padding, padding:-padding"),
)
drops_left_over = change(
    "The size of dx is computed from dout, so pixels that no kernel reaches are missing. Take that of x.",
    ("padding + H,", "stride * (height - 1) + kh - padding,"),
    ("padding + W]", "stride * (width - 1) + kw - padding]"),
)

without_stride = change(
    "The stride is ignored: the entries of dout are treated as one pixel apart.",
    ("stride * height, stride)", "height)"),
    ("stride * width, stride)", "width)"),
)

dw_first = change("The result starts with dw; the order is dx, dw, db.", ("return dx, dw,", "return dw, dx,"))

returns_list = change(
    "A list is returned, not the tuple (dx, dw, db).",
    ('dx, dw, torch.einsum("noij->o", dout)', '[dx, dw, torch.einsum("noij->o", dout)]'),
)


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
