import torch

from autograder.judge import graded

pytestmark = graded("layer_norm")


def vectors(draw, *shape, mean=0.0, scale=1.0, **options):
    """Vectors, weight and bias. By default eps is large, so that vectors of two numbers do no harm."""
    size = shape[-1]
    x = draw.normal(*shape, mean=mean, scale=scale)
    return {"x": x, "weight": draw.normal(size), "bias": draw.normal(size), **({"eps": 0.1} | options)}


def each_alone(lesson, x, weight, bias, eps):
    """The vectors one by one, each in a call of its own."""
    return torch.stack([lesson.layer_norm(row, weight, bias, eps) for row in x])


def test_vectors(compare, draw):
    """Each vector is normalised by its own mean and biased variance, then scaled and shifted."""
    compare.call(**vectors(draw, 4, 6))
    compare.call(**vectors(draw, 5, 2))


def test_any_shape(compare, draw):
    """Only the last dimension counts, whatever comes before it. All sizes may be equal."""
    for shape in ((5,), (2, 3, 4), (3, 3, 3), (2, 3, 4, 5), (4, 4)):
        compare.call(**vectors(draw, *shape))


def test_sizes_of_one(compare, draw):
    """A single vector or a single sample keeps its dimensions. Vectors of one number give the bias."""
    for shape in ((1, 4), (1, 1, 3), (2, 1, 3), (3, 1), (1,), (1, 1)):
        compare.call(**vectors(draw, *shape))


def test_eps(compare, draw):
    """eps is added to the variance inside the root, also where the variance is smaller."""
    compare.each(vectors(draw, 3, 5, scale=0.2), eps=(0.5, 1e-8))
    drawn = vectors(draw, 4, 3, scale=1e-3)
    compare.call(drawn["x"], drawn["weight"], drawn["bias"])
    compare.call(**vectors(draw, 3, 4, scale=1e-8, eps=1e-18))


def test_constant_vectors(compare, draw):
    """A vector of equal numbers gives the bias, with finite gradients."""
    drawn = vectors(draw, 4, 3)
    drawn["x"][1] = 2.0
    drawn["x"][2] = 0.0
    compare.call(**drawn)
    compare.call(torch.zeros(2, 2), torch.zeros(2), torch.zeros(2), 0.1)


def test_far_from_zero(compare, draw):
    """Numbers far from 0 keep their digits: the variance is computed from the distances to the mean."""
    compare.call(**vectors(draw, 3, 30, mean=1e4))


def test_other_samples(compare, draw):
    """Other samples make no difference: each alone gives the same as all together, however large they are."""
    drawn = vectors(draw, 3, 4)
    drawn["x"][1] *= 100.0
    compare(each_alone, **drawn)
    compare.call(**drawn)


def test_whole_tensors(compare, draw):
    """Vectors and their numbers are normalised at once, without a Python loop."""
    compare.vectorised(lambda samples, positions, features: vectors(draw, samples, positions, features))
