import torch

from autograder.judge import graded
from autograder.judge.scenarios import refusal

pytestmark = graded("fan_in_out")


def of_each(lesson, shapes):
    return {f"the tuple of fans of {shape}": lesson.fan_in_out(shape) for shape in shapes}


def of_size(lesson, w):
    return {f"the tuple of fans of a weight of shape {list(w.shape)}": lesson.fan_in_out(w.shape)}


def refusals(lesson, shapes):
    refused = {
        f"the shape {shape!r}": refusal(ValueError, "shape", lesson.fan_in_out, shape) for shape in shapes
    }
    return {"the tuple of fans of [3, 2]": lesson.fan_in_out([3, 2]), **refused}


def test_linear_layer(compare, draw):
    """A linear layer has I inputs and O outputs, in this order, whichever is larger."""
    outputs, inputs = draw.integer(2, 30), draw.integer(40, 90)
    for shape in ((outputs, inputs), [inputs, outputs], (7, 7), (1, inputs), [outputs, 1], (1, 1)):
        compare.call(shape)


def test_convolution(compare, draw):
    """Both fans of a convolution are multiplied by the number of places of its kernel."""
    outputs, inputs = draw.integer(2, 9), draw.integer(12, 20)
    for kernel in ((3, 3), (1, 5), (4, 2), (1, 1)):
        compare.call([outputs, inputs, *kernel])
    compare.call((inputs, outputs, 2, 7))
    compare.call((1, 1, 3, 2))


def test_other_kernels(compare, draw):
    """A kernel may have any number of sides, and all of them count."""
    sides = [draw.integer(2, 6), draw.integer(6, 9), draw.integer(9, 12)]
    shapes = [[4, 6, *sides[:1]], [6, 4, *sides], [5, 3, *sides[::-1]], [2, 3, *sides, 2, 3]]
    compare(of_each, shapes=shapes)


def test_types(compare, draw):
    """The shape may be a tensor's size, a list or a tuple. The results are Python ints in a tuple."""
    compare(of_size, w=draw.normal(draw.integer(2, 5), draw.integer(5, 8), 2, 3))
    compare.call(tuple(torch.Size([draw.integer(2, 5), 3])))


def test_large_numbers(compare, draw):
    """The numbers are exact, even where float64 or int64 would not be."""
    large = 2**31 - 1 - 2 * draw.integer(0, 1000)
    compare(of_each, shapes=[[large, large - 2, 3, large], [large - 4, large, large - 6, 5, 7]])


def test_too_few_numbers(compare, draw):
    """A shape with fewer than two numbers raises a ValueError that speaks of the shape."""
    compare(refusals, shapes=[[draw.integer(2, 9)], (), (1,), []])
