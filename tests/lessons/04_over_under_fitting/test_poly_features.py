import torch

from autograder.judge import graded
from autograder.judge.scenarios import refusal

pytestmark = graded("poly_features")


def refusals(lesson, x, columns, degrees):
    """What comes of x in wrong shapes, and of wrong degrees."""
    wrong = {"[N]": x[:, 0], "[1, N]": x.T, "[N, 2]": columns, "[N, 1, 1]": x.unsqueeze(2)}
    return {
        "the powers of a good x": lesson.poly_features(x, 2),
        **{
            f"the outcome of x of shape {said}": refusal(ValueError, "shape", lesson.poly_features, y, 3)
            for said, y in wrong.items()
        },
        **{
            f"the outcome of degree={degree}": refusal(ValueError, "degree", lesson.poly_features, x, degree)
            for degree in degrees
        },
    }


def of_a_layer(lesson, x, degree):
    """An x that is no leaf of the graph."""
    return lesson.poly_features(0.5 * x, degree)


def test_powers(compare, draw):
    """The columns are x, x^2, and so on up to the degree, of positive and negative numbers."""
    compare.call(draw.normal(7, 1).clamp(-2, 2), 4)
    compare.call(draw.uniform(3, 1, low=-1.5, high=1.5), degree=5)
    compare(of_a_layer, x=draw.normal(4, 1).clamp(-3, 3), degree=3)


def test_sizes(compare, draw):
    """There may be one sample, one power, or as many samples as powers."""
    compare.sizes(lambda samples, degree: {"x": draw.uniform(samples, 1, low=0.5), "degree": degree})
    compare.call(draw.normal(5, 1).clamp(-2, 2), 1)


def test_zero_and_one(compare, draw):
    """0 stays 0 with a finite gradient, 1 stays 1, and the powers of -1 alternate."""
    compare.call(draw.shuffled([0.0, 1.0, -1.0, 0.5, -0.0, 2.0]).unsqueeze(1), 4)
    compare.call(torch.zeros(3, 1), 2)


def test_high_degree(compare, draw):
    """The powers are right up to the 20th, and large numbers have large powers."""
    compare.call(
        draw.uniform(4, 1, low=0.9, high=1.1) * draw.shuffled([1.0, -1.0, 1.0, -1.0]).unsqueeze(1), 20
    )
    compare.call(draw.shuffled([-4.0, 3.75, 2.5]).unsqueeze(1), 3)


def test_refused(compare, draw):
    """An x that is no column raises a ValueError, and so does a degree below 1."""
    compare(refusals, x=draw.normal(3, 1).clamp(-2, 2), columns=draw.normal(3, 2), degrees=[0, -1])


def test_whole_tensors(compare, draw):
    """The powers of all samples are computed at once, without a Python loop over the samples."""
    compare.vectorised(lambda samples: {"x": draw.uniform(samples, 1, low=-1.0), "degree": 3})
