import torch

from autograder.judge import graded

pytestmark = graded("conv2d_backward")


def gradients(lesson, dout, x, w, options, whole=False):
    # Whether the results hang in a graph is left open, so none is recorded.
    with torch.no_grad():
        found = lesson.conv2d_backward(dout, x, w, **options)
    return found if whole else dict(zip(("dx", "dw", "db"), found, strict=True))


def layer(draw, batch, channels, size, outputs, kernel, **options):
    """A layer's options, its images and kernels, and a dout entry for each place of its result."""
    padding, stride = options.get("padding", 0), options.get("stride", 1)
    places = [(n + 2 * padding - k) // stride + 1 for n, k in zip(size, kernel, strict=True)]
    return {
        "dout": draw.normal(batch, outputs, *places),
        "x": draw.normal(batch, channels, *size),
        "w": draw.normal(outputs, channels, *kernel),
        "options": options,
    }


def test_example(compare, draw):
    """For a plain convolution of a batch, the result is the tuple of the gradients (dx, dw, db)."""
    compare(gradients, **layer(draw, 2, 3, (4, 5), 4, (2, 2)), whole=True)


def test_square(compare, draw):
    """Images, channels, rows and columns are not confused, even if all sizes are equal."""
    compare(gradients, **layer(draw, 2, 2, (3, 3), 2, (2, 2)))


def test_overlap(compare, draw):
    """A pixel under several kernel positions gets the sum of their gradients."""
    compare(gradients, **layer(draw, 2, 2, (5, 4), 3, (3, 1), stride=2))


def test_stride(compare, draw):
    """With a stride, neighbouring entries of dout belong to positions that are a stride apart."""
    compare(gradients, **layer(draw, 2, 2, (8, 5), 3, (2, 2), stride=3))


def test_padding(compare, draw):
    """With padding, dx has no margin, and dw uses the image with its margin of zeros."""
    compare(gradients, **layer(draw, 2, 2, (3, 4), 3, (2, 2), padding=2))
    compare(gradients, **layer(draw, 1, 2, (1, 2), 2, (3, 1), padding=1))


def test_stride_with_padding(compare, draw):
    """Stride and padding work together."""
    compare(gradients, **layer(draw, 2, 2, (6, 5), 3, (3, 1), stride=2, padding=1))


def test_pixels_left_over(compare, draw):
    """Pixels that no kernel position covers have gradient 0, and dx is shaped like x."""
    compare(gradients, **layer(draw, 2, 2, (7, 8), 3, (2, 2), stride=4))
    compare(gradients, **layer(draw, 1, 2, (7, 7), 2, (2, 2), stride=4, padding=1))


def test_sizes_of_one(compare, draw):
    """One image, one channel, one position or one kernel entry keeps its dimension."""
    compare(gradients, **layer(draw, 1, 1, (2, 1), 1, (2, 1)))
    compare(gradients, **layer(draw, 2, 3, (3, 4), 2, (1, 1)))


def test_whole_batches(compare, draw):
    """Images, channels and positions are computed at once. Only a loop over the kernel's entries is fine."""
    compare.vectorised(
        lambda images, rows, output_channels: {
            "dout": draw.normal(images, output_channels, rows - 1, 2),
            "x": draw.normal(images, 2, rows, 2),
            "w": draw.normal(output_channels, 2, 2, 1),
        }
    )
