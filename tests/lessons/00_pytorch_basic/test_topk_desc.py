import torch

from autograder.judge import graded
from autograder.judge.scenarios import refusal


def of_close_numbers(lesson, x, k):
    """Numbers near 1 that differ in float64, but not in float32."""
    return lesson.topk_desc(1 + x.double() * 1e-10, k)


def refusals(lesson, x, k):
    too_many = x.shape[1] + 1
    return {
        "a k above C": refusal(ValueError, str(too_many), lesson.topk_desc, x, too_many),
        "a k above C, without rows": refusal(ValueError, str(too_many), lesson.topk_desc, x[:0], too_many),
        "a k below 0": refusal(ValueError, "-1", lesson.topk_desc, x, -1),
        "the result for a k above the number of rows": lesson.topk_desc(x, k),
    }


@graded("topk_desc")
def test_rows(compare, draw):
    """Each row gives its k largest entries, the largest first, and their columns, as a tuple."""
    compare.call(draw.normal(3, 7), 4)
    compare.call(draw.normal(5, 3, mean=-4.0), k=2)


@graded("topk_desc")
def test_any_k(compare, draw):
    """k may be 0, 1 and the number of columns, which sorts the row."""
    compare.each({"x": draw.normal(4, 6)}, k=(1, 6, 0))


@graded("topk_desc")
def test_ties(compare, draw):
    """Equal entries come in the order of their columns."""
    compare.call(draw.integers(-2, 2, 3, 300).float(), 290)
    compare.call(draw.integers(0, 3, 5, 8), 5)
    compare.call(torch.zeros(2, 20) + draw.normal(2, 1), 20)


@graded("topk_desc")
def test_dtypes(compare, draw):
    """Numbers of all dtypes keep their order and their dtype, also the smallest and the largest integer."""
    limits = torch.iinfo(torch.int64)
    ends = torch.tensor([0, limits.min, limits.max, -1, limits.max - 1, limits.min + 1])
    compare.call(ends[torch.stack([draw.permutation(6), draw.permutation(6)])], 6)
    compare.call(torch.stack([draw.permutation(256)[:9] for _ in range(3)]).to(torch.uint8), 7)
    compare.call(draw.integers(-128, 128, 3, 50).to(torch.int8), 50)
    compare.call(draw.normal(3, 9).half(), 4)
    compare(of_close_numbers, x=draw.normal(3, 9), k=7)


@graded("topk_desc")
def test_infinite_entries(compare, draw):
    """Infinite entries and the largest numbers keep their places, also among equals."""
    huge = torch.finfo(torch.float32).max
    x = torch.cat(
        [draw.normal(4, 3), torch.tensor([-torch.inf, torch.inf, -torch.inf, huge, -huge]).expand(4, 5)], 1
    )
    compare.call(x[:, draw.permutation(8)], 8)
    compare.call(x.masked_fill(draw.mask(4, 8), -torch.inf), 7)


@graded("topk_desc")
def test_sizes(compare, draw):
    """The dimensions are not confused. Those of size 1 stay, and there may be no row."""
    compare.sizes(lambda rows, columns: {"x": draw.normal(rows, columns), "k": columns // 2 + 1})
    compare.call(draw.normal(0, 5), 2)


@graded("topk_desc")
def test_impossible_k(compare, draw):
    """k below 0 or above the number of columns raises ValueError; k may exceed the number of rows."""
    compare(refusals, x=draw.normal(2, draw.integer(10, 15)), k=5)


@graded("topk_desc")
def test_whole_tensors(compare, draw):
    """All rows are handled at once, without a Python loop."""
    compare.vectorised(lambda rows, columns: {"x": draw.normal(rows, columns), "k": 3})
