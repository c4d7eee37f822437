import torch

from autograder.judge import graded
from autograder.judge.scenarios import in_half

pytestmark = graded("log_softmax")


def of_a_layer(lesson, x, dim):
    """An x that is no leaf of the graph, as in a network."""
    return lesson.log_softmax(2 * x, dim)


def test_any_dimension(compare, draw):
    """dim chooses the dimension that is normalised, slice by slice; a negative one counts from the end."""
    compare.call(draw.normal(3, 7, scale=3.0), 1)
    compare(of_a_layer, x=draw.normal(3, 3), dim=0)  # rows and columns can't be told apart by their number
    compare.each({"x": draw.normal(2, 3, 4, 5)}, dim=(0, 1, -2))
    compare.on("plain")(in_half, function_="log_softmax", x=draw.normal(4, 6), dim=0)


def test_last_dimension_by_default(compare, draw):
    """Without dim, the last dimension is normalised, however many dimensions there are."""
    compare.call(draw.normal(7))
    compare.call(draw.normal(2, 3, 5))


def test_sizes_of_one(compare, draw):
    """Dimensions of size 1 stay, a single score gives 0, and a batch may be empty."""
    compare.call(draw.normal(1, draw.integer(3, 8), 1), 1)
    compare.call(draw.normal(1), 0)
    compare.call(draw.normal(0, 4), dim=1)


def test_large_scores(compare, draw):
    """Scores in the thousands, positive or negative, give finite results with finite gradients."""
    for mean in (1000.0, -1000.0):
        compare.call(draw.normal(6, 5, mean=mean))


def test_improbable_classes(compare, draw):
    """Even if a probability is too small for a floating-point number, its logarithm is exact."""
    compare.call(draw.normal(4, 5) + draw.shuffled([0.0, 0.0, -30.0, -200.0, -2000.0]), dim=1)


def test_slices_of_different_height(compare, draw):
    """A slice of small scores keeps its precision beside a slice of large scores."""
    heights = draw.shuffled([0.0, 1000.0, -1000.0]).unsqueeze(1)
    compare.call(draw.normal(2, 3, 5) + heights, dim=2)


def test_minus_infinity(compare, draw):
    """A score of -inf gives -inf, and the others are normalised without it."""
    masked = draw.mask(5, 6)
    masked[:, :2], masked[0, 5] = False, True
    compare.call(draw.normal(5, 6).masked_fill(masked, -torch.inf))


def test_whole_tensors(compare, draw):
    """The rows of a batch are computed at once, without a Python loop."""
    compare.vectorised(lambda rows: {"x": draw.normal(rows, 3)})
