import torch

from autograder.judge import graded

pytestmark = graded("im2col")


def in_bfloat16(lesson, x, kernel):
    columns = lesson.im2col(x.bfloat16(), kernel)
    return {"the dtype of the result": str(columns.dtype), "the result in float32": columns.float()}


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


def test_dilation(compare, draw):
    """The two dilations spread the kernel's rows and its columns."""
    compare.call(draw.normal(3, 2, 8, 6), (3, 2), dilation=(2, 3))


def test_all_together(compare, draw):
    """Stride, padding and dilation work together, also on an image of one black pixel."""
    compare.call(draw.normal(2, 2, 7, 8), (2, 3), (3, 2), (1, 2), (2, 3))
    compare.call(torch.zeros(1, 1, 1, 1), (2, 2), (1, 2), (2, 1), (2, 1))


def test_sizes_of_one(compare, draw):
    """One kernel entry, one position, one channel, one long row or column: the result is no view of x."""
    compare.call(draw.normal(2, 3, 4, 5), (1, 1))
    compare.call(draw.normal(2, 1, 3, 4), (3, 4))
    # Hundreds of rows or columns, whose numbers are more than int8 or bfloat16 can count.
    for size, kernel in (((259, 1), (130, 1)), ((1, 259), (1, 130))):
        compare.on("plain")(in_bfloat16, x=draw.normal(1, 1, *size), kernel=kernel)


def test_whole_batches(compare, draw):
    """Images, channels and positions are laid out at once. Only a loop over the kernel's entries is fine."""
    compare.vectorised(
        lambda images, channels, rows, columns: {
            "x": draw.normal(images, channels, rows, columns),
            "kernel": (2, 2),
        }
    )
