import torch

from autograder.judge import graded
from autograder.judge.scenarios import in_half

pytestmark = graded("maxout")


def layer(draw, pieces, outputs, *shape):
    """Inputs of this shape, with weights and biases."""
    x, W, b = draw.normals(shape, (pieces, outputs, shape[-1]), (pieces, outputs))
    return {"x": x, "W": W, "b": b}


def of_a_layer(lesson, x, W, b):
    """An x that is no leaf of the graph, as in a network."""
    return lesson.maxout(2 * x, W, b)


def test_batch(compare, draw):
    """Each output is the largest of its K linear functions of the input, biases included."""
    inputs = layer(draw, 3, 4, 5, 2)
    compare(of_a_layer, **inputs)
    compare.call(*inputs.values())
    compare.on("plain")(in_half, function_="maxout", **layer(draw, 2, 3, 4, 2))


def test_sizes(compare, draw):
    """Samples, pieces, outputs and inputs are not confused: sizes are equal, 1, growing or shrinking."""
    compare.sizes(lambda rows, pieces, outputs, inputs: layer(draw, pieces, outputs, rows, inputs))


def test_leading_dimensions(compare, draw):
    """x may be a single vector or have several leading dimensions, which all stay."""
    for shape in ((3,), (1,), (2, 3, 4), (1, 2, 1, 3)):
        inputs = layer(draw, 3, 2, *shape)
        inputs["b"][:, 0] -= 30.0  # so that this output is below 0
        compare.call(**inputs)


def test_one_piece(compare, draw):
    """With a single piece, the layer is linear, and its outputs may be negative."""
    inputs = layer(draw, 1, 3, 6, 4)
    inputs["b"] -= 3.0
    compare.call(**inputs)


def test_biases(compare, draw):
    """The bias of a piece is added before the maximum, so it decides which piece is the largest."""
    inputs = layer(draw, 4, 3, 5, 2)
    inputs["b"] *= 20.0
    compare.call(**inputs)
    inputs["b"] = torch.arange(4.0).unsqueeze(1).expand(4, 3) - 30.0  # all outputs are below 0
    compare.call(**inputs)


def test_special_units(compare, draw):
    """Pieces of 0 and x make a ReLU, those of -x and x an absolute value, and zeros everywhere make 0."""
    x = draw.normal(6, 1, scale=2.0)
    for low in (0.0, -1.0):
        compare.call(x, torch.tensor([[[low]], [[1.0]]]), torch.zeros(2, 1))
    zeros = {"x": torch.zeros(2, 3), "W": torch.zeros(2, 4, 3), "b": torch.zeros(2, 4)}
    compare.detached.call(**zeros)  # where pieces are equal, the gradient is free
    compare.detached.call(torch.zeros(1, 1), torch.zeros(1, 1, 1), torch.zeros(1, 1))


def test_large(compare, draw):
    """Inputs in the thousands give finite values and gradients: the maximum is exact, not a soft one."""
    inputs = layer(draw, 3, 2, 4, 3)
    inputs["x"][0], inputs["W"][:, 0] = draw.uniform(3, low=0.5), -draw.uniform(3, 3, low=0.5)  # below 0
    inputs["W"][2, 0] *= 0.1  # for the first sample, this piece is the largest
    inputs["x"] *= 1000.0
    inputs["W"][1, 1], inputs["b"][:, 1] = inputs["W"][0, 1], torch.tensor([0.0, 0.5, -1e5])  # close pieces
    compare.call(**inputs)
    compare.call(**{**inputs, "x": 100.0 * inputs["x"], "W": 1e5 * inputs["W"]})  # also far below -1e9


def test_whole_tensors(compare, draw):
    """Samples, outputs and inputs are computed at once. Only a loop over the pieces is fine."""
    compare.vectorised(lambda rows, outputs, inputs: layer(draw, 2, outputs, rows, inputs))
    compare.vectorised(lambda groups, rows: layer(draw, 2, 3, groups, rows, 2))
