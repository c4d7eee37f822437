"""Wrong versions of `pad2d` that students write."""

from torch import Tensor
from torch.nn import functional as F

from autograder.judge import change, mistake

rows_first = change(
    "pad is read as (top, bottom, left, right), so rows and columns are swapped.",
    ("left, right, top, bottom = pad", "top, bottom, left, right = pad"),
)

as_a_box = change(
    "pad is read as (left, top, right, bottom), like the corners of a box.",
    ("left, right, top, bottom = pad", "left, top, right, bottom = pad"),
)

mirrored = change(
    "Left and right are exchanged.", ("left, right, top, bottom = pad", "right, left, top, bottom = pad")
)

always_zero = change(
    "The argument value is ignored: the margin is always 0.", ("+ right), value)", "+ right), 0.0)")
)

negative_slices = change(
    "The slice ends at -bottom and -right. If that is 0, the slice x[0:-0] is empty; end it at top + H.",
    ("top : top + H, left : left + W", "top:-bottom, left:-right"),
)

adds_value = change(
    "It subtracts value and adds it again: beside a huge value the digits are lost, and inf - inf is NaN.",
    ("] = x", "] = x - value + value"),
)

multiplies_mask = change(
    "The margin is a mask times value, but 0 times infinity is NaN. Use `where`, or assign to a slice.",
    ("+ right), value)", "+ right), 1.0)"),
    ("] = x\n", "] = 0.0\n    y = y * value\n    y[:, :, top : top + H, left : left + W] += x\n"),
)

replaces_zeros = change(
    "It replaces every 0 of the padded image by value, also pixels of the image that are 0.",
    ("return y", "return y.masked_fill(y == 0, value)"),
)


@mistake("Only the left and right sides get the value; the rows above and below are 0, corners included.")
def value_beside_only(x: Tensor, pad: tuple[int, int, int, int], value: float = 0.0) -> Tensor:
    left, right, top, bottom = pad
    return F.pad(F.pad(x, (left, right, 0, 0), value=value), (0, 0, top, bottom))


returns_input = change(
    "Without a margin it returns x itself, so writing to the result changes the caller's x.",
    ("return y", "return y if any(pad) else x"),
)

float32_canvas = change(
    "The canvas is made by torch.full(...), which is float32 on the CPU, so dtype and device of x are lost.",
    ("x.new_full(", "torch.full("),
)

detached = change(
    "It copies the pixels through .data, so no gradient flows back to x.", ("] = x", "] = x.detach()")
)
