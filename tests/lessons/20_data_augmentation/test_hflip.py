import torch

from autograder.judge import graded

pytestmark = graded("hflip")


def memory(lesson, x):
    """The mirrored images, and whether they lie in the memory of x."""
    y = lesson.hflip(x)
    return {
        "the result": y,
        "the result shares memory with x": y.untyped_storage().data_ptr() == x.untyped_storage().data_ptr(),
    }


def test_columns(compare, draw):
    """The columns come in reverse, for any number of channels, rows and columns."""
    compare.sizes(lambda images, channels, height, width: {"x": draw.normal(images, channels, height, width)})


def test_leading_dimensions(compare, draw):
    """Any number of dimensions may come before the channels, and they stay as they are."""
    for leading in ((), (2, 3), (1, 2, 2), (2, 1, 2, 1)):
        compare.call(draw.normal(*leading, 2, 3, 4))


def test_dtypes(compare, draw):
    """Images may have any dtype, and keep it."""
    x = draw.integers(0, 250, 2, 3, 2, 5)
    for dtype in (torch.uint8, torch.int64, torch.float16):
        compare.detached.call(x.to(dtype))
    compare.detached.call(draw.mask(3, 2, 4))
    compare.call(draw.normal(3, 2, 4))


def test_new_memory(compare, draw):
    """The result is in new memory, also for a single column or where it looks like the image."""
    compare(memory, x=draw.normal(2, 3, 1))
    compare(memory, x=draw.normal(2, 1, 3, 1).repeat(1, 1, 1, 4))
    compare(memory, x=torch.zeros(2, 3, 2, 2))
    compare(memory, x=draw.normal(2, 3, 2, 5))


def test_whole_tensors(compare, draw):
    """All images, channels and rows are mirrored at once, without a Python loop."""
    compare.vectorised(
        lambda images, channels, rows, columns: {"x": draw.normal(images, channels, rows, columns)}
    )
