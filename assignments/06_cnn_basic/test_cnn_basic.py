"""Checks to run while you work: `pytest` in this folder. They are not the mark: more checks run at grading,
where you are told how many. Every number below can be worked out by hand; the messages show how.
"""

import sys
from pathlib import Path

import pytest
import torch
from torch import Tensor

sys.path.insert(0, str(Path(__file__).parent))  # the module beside this file, from wherever pytest runs

from cnn_basic import (
    avg_pool2d,
    conv2d,
    conv2d_backward,
    conv_out_size,
    corr2d,
    im2col,
    max_pool2d,
    pad2d,
)


def expect(result: Tensor, values: list, why: str) -> None:
    """Compare shape and values; on a difference show the arithmetic `why` first."""
    __tracebackhide__ = True
    torch.testing.assert_close(
        result,
        torch.tensor(values, dtype=torch.float32),
        rtol=1e-4,
        atol=1e-6,
        msg=lambda found: f"{why}\n\n{found}",
    )


def count(*shape: int) -> Tensor:
    """0, 1, 2, ... in this shape."""
    return torch.arange(float(torch.Size(shape).numel())).reshape(shape)


# conv_out_size


def test_conv_out_size_by_drawing():
    assert conv_out_size(7, 3) == 5, "A kernel of 3 in 7 pixels begins at pixel 0, 1, 2, 3 or 4."
    assert conv_out_size(7, 3, padding=1, stride=2) == 4, "9 padded pixels; it begins at 0, 2, 4 and 6."
    assert conv_out_size(7, 3, stride=3) == 2, "It begins at 0 and 3; at 6 it would stick out."


def test_conv_out_size_with_gaps():
    why = "Three entries two pixels apart span 5 pixels, so they begin at pixel 0, 1 or 2 of 7."
    assert conv_out_size(7, 3, dilation=2) == 3, why


def test_conv_out_size_refuses_what_does_not_fit():
    with pytest.raises(ValueError):  # noqa: PT011 (its words are yours)
        conv_out_size(2, 3)


# corr2d


def test_corr2d_by_hand():
    why = "The first entry: 0*0 + 1*1 + 3*2 + 4*3 = 19; the others likewise."
    expect(corr2d(count(3, 3), count(2, 2)), [[19.0, 25.0], [37.0, 43.0]], why)


def test_corr2d_of_an_edge():
    image = torch.tensor([[1.0, 1.0, 0.0, 0.0], [1.0, 1.0, 0.0, 0.0]])
    why = "A pixel minus its right neighbour: 0 where they are equal, 1 where white turns black."
    expect(corr2d(image, torch.tensor([[1.0, -1.0]])), [[0.0, 1.0, 0.0], [0.0, 1.0, 0.0]], why)


def test_corr2d_keeps_float64():
    result = corr2d(count(3, 3).double(), torch.ones(2, 2).double())
    assert result.dtype == torch.float64, "float64 in, float64 out."


# pad2d


def test_pad2d_sides():
    why = "One column of 0 on the left, two on the right, one row above, none below."
    rows = [[0.0, 0.0, 0.0, 0.0, 0.0], [0.0, 3.0, 4.0, 0.0, 0.0]]
    expect(pad2d(torch.tensor([[[[3.0, 4.0]]]]), (1, 2, 1, 0)), [[rows]], why)


def test_pad2d_value():
    padded = pad2d(torch.tensor([[[[3.0]]]]), (0, 1, 0, 1), value=-1.0)
    expect(padded, [[[[3.0, -1.0], [-1.0, -1.0]]]], "The margin is -1, right and below, the corner too.")


def test_pad2d_makes_a_copy():
    x = count(1, 1, 2, 2)
    pad2d(x, (0, 0, 0, 0)).fill_(9.0)
    expect(x, [[[[0.0, 1.0], [2.0, 3.0]]]], "Writing to the result must not change x.")


# im2col


def test_im2col_of_one_channel():
    why = "The kernel lies on 0 1 3 4, then on 1 2 4 5, on 3 4 6 7 and on 4 5 7 8: the four columns."
    rows = [[0.0, 1.0, 3.0, 4.0], [1.0, 2.0, 4.0, 5.0], [3.0, 4.0, 6.0, 7.0], [4.0, 5.0, 7.0, 8.0]]
    expect(im2col(count(1, 1, 3, 3), (2, 2)), [rows], why)


def test_im2col_of_two_channels():
    why = "Channel 0 is [0, 1, 2] and channel 1 is [3, 4, 5]; the first column is 0, 1 and then 3, 4."
    rows = [[0.0, 1.0], [1.0, 2.0], [3.0, 4.0], [4.0, 5.0]]
    expect(im2col(count(1, 2, 1, 3), (1, 2)), [rows], why)


def test_im2col_with_stride_padding_and_dilation():
    x = torch.tensor([[[[1.0, 2.0, 3.0, 4.0]]]])
    why = "Padded: 0 1 2 3 4 0. Two entries two pixels apart, starting at 0 and 3: (0, 2) and (3, 0)."
    expect(im2col(x, (1, 2), (1, 3), (0, 1), (1, 2)), [[[0.0, 3.0], [2.0, 0.0]]], why)


# conv2d


def test_conv2d_sums_over_channels():
    x, w = count(1, 2, 2, 2), torch.tensor([[[[1.0]], [[10.0]]]])
    why = "Channel 0 is 0 1 2 3, channel 1 is 4 5 6 7: 0 + 40, 1 + 50 and so on; then the bias 0.5."
    expect(conv2d(x, w, torch.tensor([0.5])), [[[[40.5, 51.5], [62.5, 73.5]]]], why)


def test_conv2d_with_stride_and_padding():
    why = "Padded by 1, windows at rows and columns 0 and 2 of a 5 by 5 image: 0+1+3+4, 1+2+4+5 and so on."
    result = conv2d(count(1, 1, 3, 3), torch.ones(1, 1, 3, 3), stride=2, padding=1)
    expect(result, [[[[8.0, 12.0], [20.0, 24.0]]]], why)


def test_conv2d_with_groups():
    x, w = count(1, 2, 1, 2), torch.tensor([[[[1.0]]], [[[10.0]]]])
    why = "Two groups: output 0 sees channel 0, [0, 1]; output 1 sees channel 1, [2, 3], times 10."
    expect(conv2d(x, w, groups=2), [[[[0.0, 1.0]], [[20.0, 30.0]]]], why)


# conv2d_backward


def test_conv2d_backward_of_a_row():
    x, w = torch.tensor([[[[1.0, 2.0, 3.0]]]]), torch.tensor([[[[10.0, 20.0]]]])
    dx, dw, db = conv2d_backward(torch.tensor([[[[1.0, 5.0]]]]), x, w)
    expect(dx, [[[[10.0, 70.0, 100.0]]]], "1*10; 1*20 + 5*10, as two places overlap there; 5*20.")
    expect(dw, [[[[11.0, 17.0]]]], "1*1 + 5*2 and 1*2 + 5*3.")
    expect(db, [6.0], "1 + 5.")


def test_conv2d_backward_with_a_stride():
    x, w = torch.tensor([[[[1.0, 2.0, 3.0, 4.0]]]]), torch.tensor([[[[10.0]]]])
    dx, dw, _ = conv2d_backward(torch.tensor([[[[1.0, 5.0]]]]), x, w, stride=2)
    expect(dx, [[[[10.0, 0.0, 50.0, 0.0]]]], "The kernel lies on pixels 0 and 2; the others get nothing.")
    expect(dw, [[[[16.0]]]], "1*1 + 5*3.")


def test_conv2d_backward_agrees_with_autograd():
    x, w = count(2, 2, 4, 5), count(3, 2, 3, 2) - 10
    x.requires_grad_()
    y = conv2d(x, w, stride=2, padding=1)
    dout = count(*y.shape) % 7 - 3
    y.backward(dout)
    with torch.no_grad():
        dx, _, _ = conv2d_backward(dout, x, w, stride=2, padding=1)
    expect(dx, x.grad.tolist(), "Your own conv2d, differentiated by autograd, gives another dx.")


# max_pool2d


def test_max_pool2d_windows_touch():
    expect(max_pool2d(count(1, 1, 4, 4), 2), [[[[5.0, 7.0], [13.0, 15.0]]]], "Each quarter of the image.")


def test_max_pool2d_of_negative_pixels():
    x = torch.tensor([[[[-1.0, -2.0], [-3.0, -4.0]]]])
    why = "Each window has one pixel of x and a margin, which never wins."
    expect(max_pool2d(x, 2, padding=1), x.tolist(), why)


def test_max_pool2d_with_a_stride():
    why = "Windows of 1 by 2 at columns 0, 1 and 2, since the stride is 1."
    expect(max_pool2d(torch.tensor([[[[1.0, 4.0, 2.0, 3.0]]]]), (1, 2), 1), [[[[4.0, 4.0, 3.0]]]], why)


# avg_pool2d


def test_avg_pool2d_windows_touch():
    why = "(0 + 1 + 4 + 5) / 4 = 2.5 for the first quarter of the image."
    expect(avg_pool2d(count(1, 1, 4, 4), 2), [[[[2.5, 4.5], [10.5, 12.5]]]], why)


def test_avg_pool2d_counts_the_margin():
    x = torch.tensor([[[[4.0, 8.0], [12.0, 16.0]]]])
    why = "Each window has one pixel of x and three of the margin: a quarter of the pixel."
    expect(avg_pool2d(x, 2, padding=1), [[[[1.0, 2.0], [3.0, 4.0]]]], why)


def test_avg_pool2d_leaves_the_margin_out():
    x = torch.tensor([[[[4.0, 8.0], [12.0, 16.0]]]])
    why = "Each window has one pixel of x, and that alone counts."
    expect(avg_pool2d(x, 2, padding=1, count_include_pad=False), x.tolist(), why)
