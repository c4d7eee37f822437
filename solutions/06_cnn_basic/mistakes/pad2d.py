"""Wrong versions of `pad2d` that students write."""

import torch
from torch import Tensor
from torch.nn import functional as F

from autograder.judge import mistake


@mistake("The order is taken for (top, bottom, left, right): rows and columns are exchanged.")
def rows_first(x: Tensor, pad: tuple[int, int, int, int], value: float = 0.0) -> Tensor:
    top, bottom, left, right = pad
    return F.pad(x, (left, right, top, bottom), value=value)


@mistake("The order is taken for (left, top, right, bottom), as that of a box.")
def as_a_box(x: Tensor, pad: tuple[int, int, int, int], value: float = 0.0) -> Tensor:
    left, top, right, bottom = pad
    return F.pad(x, (left, right, top, bottom), value=value)


@mistake("Left and right are exchanged.")
def mirrored(x: Tensor, pad: tuple[int, int, int, int], value: float = 0.0) -> Tensor:
    left, right, top, bottom = pad
    return F.pad(x, (right, left, top, bottom), value=value)


@mistake("Top and bottom are exchanged.")
def upside_down(x: Tensor, pad: tuple[int, int, int, int], value: float = 0.0) -> Tensor:
    left, right, top, bottom = pad
    return F.pad(x, (left, right, bottom, top), value=value)


@mistake("The argument value is ignored: the margin is always 0.")
def always_zero(x: Tensor, pad: tuple[int, int, int, int], value: float = 0.0) -> Tensor:
    return F.pad(x, tuple(pad))


@mistake("The left width is used for all four sides.")
def one_width(x: Tensor, pad: tuple[int, int, int, int], value: float = 0.0) -> Tensor:
    return F.pad(x, (pad[0],) * 4, value=value)


@mistake("The value is added to a zero-padded image and subtracted again inside: inf - inf is NaN.")
def adds_value(x: Tensor, pad: tuple[int, int, int, int], value: float = 0.0) -> Tensor:
    return F.pad(x - value, tuple(pad)) + value


@mistake("Every 0 of the padded image is replaced by value, pixels of the image that are 0 too.")
def replaces_zeros(x: Tensor, pad: tuple[int, int, int, int], value: float = 0.0) -> Tensor:
    padded = F.pad(x, tuple(pad))
    return torch.where(padded == 0, torch.full_like(padded, value), padded)


@mistake("Only the corners and sides beside the rows get the value: the rows above and below are 0.")
def value_beside_only(x: Tensor, pad: tuple[int, int, int, int], value: float = 0.0) -> Tensor:
    left, right, top, bottom = pad
    return F.pad(F.pad(x, (left, right, 0, 0), value=value), (0, 0, top, bottom))


@mistake("Without a margin x itself is returned: whoever writes to the result changes the caller's x.")
def returns_input(x: Tensor, pad: tuple[int, int, int, int], value: float = 0.0) -> Tensor:
    return F.pad(x, tuple(pad), value=value) if any(pad) else x


@mistake(
    "The canvas is made by torch.full(...), which is float32 on the CPU: dtype and device of x are lost."
)
def float32_canvas(x: Tensor, pad: tuple[int, int, int, int], value: float = 0.0) -> Tensor:
    left, right, top, bottom = pad
    N, C, H, W = x.shape
    y = torch.full((N, C, H + top + bottom, W + left + right), value)
    y[:, :, top : top + H, left : left + W] = x
    return y


@mistake("The pixels are copied by way of .data: no gradient flows back to x.")
def detached(x: Tensor, pad: tuple[int, int, int, int], value: float = 0.0) -> Tensor:
    return F.pad(x.detach(), tuple(pad), value=value)


@mistake("The pixels next to the border are repeated into the margin; it has one value everywhere.")
def repeats_border(x: Tensor, pad: tuple[int, int, int, int], value: float = 0.0) -> Tensor:
    return F.pad(x, tuple(pad), mode="replicate") if x.numel() else F.pad(x, tuple(pad))
