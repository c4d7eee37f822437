import torch

from autograder.judge import graded
from autograder.judge.scenarios import in_half

pytestmark = graded("logsumexp")


def of_a_layer(lesson, x, dim):
    """An x that is no leaf of the graph, as in a network."""
    return lesson.logsumexp(2 * x, dim)


def test_any_dimension(compare, draw):
    """dim chooses the dimension to sum over, slice by slice; a negative one counts from the end."""
    compare(of_a_layer, x=draw.normal(3, 7), dim=-1)
    compare.each({"x": draw.normal(2, 3, 4, 5)}, dim=(0, 1, -1))
    compare.on("plain")(in_half, function_="logsumexp", x=draw.normal(6, 4), dim=1)


def test_keepdim(compare, draw):
    """keepdim=True keeps the dimension with size 1, wherever it stands."""
    x = draw.normal(2, 3, 5)
    compare.each({"x": x, "keepdim": True}, dim=(0, -1))
    compare.call(x, 1, False)


def test_vector(compare, draw):
    """A vector gives a tensor without dimensions, or one of size 1 with keepdim."""
    x = draw.normal(draw.integer(3, 12))
    compare.call(x, 0)
    compare.call(x, -1, keepdim=True)


def test_sizes_of_one(compare, draw):
    """Only dim is removed: other dimensions of size 1 stay, and a single score is its own result."""
    compare.each({"x": draw.normal(1, 5, 1)}, dim=(0, 1))
    compare.call(draw.normal(1, 1), -1)
    compare.call(draw.normal(0, 4), 1)


def test_large_scores(compare, draw):
    """Large scores, positive or negative, give finite results with finite gradients."""
    for mean in (1000.0, -1000.0, -9e5):
        compare.call(draw.normal(4, 6, mean=mean), 1)
    compare.call(draw.normal(5, 7, scale=2000.0), 0)


def test_slices_of_different_height(compare, draw):
    """A slice of small scores is not lost beside a slice of large scores."""
    heights = draw.shuffled([0.0, 1000.0, -1000.0]).unsqueeze(1)
    compare.call(draw.normal(2, 3, 5) + heights, 2)


def test_minus_infinity(compare, draw):
    """A score of -inf adds nothing to a sum, and a slice of only -inf gives -inf, not NaN."""
    masked = draw.mask(5, 6)
    masked[:, :2], masked[0, 5] = False, True
    x = draw.normal(5, 6, mean=1000.0).masked_fill(masked, -torch.inf)
    compare.call(x, 1)
    x[draw.integer(0, 5)] = -torch.inf
    compare.each({"x": x, "dim": 1}, keepdim=(False, True))


def test_whole_tensors(compare, draw):
    """The rows of a batch are computed at once, without a Python loop."""
    compare.vectorised(lambda rows: {"x": draw.normal(rows, 3), "dim": 1})
