import torch

from autograder.judge import graded

pytestmark = graded("linreg")


def inputs(draw, samples, features):
    return {
        "X": draw.normal(samples, features),
        "w": draw.normal(features, 1),
        "b": draw.normal(1, scale=3.0),
    }


def test_prediction(compare, draw):
    """The result is X w + b, a column with a row for each sample."""
    compare.call(**inputs(draw, 6, 4))
    compare.call(**inputs(draw, 3, 3))


def test_sizes(compare, draw):
    """Every number of samples and features is right, 1 too."""
    compare.sizes(lambda samples, features: inputs(draw, samples, features))


def test_zeros(compare, draw):
    """Features, weights or a bias of 0 are numbers like any others."""
    drawn = inputs(draw, 3, 2)
    for name, x in drawn.items():
        compare.call(**{**drawn, name: torch.zeros_like(x)})


def test_whole_tensors(compare, draw):
    """All samples and features are computed at once, without a Python loop."""
    compare.vectorised(lambda samples, features: inputs(draw, samples, features))
