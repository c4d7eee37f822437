import torch

from autograder.judge import graded


def gradients(lesson, dout, x, w, options):
    # Whether the results hang in a graph is left open, so none is recorded.
    with torch.no_grad():
        dx, dw, db = lesson.conv2d_backward(dout, x, w, **options)
    return {"dx": dx, "dw": dw, "db": db}


def returned(lesson, dout, x, w):
    with torch.no_grad():
        return lesson.conv2d_backward(dout, x, w)


def compare_gradients(compare, draw, batch, channels, size, outputs, kernel, **options):
    """Draw a layer whose result has one dout entry for each place, and compare.

    What becomes of float32 and of memory that is not contiguous, other tests show.
    """
    padding, stride = options.get("padding", 0), options.get("stride", 1)
    places = [(n + 2 * padding - k) // stride + 1 for n, k in zip(size, kernel, strict=True)]
    compare(
        gradients,
        dout=draw.normal(batch, outputs, *places),
        x=draw.normal(batch, channels, *size),
        w=draw.normal(outputs, channels, *kernel),
        options=options,
    )


@graded("conv2d_backward")
def test_example(compare, draw):
    """For a plain convolution of a batch, the result is the tuple of the gradients (dx, dw, db)."""
    plain = compare
    plain(returned, dout=draw.normal(2, 4, 3, 4), x=draw.normal(2, 3, 4, 5), w=draw.normal(4, 3, 2, 2))


@graded("conv2d_backward")
def test_square(compare, draw):
    """Images, channels, rows and columns are not confused, even if all sizes are equal."""
    compare_gradients(compare, draw, 2, 2, (3, 3), 2, (2, 2))


@graded("conv2d_backward")
def test_overlap(compare, draw):
    """A pixel under several kernel positions gets the sum of their gradients."""
    compare_gradients(compare, draw, 2, 2, (5, 4), 3, (3, 1), stride=2)


@graded("conv2d_backward")
def test_stride(compare, draw):
    """With a stride, neighbouring entries of dout belong to positions that are a stride apart."""
    compare_gradients(compare, draw, 2, 2, (8, 5), 3, (2, 2), stride=3)


@graded("conv2d_backward")
def test_padding(compare, draw):
    """With padding, dx has no margin, and dw uses the image with its margin of zeros."""
    compare_gradients(compare, draw, 2, 2, (3, 4), 3, (2, 2), padding=2)
    compare_gradients(compare, draw, 1, 2, (1, 2), 2, (3, 1), padding=1)


@graded("conv2d_backward")
def test_stride_with_padding(compare, draw):
    """Stride and padding work together."""
    compare_gradients(compare, draw, 2, 2, (6, 5), 3, (3, 1), stride=2, padding=1)


@graded("conv2d_backward")
def test_pixels_left_over(compare, draw):
    """Pixels that no kernel position covers have gradient 0, and dx is shaped like x."""
    compare_gradients(compare, draw, 2, 2, (7, 8), 3, (2, 2), stride=4)
    compare_gradients(compare, draw, 1, 2, (7, 7), 2, (2, 2), stride=4, padding=1)


@graded("conv2d_backward")
def test_sizes_of_one(compare, draw):
    """One image, one channel, one position or one kernel entry keeps its dimension."""
    compare_gradients(compare, draw, 1, 1, (2, 1), 1, (2, 1))
    compare_gradients(compare, draw, 2, 3, (3, 4), 2, (1, 1))


@graded("conv2d_backward")
def test_whole_batches(compare, draw):
    """Images, channels and positions are computed at once. Only a loop over the kernel's entries is fine."""
    compare.vectorised(
        lambda images, rows, output_channels: {
            "dout": draw.normal(images, output_channels, rows - 1, 2),
            "x": draw.normal(images, 2, rows, 2),
            "w": draw.normal(output_channels, 2, 2, 1),
        }
    )
