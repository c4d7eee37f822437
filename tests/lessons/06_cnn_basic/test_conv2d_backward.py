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
    """Draw a layer whose result has one dout entry for each place, and compare."""
    padding, stride = options.get("padding", 0), options.get("stride", 1)
    places = [(n + 2 * padding - k) // stride + 1 for n, k in zip(size, kernel, strict=True)]
    compare.on("plain", "double", "strided")(
        gradients,
        dout=draw.normal(batch, outputs, *places),
        x=draw.normal(batch, channels, *size),
        w=draw.normal(outputs, channels, *kernel),
        options=options,
    )


@graded("conv2d_backward")
def test_example(compare, draw):
    """The three gradients of a plain convolution of a batch, as a tuple (dx, dw, db)."""
    compare_gradients(compare, draw, 2, 3, (5, 6), 4, (2, 3))
    plain = compare.on("plain", "double", "strided")
    plain(returned, dout=draw.normal(1, 2, 4, 2), x=draw.normal(1, 3, 5, 4), w=draw.normal(2, 3, 2, 3))


@graded("conv2d_backward")
def test_square(compare, draw):
    """Where all sizes are equal, images, channels, rows and columns are still told apart."""
    compare_gradients(compare, draw, 3, 3, (5, 5), 3, (3, 3))
    compare_gradients(compare, draw, 2, 2, (3, 3), 2, (2, 2))


@graded("conv2d_backward")
def test_overlap(compare, draw):
    """A pixel that lies under several places gets the sum of what each of them sends back."""
    compare_gradients(compare, draw, 1, 1, (6, 7), 1, (4, 3))
    compare_gradients(compare, draw, 2, 2, (7, 7), 3, (5, 5), stride=2)


@graded("conv2d_backward")
def test_stride(compare, draw):
    """With a stride, dout's entries lie apart in the image."""
    for stride in (2, 3):
        compare_gradients(compare, draw, 2, 2, (3 * stride + 2, 2 * stride + 3), 3, (2, 3), stride=stride)


@graded("conv2d_backward")
def test_padding(compare, draw):
    """With padding, the margin has no part in dx, but has its zeros in dw."""
    for padding in (1, 2):
        compare_gradients(compare, draw, 2, 2, (4, 5), 3, (3, 3), padding=padding)
    compare_gradients(compare, draw, 1, 2, (2, 3), 2, (4, 5), padding=2)


@graded("conv2d_backward")
def test_stride_with_padding(compare, draw):
    """Stride and padding work together."""
    compare_gradients(compare, draw, 2, 2, (6, 7), 3, (3, 2), stride=2, padding=1)
    compare_gradients(compare, draw, 1, 3, (8, 6), 2, (4, 5), stride=3, padding=2)


@graded("conv2d_backward")
def test_pixels_left_over(compare, draw):
    """Pixels that no step of the stride reaches have gradient 0, and dx is shaped like x."""
    compare_gradients(compare, draw, 2, 2, (6, 8), 3, (3, 3), stride=2)
    compare_gradients(compare, draw, 1, 2, (9, 7), 2, (2, 2), stride=4)
    compare_gradients(compare, draw, 1, 2, (8, 8), 2, (3, 3), stride=4, padding=1)


@graded("conv2d_backward")
def test_sizes_of_one(compare, draw):
    """One image, one channel, one place or one kernel entry keeps its dimension."""
    compare_gradients(compare, draw, 1, 1, (4, 5), 1, (2, 2))
    compare_gradients(compare, draw, 2, 3, (3, 4), 2, (3, 4))
    compare_gradients(compare, draw, 2, 3, (3, 4), 2, (1, 1))
    compare_gradients(compare, draw, 1, 2, (5, 1), 3, (2, 1), stride=2)


@graded("conv2d_backward")
def test_whole_batches(compare, draw):
    """Images, channels and places are handled at once; a Python loop over the kernel alone is fine."""

    def layer(images, rows, outputs):
        return {
            "dout": draw.normal(images, outputs, rows - 1, 2),
            "x": draw.normal(images, 2, rows, 3),
            "w": draw.normal(outputs, 2, 2, 2),
        }

    compare_gradients(compare, draw, 7, 2, (4, 3), 5, (2, 2))
    compare.vectorised("images", lambda images: layer(images, 3, 2))
    compare.vectorised("rows", lambda rows: layer(1, rows + 1, 2))
    compare.vectorised("output channels", lambda outputs: layer(1, 3, outputs))
