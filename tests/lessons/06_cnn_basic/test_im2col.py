from autograder.judge import graded


@graded("im2col")
def test_example(compare, draw):
    """Each place of the kernel gives a column with the pixels under it."""
    compare.call(draw.normal(2, 1, 4, 5), (2, 3))
    compare.call(draw.normal(1, 1, 6, 4), (3, 2))


@graded("im2col")
def test_channels(compare, draw):
    """A column holds channel after channel, each in reading order: channel-major."""
    compare.call(draw.normal(2, 3, 4, 5), (2, 2))
    compare.call(draw.normal(1, 4, 5, 3), (2, 3))
    compare.call(draw.normal(3, 6, 3, 4), (3, 2))


@graded("im2col")
def test_square(compare, draw):
    """Where everything has the same size, images, channels, rows and columns are still told apart."""
    compare.call(draw.normal(3, 3, 5, 5), (3, 3))
    compare.call(draw.normal(2, 2, 3, 3), (2, 2))
    compare.call(draw.normal(4, 4, 2, 2), (1, 1))


@graded("im2col")
def test_stride(compare, draw):
    """The two strides are steps down and to the right; pixels that no step reaches are left over."""
    x = draw.normal(2, 2, 7, 9)
    for stride in ((2, 2), (1, 3), (3, 1), (2, 5)):
        compare.call(x, (2, 3), stride)
    compare.call(draw.normal(1, 2, 8, 8), kernel=(2, 2), stride=(3, 2))


@graded("im2col")
def test_padding(compare, draw):
    """The two paddings add zeros above and below, and left and right."""
    x = draw.normal(2, 2, 4, 5)
    for padding in ((1, 1), (2, 0), (0, 2), (1, 3)):
        compare.call(x, (2, 3), padding=padding)
    compare.call(draw.normal(1, 2, 1, 2), (3, 4), (1, 1), (1, 2))


@graded("im2col")
def test_dilation(compare, draw):
    """The two dilations spread the kernel's rows and its columns."""
    x = draw.normal(2, 2, 8, 9)
    for dilation in ((2, 2), (1, 3), (3, 1), (2, 3)):
        compare.call(x, (3, 2), dilation=dilation)
    compare.call(draw.normal(1, 3, 5, 5), (2, 3), (1, 1), (0, 0), (4, 2))


@graded("im2col")
def test_all_together(compare, draw):
    """Stride, padding and dilation work together."""
    compare.call(draw.normal(2, 2, 8, 7), (2, 3), (2, 1), (1, 2), (2, 1))
    compare.call(draw.normal(1, 3, 7, 10), (3, 2), (1, 2), (2, 1), (1, 3))
    compare.call(draw.normal(2, 1, 9, 9), (3, 3), (3, 2), (1, 2), (2, 3))


@graded("im2col")
def test_sizes_of_one(compare, draw):
    """A kernel of one entry, one place or one channel keeps its dimension, and the result is no view of x."""
    compare.call(draw.normal(2, 3, 4, 5), (1, 1))
    compare.call(draw.normal(1, 2, 3, 4), (3, 4))
    compare.call(draw.normal(1, 1, 1, 1), (1, 1))
    compare.call(draw.normal(1, 1, 4, 3), (1, 3))
    compare.call(draw.normal(2, 1, 3, 4), (3, 1), (2, 1))


@graded("im2col")
def test_whole_batches(compare, draw):
    """Images, channels and places are laid out at once; a Python loop over the kernel alone is fine."""
    compare.call(draw.normal(3, 4, 6, 5), (2, 2))
    kernel = (2, 2)
    compare.vectorised("images", lambda images: {"x": draw.normal(images, 2, 3, 3), "kernel": kernel})
    compare.vectorised("channels", lambda channels: {"x": draw.normal(1, channels, 3, 3), "kernel": kernel})
    compare.vectorised("rows", lambda rows: {"x": draw.normal(1, 2, rows, 3), "kernel": kernel})
    compare.vectorised("columns", lambda columns: {"x": draw.normal(1, 2, 3, columns), "kernel": kernel})
