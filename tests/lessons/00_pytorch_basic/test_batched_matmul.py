from autograder.judge import graded
from autograder.judge.scenarios import refusal


def refusals(lesson, a, b, more, single):
    """Pairs of [2,3,17] with others that differ in K or B; a single row or matrix could be broadcast."""
    pairs = {
        "K is 17 and 19": (a, more, 17, 19),
        "K is 17 and 1": (a, more[:, :1], 17, 1),
        "K is 1 and 19": (a[..., :1], more, 1, 19),
        "B is 31 and 2": (single.expand(31, 3, 17), b, 31, 2),
        "B is 1 and 2": (single, b, 1, 2),
        "B is 2 and 1": (a, b[:1], 2, 1),
    }
    said = {
        name: [refusal(ValueError, str(size), lesson.batched_matmul, x, y) for size in sizes]
        for name, (x, y, *sizes) in pairs.items()
    }
    return said, lesson.batched_matmul(a, b)


@graded("batched_matmul")
def test_pairs(compare, draw):
    """Each matrix of a is multiplied with the matrix of b at the same place."""
    compare.call(draw.normal(2, 3, 5), draw.normal(2, 5, 7))


@graded("batched_matmul")
def test_each_size_longest(compare, draw):
    """Each of the four sizes may be the largest."""
    for batch, rows, inner, columns in ((11, 2, 3, 4), (2, 11, 4, 3), (3, 2, 11, 4), (4, 3, 2, 11)):
        compare.call(draw.normal(batch, rows, inner), draw.normal(batch, inner, columns))


@graded("batched_matmul")
def test_equal_sizes(compare, draw):
    """The dimensions are not confused, even if all sizes are equal."""
    compare.call(draw.normal(3, 3, 3), b=draw.normal(3, 3, 3))
    compare.call(draw.normal(2, 4, 4), draw.normal(2, 4, 4))


@graded("batched_matmul")
def test_sizes_of_one(compare, draw):
    """Sizes of 1 keep their dimensions, and a batch may be empty."""
    sizes = (
        (1, 3, 4, 2),
        (3, 1, 4, 2),
        (3, 4, 1, 2),
        (3, 4, 2, 1),
        (1, 3, 2, 3),
        (1, 1, 5, 1),
        (1, 1, 1, 1),
        (0, 2, 3, 4),
    )
    for batch, rows, inner, columns in sizes:
        compare.call(draw.normal(batch, rows, inner), draw.normal(batch, inner, columns))


@graded("batched_matmul")
def test_sizes_that_differ(compare, draw):
    """Sizes that don't fit raise ValueError, even if they could be broadcast."""
    a, b = draw.normal(2, 3, 17), draw.normal(2, 17, 4)
    compare(refusals, a=a, b=b, more=draw.normal(2, 19, 4), single=draw.normal(1, 3, 17))


@graded("batched_matmul")
def test_whole_tensors(compare, draw):
    """All pairs, rows and columns are computed at once, without a Python loop over them."""
    compare.vectorised(
        lambda matrices, rows, columns: {
            "a": draw.normal(matrices, rows, 3),
            "b": draw.normal(matrices, 3, columns),
        }
    )
