import torch

from autograder.judge import graded
from autograder.judge.scenarios import in_half

pytestmark = graded("sigmoid")


def of_a_layer(lesson, x):
    """An x that is no leaf of the graph, as in a network."""
    return lesson.sigmoid(2 * x)


def test_any_shape(compare, draw):
    """Each entry is 1 / (1 + exp(-x)), in a tensor of any shape."""
    compare(of_a_layer, x=draw.normal(3, 5))
    for shape in ((), (1,), (7,), (2, 3, 4)):
        compare.call(draw.normal(*shape, scale=3.0))
    for shape in ((4, 6), ()):
        compare.on("attached")(in_half, function_="sigmoid", x=draw.normal(*shape, scale=20.0))


def test_zero(compare, draw):
    """At exactly 0 the value is 1/2 and the gradient 1/4, beside other entries or alone."""
    x = draw.normal(3, 4)
    x[:, 1] = 0.0
    compare.call(x)
    compare.call(torch.zeros(3))


def test_far_from_zero(compare, draw):
    """Numbers in the thousands, positive or negative, give 1 or 0 with a gradient of 0, not of NaN."""
    for mean in (1000.0, -1000.0):
        compare.call(draw.normal(3, 4, mean=mean))
    compare.call(draw.uniform(9, low=-1e6, high=1e6))


def test_mixed(compare, draw):
    """A number near 0 keeps its value and its gradient beside numbers far from 0."""
    x = draw.normal(3, 6)
    x[:, 0], x[:, 3] = 2000.0, -2000.0
    compare.call(x)


def test_shoulders(compare, draw):
    """Between 10 and 100 the value and its gradient are not cut off."""
    distances = torch.tensor([5.0, 12.0, 17.0, 30.0, 60.0, 90.0])
    for sign in (1.0, -1.0):
        compare.call(sign * (distances + draw.uniform(6)))
        far = sign * draw.uniform(9, low=80.0, high=87.0)
        compare.on("gradient")(in_half, function_="sigmoid", x=far)


def test_infinity(compare, draw):
    """inf gives 1 and -inf gives 0, both with the gradient 0."""
    x = draw.normal(2, 3)
    x[0, 0], x[1, 2] = torch.inf, -torch.inf
    compare.call(x)


def test_whole_tensors(compare, draw):
    """All entries are computed at once, without a Python loop."""
    compare.vectorised(lambda rows, columns: {"x": draw.normal(rows, columns)})
