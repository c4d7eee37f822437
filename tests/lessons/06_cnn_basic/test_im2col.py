from autograder.judge import graded

pytestmark = graded("im2col")


def test_example(compare, draw):
    """Each kernel position gives a column: the pixels under it, channel after channel, in reading order."""
    compare.call(draw.normal(2, 1, 4, 5), (2, 3))
    compare.call(draw.normal(2, 3, 4, 5), (3, 2))


def test_square(compare, draw):
    """Images, channels, rows and columns are not confused, even if all sizes are equal."""
    compare.call(draw.normal(2, 2, 3, 3), (2, 2))


def test_stride(compare, draw):
    """The two strides are steps down and to the right. Pixels that no step reaches are left out."""
    compare.call(draw.normal(2, 2, 6, 8), (2, 3), (3, 2))


def test_padding(compare, draw):
    """The two paddings add zeros above and below, and left and right."""
    compare.call(draw.normal(2, 2, 4, 5), (2, 3), padding=(1, 3))
    compare.call(draw.normal(1, 2, 1, 2), (3, 4), (1, 1), (1, 2))


def test_dilation(compare, draw):
    """The two dilations spread the kernel's rows and its columns."""
    compare.call(draw.normal(2, 2, 6, 7), (3, 2), dilation=(2, 3))


def test_all_together(compare, draw):
    """Stride, padding and dilation work together."""
    compare.call(draw.normal(2, 2, 7, 8), (2, 3), (3, 2), (1, 2), (2, 3))


def test_sizes_of_one(compare, draw):
    """One kernel entry, one position or one channel keeps its dimension. The result is not a view of x."""
    compare.call(draw.normal(2, 3, 4, 5), (1, 1))
    compare.call(draw.normal(2, 1, 3, 4), (3, 4))


def test_whole_batches(compare, draw):
    """Images, channels and positions are laid out at once. Only a loop over the kernel's entries is fine."""
    compare.vectorised(
        lambda images, channels, rows, columns: {
            "x": draw.normal(images, channels, rows, columns),
            "kernel": (2, 2),
        }
    )
