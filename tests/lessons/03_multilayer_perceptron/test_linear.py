import torch

from autograder.judge import graded
from autograder.judge.scenarios import in_half

pytestmark = graded("linear")


def layer(draw, outputs, *shape):
    """Inputs of this shape, with weights and biases."""
    x, W, b = draw.normals(shape, (outputs, shape[-1]), (outputs,))
    return {"x": x, "W": W, "b": b}


def of_a_layer(lesson, x, W, b):
    """An x that is no leaf of the graph, as in a network."""
    return lesson.linear(2 * x, W, b)


def test_batch(compare, draw):
    """Each output is the product of the input with its own row of weights, and its own bias is added."""
    inputs = layer(draw, 4, 5, 3)
    compare(of_a_layer, **inputs)
    compare.call(*inputs.values())
    compare.on("plain")(in_half, function_="linear", **layer(draw, 2, 4, 3))


def test_sizes(compare, draw):
    """Samples, outputs and inputs are not confused: sizes are equal, 1, growing or shrinking."""
    compare.sizes(lambda rows, outputs, inputs: layer(draw, outputs, rows, inputs))


def test_without_bias(compare, draw):
    """Without b, or with None, nothing is added, for any shape."""
    inputs = layer(draw, 3, 4, 2)
    del inputs["b"]
    compare.call(**inputs)
    compare.call(draw.normal(3), draw.normal(2, 3), None)
    compare.call(draw.normal(2, 3, 3), draw.normal(3, 3), b=None)


def test_leading_dimensions(compare, draw):
    """x may be a single vector or have several leading dimensions, which all stay."""
    for shape in ((3,), (1,), (2, 3, 4), (3, 3, 3), (1, 2, 1, 3)):
        compare.call(**layer(draw, 4, *shape))
    compare.call(**layer(draw, 1, 2, 1, 3))


def test_zeros(compare, draw):
    """Biases of 0 are biases, so they have a gradient; inputs and weights may be 0 too."""
    inputs = layer(draw, 3, 4, 2)
    for name in ("b", "x", "W"):
        compare.call(**{**inputs, name: torch.zeros_like(inputs[name])})
    inputs["b"] = torch.zeros(3)
    compare.call(torch.zeros(1, 1), torch.zeros(1, 1), torch.zeros(1))


def test_whole_tensors(compare, draw):
    """Samples, outputs and inputs are computed at once, without a Python loop."""
    compare.vectorised(lambda rows, outputs, inputs: layer(draw, outputs, rows, inputs))
    compare.vectorised(lambda groups, rows: layer(draw, 2, groups, rows, 3))
