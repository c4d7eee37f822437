import torch

from autograder.judge import graded


@graded("pad2d")
def test_zeros(compare, draw):
    """By default the margin is 0, on each side as wide as asked."""
    compare.call(draw.normal(2, 3, 4, 5), (1, 2, 3, 4))


@graded("pad2d")
def test_order_of_the_sides(compare, draw):
    """The four numbers are left, right, top and bottom, and each widens its own side only."""
    x = draw.normal(2, 2, 4, 4)
    for pad in ((2, 0, 0, 0), (0, 2, 0, 0), (0, 0, 2, 0), (0, 0, 0, 2)):
        compare.call(x, pad)


@graded("pad2d")
def test_even_margins(compare, draw):
    """A margin with one width on all sides works for images that are not square."""
    width = draw.integer(1, 4)
    compare.call(draw.normal(1, 2, 3, 6), (width, width, width, width))


@graded("pad2d")
def test_value(compare, draw):
    """value fills the whole margin, and nothing but the margin."""
    x = draw.normal(2, 3, 4, 3).masked_fill(draw.mask(2, 3, 4, 3), 0.0)
    compare.call(x, (1, 2, 2, 1), value=float(draw.normal(1, mean=4.0)))


@graded("pad2d")
def test_infinite_value(compare, draw):
    """The margin may be infinite: no pixel and no gradient becomes NaN."""
    compare.call(draw.normal(2, 2, 3, 4), (1, 2, 0, 1), -torch.inf)


@graded("pad2d")
def test_exact_pixels(compare, draw):
    """The pixels are copied exactly, also tiny ones beside huge ones."""
    scales = torch.tensor([1e-30, 1e-6, 1.0, 1e30])
    compare.call(draw.normal(2, 2, 3, 4) * scales, (1, 1, 2, 0), value=1e-3)


@graded("pad2d")
def test_no_margin(compare, draw):
    """Without a margin the result is a copy in new memory. A margin may also be on one side only."""
    x = draw.normal(2, 3, 4, 5)
    compare.call(x, (0, 0, 0, 0))
    compare.call(x, (0, draw.integer(1, 4), 0, 0), 1.0)


@graded("pad2d")
def test_sizes_of_one(compare, draw):
    """A batch, a channel or an image of size 1 keeps its dimension, and a batch may be empty."""
    compare.call(draw.normal(1, 1, 1, 1), (2, 1, 1, 3), 0.5)
    compare.call(draw.normal(0, 2, 3, 3), (1, 1, 1, 1))


@graded("pad2d")
def test_whole_batches(compare, draw):
    """All images, channels and rows are padded at once, without a Python loop."""
    compare.vectorised(
        lambda images, channels, rows: {"x": draw.normal(images, channels, rows, 3), "pad": (1, 2, 0, 1)}
    )
