"""Wrong versions of `pad2d` that students write."""

import torch
from torch import Tensor
from torch.nn import functional as F

from autograder.judge import mistake


@mistake("pad is read as (top, bottom, left, right), so rows and columns are swapped.")
def rows_first(x: Tensor, pad: tuple[int, int, int, int], value: float = 0.0) -> Tensor:
    top, bottom, left, right = pad
    return F.pad(x, (left, right, top, bottom), value=value)


@mistake("pad is read as (left, top, right, bottom), like the corners of a box.")
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


@mistake("It subtracts value, pads with 0 and adds value again, but inf - inf is NaN.")
def adds_value(x: Tensor, pad: tuple[int, int, int, int], value: float = 0.0) -> Tensor:
    return F.pad(x - value, tuple(pad)) + value


@mistake("It replaces every 0 of the padded image by value, also pixels of the image that are 0.")
def replaces_zeros(x: Tensor, pad: tuple[int, int, int, int], value: float = 0.0) -> Tensor:
    padded = F.pad(x, tuple(pad))
    return torch.where(padded == 0, torch.full_like(padded, value), padded)


@mistake("Only the left and right sides get the value; the rows above and below are 0, corners included.")
def value_beside_only(x: Tensor, pad: tuple[int, int, int, int], value: float = 0.0) -> Tensor:
    left, right, top, bottom = pad
    return F.pad(F.pad(x, (left, right, 0, 0), value=value), (0, 0, top, bottom))


@mistake("Without a margin it returns x itself, so writing to the result changes the caller's x.")
def returns_input(x: Tensor, pad: tuple[int, int, int, int], value: float = 0.0) -> Tensor:
    return F.pad(x, tuple(pad), value=value) if any(pad) else x


@mistake(
    "The canvas is made by torch.full(...), which is float32 on the CPU, so dtype and device of x are lost."
)
def float32_canvas(x: Tensor, pad: tuple[int, int, int, int], value: float = 0.0) -> Tensor:
    left, right, top, bottom = pad
    N, C, H, W = x.shape
    y = torch.full((N, C, H + top + bottom, W + left + right), value)
    y[:, :, top : top + H, left : left + W] = x
    return y


@mistake("It copies the pixels through .data, so no gradient flows back to x.")
def detached(x: Tensor, pad: tuple[int, int, int, int], value: float = 0.0) -> Tensor:
    return F.pad(x.detach(), tuple(pad), value=value)


@mistake("The margin repeats the pixels at the border; it should have one value everywhere.")
def repeats_border(x: Tensor, pad: tuple[int, int, int, int], value: float = 0.0) -> Tensor:
    return F.pad(x, tuple(pad), mode="replicate") if x.numel() else F.pad(x, tuple(pad))
