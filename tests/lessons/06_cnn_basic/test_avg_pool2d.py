import torch

from autograder.judge import graded
from autograder.judge.scenarios import in_half

pytestmark = graded("avg_pool2d")


def beside_huge_pixel(lesson, x, k, stride):
    """Return the means of the windows without the first pixel, which is huge."""
    x = x.clone()
    x[:, :, 0, 0] = 1e20
    return lesson.avg_pool2d(x, k, stride)[:, :, 1:, 1:]


def test_touching_windows(compare, draw):
    """By default the windows touch without overlap: the stride is k, one number or a pair."""
    compare.call(draw.normal(2, 3, 6, 4), 2)
    compare.call(draw.normal(3, 2, 4, 6), (2, 3))


def test_stride(compare, draw):
    """The stride may have any size, as one number or as a pair (down, to the right)."""
    x = draw.normal(2, 2, 5, 6)
    compare.call(x, 3, 1)
    compare.call(x, (2, 4), stride=(3, 1))


def test_padding_counts(compare, draw):
    """By default the margin counts: each sum is divided by the size of the window."""
    compare.call(draw.normal(2, 2, 5, 4, mean=3.0), 3, 2, 1)


def test_padding_does_not_count(compare, draw):
    """With count_include_pad=False only the image's own pixels count. float16 stays float16."""
    compare.call(draw.normal(2, 2, 5, 4, mean=3.0), 3, 2, 1, False)
    compare.call(draw.normal(1, 3, 6, 7, mean=3.0), (5, 4), stride=(1, 3), padding=2, count_include_pad=False)
    half = {"x": draw.normal(1, 2, 3, 4), "k": 2, "padding": 1, "count_include_pad": False}
    compare.on("plain")(in_half, function_="avg_pool2d", **half)


def test_zero_pixels(compare, draw):
    """A pixel of the image that is 0 still counts."""
    x = draw.normal(2, 2, 6, 6).masked_fill(draw.mask(2, 2, 6, 6), 0.0)
    compare.call(x, 3, 2, 1, count_include_pad=False)
    compare.call(torch.zeros(1, 1, 1, 1), 2, padding=1, count_include_pad=False)


def test_without_padding(compare, draw):
    """Without padding, count_include_pad has no effect, and pixels that fill no window are dropped."""
    x = draw.normal(1, 2, 7, 8)
    x[:, :, 6:, :] += 1e3
    x[:, :, :, 6:] += 1e3
    compare.each({"x": x, "k": 3}, count_include_pad=(True, False))


def test_scales(compare, draw):
    """The means are precise for tiny pixels and pixels far from 0, and beside a huge pixel."""
    compare.call(draw.normal(2, 1, 4, 5, scale=1e-9), 2)
    compare(beside_huge_pixel, x=draw.normal(1, 2, 4, 5), k=2, stride=1)
    compare.call(draw.normal(1, 2, 4, 4, mean=1000.0), (2, 3), 1, 1, count_include_pad=False)


def test_sizes_of_one(compare, draw):
    """One image, one channel or one window keeps its dimension; windows of one pixel give a copy of x."""
    height = draw.integer(2, 5)
    compare.call(draw.normal(1, 1, height, height + 1), (height, height + 1))
    compare.call(draw.normal(2, 3, 3, 4), 1)


def test_whole_batches(compare, draw):
    """Images, channels and positions are averaged at once, without a Python loop over them."""
    compare.vectorised(
        lambda images, channels, rows, columns: {"x": draw.normal(images, channels, rows, columns), "k": 2}
    )
