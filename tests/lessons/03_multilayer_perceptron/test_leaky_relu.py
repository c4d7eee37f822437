import torch

from autograder.judge import graded
from autograder.judge.scenarios import in_half

pytestmark = graded("leaky_relu")


def of_a_layer(lesson, x, negative_slope):
    """An x that is no leaf of the graph, as in a network."""
    return lesson.leaky_relu(2 * x, negative_slope)


def test_any_shape(compare, draw):
    """Each entry below 0 is multiplied by the slope, 0.01 by default, in a tensor of any shape."""
    for shape in ((), (1,), (7,), (3, 5), (2, 3, 4)):
        x = draw.normal(*shape)
        x.view(-1)[0] = -draw.uniform(1, low=0.5)[0]  # so that one entry is below 0
        compare.call(x)
    compare.on("plain")(in_half, function_="leaky_relu", x=draw.normal(4, 6))


def test_slopes(compare, draw):
    """The slope may be any number: 0, above 1, where the larger of x and slope * x is wrong, or below 0."""
    x = draw.normal(4, 5)
    compare(of_a_layer, x=x, negative_slope=0.2)
    compare.each({"x": x}, negative_slope=(0.0, 1.0, -1.0, 2.5, -3.0, float(draw.uniform(1, high=0.5))))


def test_same_sign(compare, draw):
    """A tensor with no entry below 0, or with none above, works too, and the result is in new memory."""
    x = draw.uniform(3, 4, low=0.1, high=2.0)
    compare.call(x, 0.3)
    compare.call(-x, negative_slope=0.3)
    compare.call(-x, 1.0)


def test_kink(compare, draw):
    """At exactly 0 the gradient is the slope, beside entries that have another one."""
    x = draw.normal(4, 5)
    x[:, 2] = 0.0
    compare.call(x, 0.3)
    compare.call(torch.zeros(3))


def test_sizes(compare, draw):
    """Numbers far from 0 and very close to it are told apart by their sign alone."""
    exponents = draw.shuffled([-30.0, -20.0, -8.0, 0.0, 5.0, 5.9])
    compare.call(torch.tensor([[1.0], [-1.0]]) * 10.0**exponents, 0.25)


def test_whole_tensors(compare, draw):
    """All entries are computed at once, without a Python loop."""
    compare.vectorised(lambda rows, columns: {"x": draw.normal(rows, columns)})
