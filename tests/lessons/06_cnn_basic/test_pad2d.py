import torch

from autograder.judge import graded
from autograder.judge.scenarios import in_half

pytestmark = graded("pad2d")


def image(lesson, x, pad, value):
    """Return what is inside the margin."""
    left, _, top, _ = pad
    return lesson.pad2d(x, pad, value)[:, :, top : top + x.shape[2], left : left + x.shape[3]]


def test_zeros(compare, draw):
    """By default the margin is 0, on each side as wide as asked, be it the same on all sides or not."""
    compare.call(draw.normal(2, 3, 4, 5), (1, 2, 3, 4))
    compare.call(draw.normal(1, 2, 3, 6), (draw.integer(1, 4),) * 4)


def test_order_of_the_sides(compare, draw):
    """The four numbers are left, right, top and bottom, and each widens its own side only."""
    pads = ((2, 0, 0, 0), (0, 2, 0, 0), (0, 0, 2, 0), (0, 0, 0, 2))
    compare.each({"x": draw.normal(2, 2, 4, 4)}, pad=pads)


def test_value(compare, draw):
    """value fills the whole margin, and nothing but the margin."""
    x = draw.normal(2, 3, 4, 3).masked_fill(draw.mask(2, 3, 4, 3), 0.0)
    compare.call(x, (1, 2, 2, 1), value=float(draw.normal(1, mean=4.0)))


def test_infinite_value(compare, draw):
    """The margin may be infinite: no pixel and no gradient becomes NaN."""
    compare.call(draw.normal(2, 2, 3, 4), (1, 2, 0, 1), -torch.inf)


def test_exact_pixels(compare, draw):
    """The pixels are copied exactly, also tiny ones beside a huge value, and float16 stays float16."""
    compare(image, x=draw.normal(3, 2, 3, 4, scale=1e-6), pad=(1, 1, 2, 0), value=1e30)
    compare.on("plain")(in_half, function_="pad2d", x=draw.normal(1, 2, 3, 4), pad=(1, 0, 1, 2), value=0.5)


def test_no_margin(compare, draw):
    """Without a margin the result is a copy in new memory. A margin may also be on one side only."""
    x = draw.normal(2, 3, 4, 5)
    compare.call(x, (0, 0, 0, 0))
    compare.call(x, (0, draw.integer(1, 4), 0, 0), 1.0)


def test_sizes_of_one(compare, draw):
    """A batch, a channel or an image of size 1 keeps its dimension, and a pixel may be 0."""
    compare.call(torch.zeros(1, 1, 1, 1), (2, 1, 1, 3), 0.5)


def test_whole_batches(compare, draw):
    """All images, channels, rows and columns are padded at once, without a Python loop."""
    compare.vectorised(
        lambda images, channels, rows, columns: {
            "x": draw.normal(images, channels, rows, columns),
            "pad": (1, 2, 0, 1),
        }
    )
