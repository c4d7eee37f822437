import torch

from autograder.judge import graded


def batch(draw, rows, classes, right, scale=1.0):
    """[rows, classes] scores and [rows] targets, of which exactly `right` are predicted."""
    logits = draw.normal(rows, classes, scale=scale)
    miss = draw.integers(1, classes, rows).where(draw.permutation(rows) >= right, 0)
    return logits, (logits.argmax(1) + miss) % classes


def tie(draw, rows, classes, low, high):
    """[rows, classes] scores whose largest stand both in the columns `low` and `high`."""
    return draw.uniform(rows, classes).index_fill(1, torch.tensor([low, high]), 1.0 + draw.integer(1, 9))


@graded("accuracy")
def test_share(compare, draw):
    """The result is the share of rows whose largest score stands at the target, as a Python float."""
    compare.call(*batch(draw, 10, 4, right=7))
    compare.call(*batch(draw, 3, 7, right=1))
    compare.call(*batch(draw, 11, 2, right=draw.integer(1, 11)))


@graded("accuracy")
def test_square(compare, draw):
    """Rows and columns are told apart where there are as many classes as rows."""
    compare.call(*batch(draw, 5, 5, right=2))
    compare.call(*batch(draw, 4, 4, right=3))


@graded("accuracy")
def test_all_or_none(compare, draw):
    """All right is 1.0, none right is 0.0, and all but one lies between."""
    for right in (8, 0, 7):
        compare.call(*batch(draw, 8, 3, right))


@graded("accuracy")
def test_one_row(compare, draw):
    """A batch may have one row: it is right or it is wrong."""
    for right in (0, 1):
        compare.call(*batch(draw, 1, draw.integer(2, 9), right))


@graded("accuracy")
def test_ties(compare, draw):
    """Of equal largest scores the lowest class is the prediction, and the others are misses."""
    compare.call(tie(draw, 6, 4, 1, 3), torch.tensor([1, 3, 3, 0, 2, 0])[draw.permutation(6)])
    compare.call(tie(draw, 7, 5, 0, 2), torch.tensor([0, 0, 0, 2, 2, 4, 1])[draw.permutation(7)])
    compare.call(torch.zeros(6, 3), torch.tensor([0, 1, 1, 1, 2, 2])[draw.permutation(6)])


@graded("accuracy")
def test_any_scores(compare, draw):
    """Only the order of the scores counts: all may be negative, huge, or tiny."""
    logits, y = batch(draw, 9, 5, right=4)
    compare.call(logits - logits.max() - 1.0, y)
    compare.call(*batch(draw, 9, 5, right=5, scale=1e3))
    compare.call(*batch(draw, 9, 5, right=2, scale=1e-3))


@graded("accuracy")
def test_many_rows(compare, draw):
    """In a large batch every row still counts."""
    rows = draw.integer(300, 400)
    compare.call(*batch(draw, rows, 3, right=rows - 1))
    compare.call(*batch(draw, rows, 10, right=257))


@graded("accuracy")
def test_whole_tensors(compare, draw):
    """The rows of a batch are counted at once, without a Python loop."""
    compare.vectorised("rows", lambda rows: {"logits": draw.normal(rows, 3), "y": draw.integers(0, 3, rows)})
