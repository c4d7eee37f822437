import torch

from autograder.judge import graded
from autograder.judge.scenarios import in_half

pytestmark = graded("max_pool2d")


def test_windows(compare, draw):
    """By default the windows touch without overlap: the stride is k, one number or a pair (height, width)."""
    compare.call(draw.normal(2, 3, 6, 8), 2)
    compare.call(draw.normal(3, 2, 6, 6), (2, 3))


def test_stride(compare, draw):
    """The stride may be less or more than k, and a pair (down, to the right)."""
    x = draw.normal(2, 2, 5, 6)
    compare.call(x, 2, 1)
    compare.call(x, (3, 2), stride=(2, 4))


def test_pixels_left_over(compare, draw):
    """Pixels that fill no window are dropped, even if they are the largest."""
    x = draw.normal(2, 2, 5, 8)
    x[:, :, 3:, :] += 9.0
    x[:, :, :, 6:] += 9.0
    compare.call(x, 3)


def test_padding(compare, draw):
    """Padding adds a margin on all four sides."""
    compare.call(1.0 + draw.uniform(2, 2, 5, 6), 3, 2, 1)
    compare.call(1.0 + draw.uniform(1, 3, 6, 7), (4, 5), stride=(3, 2), padding=2)


def test_negative_pixels(compare, draw):
    """If all pixels of a window are negative, so is its result, also at the margin and in float16."""
    compare.call(-1.0 - draw.uniform(2, 2, 5, 6), 3, 2, 1)
    compare.on("plain")(in_half, function_="max_pool2d", x=-1.0 - draw.uniform(1, 2, 3, 4), k=2, padding=1)
    compare.call(-1e30 * (1.0 + draw.uniform(1, 2, 4, 4)), 2, padding=1)


def test_overlapping_windows(compare, draw):
    """A pixel that is the largest of several overlapping windows gets the gradient of each."""
    x = draw.normal(2, 1, 6, 5)
    x[:, :, 2, 3] += 9.0
    compare.call(x, 3, 1)


def test_sizes_of_one(compare, draw):
    """One image, one channel or one window keeps its dimension; windows of one pixel give a copy of x."""
    height = draw.integer(3, 6)
    compare.call(draw.normal(1, 1, height, height + 1), (height, height + 1))
    compare.call(draw.normal(1, 3, 4, 5), 1)
    compare.call(torch.zeros(1, 1, 1, 1), 2, padding=1)


def test_whole_batches(compare, draw):
    """Images, channels and positions are pooled at once, without a Python loop over them."""
    compare.vectorised(
        lambda images, channels, rows, columns: {"x": draw.normal(images, channels, rows, columns), "k": 2}
    )
