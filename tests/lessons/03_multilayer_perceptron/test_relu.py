import torch

from autograder.judge import graded
from autograder.judge.scenarios import in_half

pytestmark = graded("relu")


def of_a_layer(lesson, x):
    """An x that is no leaf of the graph, as in a network."""
    return lesson.relu(2 * x)


def test_any_shape(compare, draw):
    """Each entry above 0 stays, and each below 0 becomes 0, in a tensor of any shape."""
    compare(of_a_layer, x=torch.cat([draw.normal(2, 5), draw.uniform(1, 5, low=5.0, high=9.0)]))
    for shape in ((), (1,), (7,), (2, 3, 4)):
        compare.call(draw.normal(*shape))
    compare.call(draw.uniform(4, low=0.1))  # all stay, but in new memory
    for shape in ((4, 6), ()):
        compare.on("plain")(in_half, function_="relu", x=draw.normal(*shape))


def test_kink(compare, draw):
    """At exactly 0 the gradient is 0, beside entries that have one."""
    x = draw.normal(4, 5)
    x[:, 2] = 0.0
    x[0, 0] = 1.5
    compare.call(x)
    compare.call(torch.zeros(3))


def test_infinity(compare, draw):
    """inf stays inf with the gradient 1, and -inf becomes 0 with the gradient 0, never NaN."""
    x = draw.normal(2, 3, scale=1e4)
    x[0, 0], x[1, 2] = torch.inf, -torch.inf
    compare.call(x)


def test_sizes(compare, draw):
    """Numbers far from 0 and very close to it are told apart by their sign alone."""
    exponents = draw.shuffled([-30.0, -20.0, -8.0, 0.0, 5.0, 5.9])
    signs = torch.tensor([[1.0], [-1.0]])
    compare.call(signs * 10.0**exponents)
    compare.call(draw.normal(5, scale=1e-12))


def test_whole_tensors(compare, draw):
    """All entries are computed at once, without a Python loop."""
    compare.vectorised(lambda rows, columns: {"x": draw.normal(rows, columns)})
