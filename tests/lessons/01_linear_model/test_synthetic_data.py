import torch

from autograder.judge import graded
from autograder.judge.scenarios import repetition, seeded

pytestmark = graded("synthetic_data")


def samples(lesson, w, seed, **settings):
    """X, and what is left of y after the line, which is 0 without noise."""
    X, y = lesson.synthetic_data(w, generator=seeded(w, seed), **settings)
    return X, y - X @ w.unsqueeze(1) - settings["b"]


def without_noise(lesson, w, seed, **settings):
    X, rest = samples(lesson, w, seed, noise=0.0, **settings)
    differ = X.numel() == 1 or bool((X.flatten()[0] != X).any())
    return {
        "X": [list(X.shape), str(X.dtype), X.device.type],
        "the entries of X differ from each other": differ,
        "y": rest,
    }


def slopes(lesson, w, seed, n):
    """The gradient of the sum of y in w less the sums of X, which it must equal."""
    X, y = lesson.synthetic_data(w, 0.5, n, 0.3, seeded(w, seed))
    (gradient,) = torch.autograd.grad(y.sum(), w.requires_grad_() if not w.requires_grad else w)
    return {
        "the gradient of the sum of y less the sums of X": gradient - X.sum(0),
        "X has no graph": not X.requires_grad,
    }


def features(lesson, w, seed, **settings):
    return samples(lesson, w, seed, **settings)[0]


def errors(lesson, w, seed, **settings):
    return samples(lesson, w, seed, **settings)[1] / settings["noise"]


def sums(lesson, w, seed, n):
    """Sums over samples, over features, and over features and errors together, each with a spread of 1."""
    tall_X, tall_rest = samples(lesson, w, seed, b=1.0, n=n, noise=0.5)
    wide = lesson.synthetic_data(w.new_ones(n), 0.0, len(w), 0.5, seeded(w, seed))[0]
    joined = (tall_X.sum(1) + tall_rest.squeeze(1) / 0.5) / (len(w) + 1) ** 0.5
    return torch.cat([joined, wide.sum(0) / len(w) ** 0.5])


def next_call(lesson, w, seed, n):
    """The samples of two calls in a row, added and scaled to a spread of 1."""
    generator = seeded(w, seed)
    first, second = (lesson.synthetic_data(w, 0.0, n, generator=generator)[0] for _ in range(2))
    return (first + second) / 2**0.5


def repeated(lesson, w, seed):
    def both(generator):
        return torch.cat(lesson.synthetic_data(w.detach(), 1.0, 4, 0.7, generator), dim=1)

    return repetition(both, seed, w.device)


def of_global(lesson, w, seed):
    """Without a generator, after the global one was set to a seed."""
    draws = []
    for one in (seed, seed, seed + 1):
        torch.manual_seed(one)
        draws.append(torch.cat(lesson.synthetic_data(w.detach(), 1.0, 4, 0.7), dim=1))
    return {
        "the same seed gives the same samples": torch.equal(draws[0], draws[1]),
        "another seed gives other samples": not torch.equal(draws[0], draws[2]),
    }


def test_a_plane(compare, draw):
    """Without noise, y is exactly X w + b. X is [n, D] and y is [n, 1]."""
    for features_, n in ((3, 8), (1, 1), (5, 2), (1, 6)):
        w, b = draw.normal(features_, scale=3.0), float(draw.normal(1))
        compare(without_noise, w=w, seed=draw.seed(), b=b, n=n)


def test_gradient_in_w(compare, draw):
    """y is differentiable in w, and X has no graph."""
    compare.on("plain", "strided")(slopes, w=draw.normal(4), seed=draw.seed(), n=6)


def test_features(compare, draw):
    """The features have the standard normal distribution."""
    compare.distribution(features, w=draw.normal(20), seed=draw.seed(), b=4.0, n=300, noise=0.1)


def test_noise(compare, draw):
    """The errors are normal with the mean 0, and noise is their standard deviation."""
    for noise in (0.2, 5.0):
        compare.distribution(errors, w=draw.normal(2), seed=draw.seed(), b=-2.0, n=5000, noise=noise)


def test_independent(compare, draw):
    """Features and errors are all independent: within a sample, and between samples."""
    compare.distribution(sums, w=draw.normal(8), seed=draw.seed(), n=2500)


def test_next_call(compare, draw):
    """The next call with the same generator draws new samples."""
    compare.distribution(next_call, w=draw.normal(4), seed=draw.seed(), n=1500)


def test_generator(compare, draw):
    """The generator alone decides what is drawn. Without one, PyTorch's global generator does."""
    compare.on("plain")(repeated, w=draw.normal(3), seed=draw.seed())
    compare.on("plain")(of_global, w=draw.normal(3), seed=draw.seed())
