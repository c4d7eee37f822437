"""Checks to run while you work: run `pytest` in this folder. They don't decide your score: more checks run at
grading.

Each check is an example worked by hand. Its docstring says what is right and gives the formula. Then
`expect(call, result, calculation)` compares. Pairs after these are wrong results, each with its likely cause;
likely_mistakes.json has more. You can retype the code that a failed check prints, after the imports below.
"""

import sys
from pathlib import Path

import torch
from torch import tensor

from autograder.checks.expect import check, expect, expect_error

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

# conv_out_size


@check
def test_conv_out_size_by_drawing():
    """A kernel of 3 pixels has 5 positions in a row of 7.

    positions = 1 + (the number of steps after the first position)
    """
    expect(
        conv_out_size(7, 3),
        5,
        "It begins at pixel 0, 1, 2, 3 or 4; from 5 on it would stick out.",
        (7, "By default there is no margin."),
    )


@check
def test_conv_out_size_with_stride_and_padding():
    """Padding is added at both ends, and the stride skips positions.

    positions = 1 + (the number of steps after the first position)
    """
    expect(
        conv_out_size(7, 3, padding=1, stride=2),
        4,
        "1 + 7 + 1 = 9 pixels; the kernel begins at pixel 0, 2, 4 or 6.",
        (3, "This is right for 8 or 7 pixels; a padding of 1 at both ends makes 9."),
    )
    expect(
        conv_out_size(7, 3, stride=3),
        2,
        "It begins at pixel 0 or 3; at 6 it would stick out.",
        (1, "The first position was not counted."),
    )


@check
def test_conv_out_size_with_gaps():
    """With dilation there are gaps between the entries of a kernel.

    positions = 1 + (the number of steps after the first position)
    """
    expect(
        conv_out_size(7, 3, dilation=2),
        3,
        "Three entries two pixels apart cover the pixels 0, 2, 4, or 1, 3, 5, or 2, 4, 6.",
    )


@check
def test_conv_out_size_refuses_what_does_not_fit():
    """A kernel that is larger than the image raises a ValueError."""
    with expect_error(ValueError):
        conv_out_size(2, 3)


# corr2d


@check
def test_corr2d_by_hand():
    """Each result is the sum of the kernel's entries times the pixels under them.

    Y[i, j] = sum over a and b of X[i + a, j + b] K[a, b]
    """
    X = tensor([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0], [6.0, 7.0, 8.0]])
    K = tensor([[0.0, 1.0], [2.0, 3.0]])
    expect(
        corr2d(X, K),
        tensor([[19.0, 25.0], [37.0, 43.0]]),
        "0*0 + 1*1 + 3*2 + 4*3 = 19, 1*0 + 2*1 + 4*2 + 5*3 = 25, 3*0 + 4*1 + 6*2 + 7*3 = 37 and "
        "4*0 + 5*1 + 7*2 + 8*3 = 43.",
    )


@check
def test_corr2d_of_an_edge():
    """A kernel of 1 and -1 finds the edge between white and black.

    Y[i, j] = sum over a and b of X[i + a, j + b] K[a, b]
    """
    X = tensor([[1.0, 1.0, 0.0, 0.0], [1.0, 1.0, 0.0, 0.0]])
    K = tensor([[1.0, -1.0]])
    expect(
        corr2d(X, K),
        tensor([[0.0, 1.0, 0.0], [0.0, 1.0, 0.0]]),
        "A pixel minus its right neighbour: 1 - 1 = 0, 1 - 0 = 1 and 0 - 0 = 0 in both rows.",
    )


@check
def test_corr2d_keeps_float64():
    """float64 inputs give a float64 result.

    Y[i, j] = sum over a and b of X[i + a, j + b] K[a, b]
    """
    X = tensor([[1.0, 2.0], [3.0, 4.0]], dtype=torch.float64)
    K = torch.ones(2, 1, dtype=torch.float64)
    expect(corr2d(X, K), tensor([[4.0, 6.0]], dtype=torch.float64), "1 + 3 = 4 and 2 + 4 = 6.")


# pad2d


@check
def test_pad2d_sides():
    """Each side has a width of its own.

    pad = (left, right, top, bottom)
    """
    x = tensor([[[[3.0, 4.0]]]])
    expect(
        pad2d(x, (1, 2, 1, 0)),
        tensor([[[[0.0, 0.0, 0.0, 0.0, 0.0], [0.0, 3.0, 4.0, 0.0, 0.0]]]]),
        "One column on the left, two on the right, one row above and none below: [1, 1, 2, 5].",
    )


@check
def test_pad2d_value():
    """The margin may hold a number other than 0.

    pad = (left, right, top, bottom)
    """
    x = tensor([[[[3.0]]]])
    expect(
        pad2d(x, (0, 1, 0, 1), value=-1.0),
        tensor([[[[3.0, -1.0], [-1.0, -1.0]]]]),
        "A column on the right and a row below are -1, and so is their corner.",
    )


@check
def test_pad2d_makes_a_copy():
    """Even without a margin, the result is a new tensor."""
    x = tensor([[[[0.0, 1.0], [2.0, 3.0]]]])
    pad2d(x, (0, 0, 0, 0)).fill_(9.0)
    expect(x, tensor([[[[0.0, 1.0], [2.0, 3.0]]]]))


# im2col


@check
def test_im2col_of_one_channel():
    """Each position of the kernel gives a column of the pixels under it.

    [N, C, H, W] becomes [N, C*kh*kw, the number of positions]
    """
    x = tensor([[[[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]]])
    expect(
        im2col(x, (2, 2)),
        tensor([[[0.0, 1.0], [1.0, 2.0], [3.0, 4.0], [4.0, 5.0]]]),
        "The kernel covers 0, 1, 3, 4, then 1, 2, 4, 5: these are the two columns.",
    )


@check
def test_im2col_of_two_channels():
    """A column holds first the pixels of channel 0, then those of channel 1.

    [N, C, H, W] becomes [N, C*kh*kw, the number of positions]
    """
    x = tensor([[[[0.0, 1.0, 2.0]], [[3.0, 4.0, 5.0]]]])
    expect(
        im2col(x, (1, 2)),
        tensor([[[0.0, 1.0], [1.0, 2.0], [3.0, 4.0], [4.0, 5.0]]]),
        "The kernel covers 0, 1 and 3, 4, then 1, 2 and 4, 5: these are the two columns.",
    )


@check
def test_im2col_with_stride_padding_and_dilation():
    """Stride, padding and dilation are pairs: (down, to the right).

    [N, C, H, W] becomes [N, C*kh*kw, the number of positions]
    """
    x = tensor([[[[1.0, 2.0, 3.0, 4.0]]]])
    expect(
        im2col(x, (1, 2), stride=(1, 3), padding=(0, 1), dilation=(1, 2)),
        tensor([[[0.0, 3.0], [2.0, 0.0]]]),
        "Padded: 0 1 2 3 4 0. Two entries two pixels apart begin at pixels 0 and 3: 0, 2 and 3, 0.",
    )


# conv2d


@check
def test_conv2d_sums_over_channels():
    """The products of all input channels are added, and the bias is added once.

    y[n, o, i, j] = b[o] + sum over c, a, e of x[n, c, i + a, j + e] w[o, c, a, e]
    """
    x = tensor([[[[0.0, 1.0], [2.0, 3.0]], [[4.0, 5.0], [6.0, 7.0]]]])
    w, b = tensor([[[[1.0]], [[10.0]]]]), tensor([0.5])
    expect(
        conv2d(x, w, b),
        tensor([[[[40.5, 51.5], [62.5, 73.5]]]]),
        "0 + 10*4 = 40, 1 + 10*5 = 51, 2 + 10*6 = 62, 3 + 10*7 = 73. Add 0.5 to each.",
    )


@check
def test_conv2d_with_stride_and_padding():
    """A pair is (down, to the right). Here zeros are added left and right only.

    y[n, o, i, j] = the sum of the kernel's entries times the pixels under them
    """
    x, w = tensor([[[[1.0, 2.0, 3.0, 4.0]]]]), tensor([[[[1.0, 10.0]]]])
    expect(
        conv2d(x, w, stride=2, padding=(0, 1)),
        tensor([[[[10.0, 32.0, 4.0]]]]),
        "Padded: 0 1 2 3 4 0. The kernel begins at 0, 2 and 4: 0 + 10*1, 2 + 10*3 and 4 + 10*0.",
        (tensor([[[[21.0, 43.0]]]]), "No zeros were added: padding has no effect."),
    )


@check
def test_conv2d_with_groups():
    """With two groups, output 0 sees channel 0 alone, and output 1 sees channel 1 alone.

    y[n, o, i, j] = sum over the channels c of o's group, and over a and e
    """
    x = tensor([[[[0.0, 1.0]], [[2.0, 3.0]]]])
    w = tensor([[[[1.0]]], [[[10.0]]]])
    expect(
        conv2d(x, w, groups=2),
        tensor([[[[0.0, 1.0]], [[20.0, 30.0]]]]),
        "Output 0 is channel 0 times 1: 0, 1. Output 1 is channel 1 times 10: 20, 30.",
        (tensor([[[[2.0, 4.0]], [[20.0, 40.0]]]]), "Here each output sees both channels."),
    )


# conv2d_backward


@check
def test_conv2d_backward_of_a_row():
    """Each kernel entry sends a gradient back to the pixels that it multiplied.

    dx[q] = sum of dout[j] w[e] over all j and e with j + e = q
    dw[e] = sum over j of dout[j] x[j + e]
    db = sum over j of dout[j]
    """
    x, w = tensor([[[[1.0, 2.0, 3.0]]]]), tensor([[[[10.0, 20.0]]]])
    dout = tensor([[[[1.0, 5.0]]]])
    dw, db = tensor([[[[11.0, 17.0]]]]), tensor([6.0])
    overlap = "Two positions overlap at the middle pixel: add the gradients of both."
    expect(
        conv2d_backward(dout, x, w),
        (tensor([[[[10.0, 70.0, 100.0]]]]), dw, db),
        "dx: 1*10, 1*20 + 5*10 and 5*20. dw: 1*1 + 5*2 and 1*2 + 5*3. db: 1 + 5.",
        ((tensor([[[[10.0, 50.0, 100.0]]]]), dw, db), overlap),
    )


@check
def test_conv2d_backward_with_a_stride():
    """Pixels that no kernel position covers have a gradient of 0.

    dx[q] = sum of dout[j] w[e] over all j and e with 2*j + e = q
    dw[e] = sum over j of dout[j] x[2*j + e]
    db = sum over j of dout[j]
    """
    x, w = tensor([[[[1.0, 2.0, 3.0, 4.0]]]]), tensor([[[[10.0]]]])
    dout = tensor([[[[1.0, 5.0]]]])
    expect(
        conv2d_backward(dout, x, w, stride=2),
        (tensor([[[[10.0, 0.0, 50.0, 0.0]]]]), tensor([[[[16.0]]]]), tensor([6.0])),
        "The kernel covers the pixels 0 and 2. dx: 1*10 and 5*10 there. dw: 1*1 + 5*3. db: 1 + 5.",
    )


@check
def test_conv2d_backward_agrees_with_autograd():
    """The gradients are those that autograd finds for your own conv2d."""
    x = torch.arange(9.0).reshape(1, 1, 3, 3).requires_grad_()
    w = tensor([[[[1.0, -2.0], [3.0, 5.0]]]], requires_grad=True)
    b = tensor([0.5], requires_grad=True)
    dout = tensor([[[[1.0, 2.0], [-1.0, 4.0]]]])
    conv2d(x, w, b, stride=2, padding=1).backward(dout)
    expect(
        conv2d_backward(dout, x.detach(), w.detach(), stride=2, padding=1),
        (x.grad, w.grad, b.grad),
        "These are x.grad, w.grad and b.grad, from your conv2d.",
    )


# max_pool2d


@check
def test_max_pool2d_windows_touch():
    """The windows are side by side, and each gives its largest pixel.

    y[i, j] = the maximum over a and b of x[k*i + a, k*j + b]
    """
    x = torch.arange(16.0).reshape(1, 1, 4, 4)
    expect(
        max_pool2d(x, 2),
        tensor([[[[5.0, 7.0], [13.0, 15.0]]]]),
        "The first window holds 0, 1, 4 and 5, and 5 is the largest; then 7, 13 and 15.",
    )


@check
def test_max_pool2d_of_negative_pixels():
    """The margin is never the largest, even if all pixels are below 0.

    y = the maximum of a window, in which the margin is -inf
    """
    x = tensor([[[[-1.0, -2.0], [-3.0, -4.0]]]])
    expect(
        max_pool2d(x, 2, padding=1),
        tensor([[[[-1.0, -2.0], [-3.0, -4.0]]]]),
        "Each of the four windows holds one pixel of x and three of the margin.",
    )


@check
def test_max_pool2d_with_a_stride():
    """With a stride of 1 the windows overlap.

    y[j] = max(x[j], x[j + 1])
    """
    x = tensor([[[[1.0, 4.0, 2.0, 3.0]]]])
    expect(
        max_pool2d(x, (1, 2), stride=1),
        tensor([[[[4.0, 4.0, 3.0]]]]),
        "max(1, 4) = 4, max(4, 2) = 4 and max(2, 3) = 3.",
    )


# avg_pool2d


@check
def test_avg_pool2d_windows_touch():
    """The windows are side by side, and each gives its mean.

    y[i, j] = the mean over a and b of x[k*i + a, k*j + b]
    """
    x = torch.arange(16.0).reshape(1, 1, 4, 4)
    expect(
        avg_pool2d(x, 2),
        tensor([[[[2.5, 4.5], [10.5, 12.5]]]]),
        "(0 + 1 + 4 + 5) / 4 = 2.5, (2 + 3 + 6 + 7) / 4 = 4.5, then 10.5 and 12.5.",
    )


@check
def test_avg_pool2d_counts_the_margin():
    """By default a pixel of the margin counts as a pixel of value 0.

    y = (the sum of a window) / (kh * kw)
    """
    x = tensor([[[[4.0, 8.0], [12.0, 16.0]]]])
    expect(
        avg_pool2d(x, 2, padding=1),
        tensor([[[[1.0, 2.0], [3.0, 4.0]]]]),
        "Each window holds one pixel of x and three zeros: 4/4, 8/4, 12/4 and 16/4.",
        (tensor([[[[4.0, 8.0], [12.0, 16.0]]]]), "Here the margin does not count."),
    )


@check
def test_avg_pool2d_leaves_the_margin_out():
    """With count_include_pad=False, only pixels of the image count.

    y = (the sum of a window) / (the number of its pixels that belong to the image)
    """
    x = tensor([[[[4.0, 8.0], [12.0, 16.0]]]])
    expect(
        avg_pool2d(x, 2, padding=1, count_include_pad=False),
        tensor([[[[4.0, 8.0], [12.0, 16.0]]]]),
        "Each window holds one pixel of x: 4/1, 8/1, 12/1 and 16/1.",
    )
