import torch

from autograder.judge import graded


def with_another_default(lesson, idx, num_classes):
    torch.set_default_dtype(torch.float64)
    plain, half = lesson.one_hot(idx, num_classes), lesson.one_hot(idx, num_classes, torch.float16)
    return {"the result without dtype": plain, "the result in float16": half}


@graded("one_hot")
def test_vector(compare, draw):
    """Each class number becomes a row with a single 1, in float32."""
    compare.call(draw.integers(0, 6, 5), 7)
    compare.call(draw.integers(0, 3, 8), num_classes=3)


@graded("one_hot")
def test_sizes(compare, draw):
    """Rows are samples and columns are classes, whatever their sizes; there may be no sample."""
    compare.sizes(
        lambda samples, classes: {"idx": draw.integers(0, classes, samples), "num_classes": classes}
    )
    compare.call(draw.integers(0, 3, 3, 3), 3)
    for shape in ((0,), (2, 0)):
        compare.call(torch.zeros(*shape, dtype=torch.int64), 4)


@graded("one_hot")
def test_any_shape(compare, draw):
    """The classes become a new last dimension, whatever the shape; a single number gives a vector."""
    for shape in ((), (2, 3), (4, 1), (2, 3, 4)):
        compare.call(draw.integers(0, 4, *shape), 5)


@graded("one_hot")
def test_missing_classes(compare, draw):
    """A class without a sample has a column too, at the end and elsewhere."""
    num_classes = draw.integer(300, 400)
    for only in (0, num_classes - 1, draw.integer(1, num_classes - 1)):
        compare.call(torch.full((3,), only), num_classes)


@graded("one_hot")
def test_dtypes(compare, draw):
    """dtype is the dtype of the result, which may be an integer dtype or bool."""
    idx = draw.integers(0, 3, 2, 3)
    compare.call(idx, 4, torch.float64)
    for dtype in (torch.int64, torch.bool, torch.uint8, torch.bfloat16):
        compare.call(idx, 4, dtype=dtype)


@graded("one_hot")
def test_another_default_dtype(compare, draw):
    """The default is float32, whatever PyTorch's default dtype is."""
    compare(with_another_default, idx=draw.integers(0, 4, 6), num_classes=5)


@graded("one_hot")
def test_whole_tensors(compare, draw):
    """All rows are made at once, without a Python loop."""
    compare.vectorised(lambda samples, classes: {"idx": draw.integers(0, 3, samples), "num_classes": classes})
