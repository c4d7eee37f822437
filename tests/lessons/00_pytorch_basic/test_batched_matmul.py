from autograder.judge import graded
from autograder.judge.scenarios import in_half, refusal


def refusals(lesson, a, b, more, single):
    """Pairs of [2,3,17] with others that differ in K or B; a single row or matrix could be broadcast."""
    pairs = {
        "K is 17 and 19": (a, more, 17, 19),
        "K is 17 and 1": (a, more[:, :1], 17, 1),
        "K is 1 and 19": (a[..., :1], more, 1, 19),
        "K is 17 and 19 in empty batches": (a[:0], more[:0], 17, 19),
        "B is 31 and 2": (single.expand(31, 3, 17), b, 31, 2),
        "B is 1 and 2": (single, b, 1, 2),
        "B is 2 and 1": (a, b[:1], 2, 1),
    }
    said = {
        f"{name}: size {size}": refusal(ValueError, str(size), lesson.batched_matmul, x, y)
        for name, (x, y, *sizes) in pairs.items()
        for size in sizes
    }
    return {**said, "the result of a right call": lesson.batched_matmul(a, b)}


@graded("batched_matmul")
def test_pairs(compare, draw):
    """Each matrix of a is multiplied with the matrix of b at the same place."""
    compare.call(draw.normal(2, 3, 5), draw.normal(2, 5, 7))


@graded("batched_matmul")
def test_dtypes(compare, draw):
    """The result has the dtype of the input: float16 stays float16, and float64 stays float64."""
    compare.call(draw.normal(3, 2, 4), draw.normal(3, 4, 5))
    compare.on("plain")(in_half, function_="batched_matmul", a=draw.normal(2, 3, 5), b=draw.normal(2, 5, 4))


@graded("batched_matmul")
def test_sizes(compare, draw):
    """The dimensions are not confused. Those of size 1 stay, and a batch may be empty."""
    compare.sizes(
        lambda matrices, rows, inner, columns: {
            "a": draw.normal(matrices, rows, inner),
            "b": draw.normal(matrices, inner, columns),
        }
    )
    compare.call(draw.normal(2, 3, 11), b=draw.normal(2, 11, 2))
    compare.call(draw.normal(0, 2, 3), draw.normal(0, 3, 4))


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
