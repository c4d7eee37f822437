import torch

from autograder.judge import graded

pytestmark = graded("linreg_grad")


def inputs(draw, samples, features):
    return {
        "X": draw.normal(samples, features),
        "w": draw.normal(features, 1),
        "b": draw.normal(1, scale=2.0),
        "y": draw.normal(samples, 1, scale=2.0),
    }


def test_gradient(compare, draw):
    """Both gradients are means over the samples, of the error times the features and of the error."""
    compare.call(**inputs(draw, 7, 3))
    compare.call(**inputs(draw, 2, 5))


def test_sizes(compare, draw):
    """Every number of samples and features is right, 1 too."""
    compare.sizes(lambda samples, features: inputs(draw, samples, features))


def test_zeros(compare, draw):
    """Features, weights, a bias or targets of 0 are numbers like any others."""
    drawn = inputs(draw, 3, 2)
    for name, x in drawn.items():
        compare.call(**{**drawn, name: torch.zeros_like(x)})


def test_far_from_the_minimum(compare, draw):
    """Large features and large errors give large gradients."""
    drawn = inputs(draw, 6, 2)
    compare.call(**{**drawn, "X": drawn["X"] * 300.0, "y": drawn["y"] - 1000.0})


def test_whole_tensors(compare, draw):
    """All samples and features are computed at once, without a Python loop."""
    compare.vectorised(lambda samples, features: inputs(draw, samples, features))
