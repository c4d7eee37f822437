import torch

from autograder.judge import graded
from autograder.judge.scenarios import in_half

pytestmark = graded("accuracy")


def batch(draw, rows, classes, right, scale=1.0):
    """[rows, classes] scores and [rows] targets, of which exactly `right` are predicted."""
    logits = draw.normal(rows, classes, scale=scale)
    miss = draw.integers(1, classes, rows).where(draw.permutation(rows) >= right, 0)
    return logits, (logits.argmax(1) + miss) % classes


def tie(draw, rows, classes, low, high):
    """[rows, classes] scores whose largest stand both in the columns `low` and `high`."""
    return draw.uniform(rows, classes).index_fill(1, torch.tensor([low, high]), 1.0 + draw.integer(1, 9))


def test_share(compare, draw):
    """The result is the share of rows whose largest score belongs to the target, as a Python float."""
    for rows, classes, right in ((10, 4, draw.integer(1, 10)), (3, 7, 1)):
        compare.call(*batch(draw, rows, classes, right))
    compare.call(*batch(draw, 3000, 2, right=2051, scale=0.01))
    logits, y = batch(draw, 7, 3, right=3)
    compare.on("plain")(in_half, function_="accuracy", logits=logits, y=y)


def test_square(compare, draw):
    """Rows and columns are not confused, even if there are as many classes as rows."""
    for size in (5, 8):
        compare.call(*batch(draw, size, size, right=draw.integer(1, size)))


def test_all_or_none(compare, draw):
    """All rows right gives 1.0, none right gives 0.0, also in a batch of one row, or with one class."""
    for rows, right in ((8, 8), (8, 0), (8, 7), (1, 0)):
        compare.call(*batch(draw, rows, draw.integer(3, 9), right))
    compare.call(draw.normal(1, 1), torch.tensor([0]))


def test_ties(compare, draw):
    """If several classes share the largest score, only the lowest of them is the prediction."""
    compare.call(tie(draw, 6, 5, 1, 3), draw.shuffled([1, 1, 3, 3, 2, 4]))
    compare.call(torch.zeros(5, 3), torch.tensor([0, 1, 0, 2, 1]))


def test_any_scores(compare, draw):
    """Only the order of the scores counts. They may be huge, or very close together and all below 0."""
    compare.call(*batch(draw, 40, 300, right=39, scale=1e3))
    logits, y = batch(draw, 40, 5, right=38, scale=1e-20)
    compare.call(logits - 1e-19, y)
    logits, y = batch(draw, 40, 5, right=38)
    compare.call(1.0 + 1e-9 * logits.double(), y)  # which float32 can't tell apart


def test_whole_tensors(compare, draw):
    """The rows of a batch are counted at once, without a Python loop."""
    names = ("logits", "y")
    compare.vectorised(lambda rows: dict(zip(names, batch(draw, rows, 3, right=rows - 1), strict=True)))
