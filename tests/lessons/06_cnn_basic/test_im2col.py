from autograder.judge import graded


@graded("im2col")
def test_example(compare, draw):
    """Each place of the kernel gives a column with the pixels under it."""
    compare.call(draw.normal(2, 1, 4, 5), (2, 3))


@graded("im2col")
def test_channels(compare, draw):
    """A column holds channel after channel, each in reading order: channel-major."""
    compare.values.call(draw.normal(2, 3, 4, 5), (3, 2))


@graded("im2col")
def test_square(compare, draw):
    """Where everything has the same size, images, channels, rows and columns are still told apart."""
    compare.values.call(draw.normal(2, 2, 3, 3), (2, 2))


@graded("im2col")
def test_stride(compare, draw):
    """The two strides are steps down and to the right; pixels that no step reaches are left over."""
    compare.values.call(draw.normal(2, 2, 6, 8), (2, 3), (3, 2))


@graded("im2col")
def test_padding(compare, draw):
    """The two paddings add zeros above and below, and left and right."""
    compare.on("plain", "double").call(draw.normal(2, 2, 4, 5), (2, 3), padding=(1, 3))
    compare.values.call(draw.normal(1, 2, 1, 2), (3, 4), (1, 1), (1, 2))


@graded("im2col")
def test_dilation(compare, draw):
    """The two dilations spread the kernel's rows and its columns."""
    compare.values.call(draw.normal(2, 2, 6, 7), (3, 2), dilation=(2, 3))


@graded("im2col")
def test_all_together(compare, draw):
    """Stride, padding and dilation work together."""
    compare.values.call(draw.normal(2, 2, 7, 8), (2, 3), (3, 2), (1, 2), (2, 3))


@graded("im2col")
def test_sizes_of_one(compare, draw):
    """A kernel of one entry, one place or one channel keeps its dimension, and the result is no view of x."""
    compare.values.call(draw.normal(2, 3, 4, 5), (1, 1))
    compare.values.call(draw.normal(2, 1, 3, 4), (3, 4))


@graded("im2col")
def test_whole_batches(compare, draw):
    """Images, channels and places are laid out at once; a Python loop over the kernel alone is fine."""
    compare.vectorised(
        lambda images, channels, rows, columns: {
            "x": draw.normal(images, channels, rows, columns),
            "kernel": (2, 2),
        }
    )
