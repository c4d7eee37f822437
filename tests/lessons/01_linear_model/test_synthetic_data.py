import torch

from autograder.judge import graded
from autograder.judge.scenarios import seeded

pytestmark = graded("synthetic_data")


def samples(lesson, w, generator, b, n, *noise):
    """X, and what is left of y after the line: the errors."""
    X, y = lesson.synthetic_data(w, b, n, *noise, generator=generator)
    return X, y - X @ w.unsqueeze(1) - b


def without_noise(lesson, w, seed, b, n):
    """What is left of y, which is 0 and has the gradient 0 in w, and what X is like."""
    X, rest = samples(lesson, w, seeded(w, seed), b, n, 0.0)
    return {
        "the shape of X": list(X.shape),
        "the dtype of X": X.dtype,
        "the device of X": X.device.type,
        "X has no graph": not X.requires_grad,
        "X has other entries than its first": X.numel() == 1 or bool((X.flatten()[0] != X).any()),
        "what is left of y without X w + b": rest,
    }


def joined(lesson, w, generator, b, n, noise):
    """The features, and as a last column the errors, scaled to a spread of 1."""
    X, rest = samples(lesson, w, generator, b, n, noise)
    return torch.cat([X, rest / noise], dim=1)  # [n,D+1]


def values(lesson, w, seed, n, noise):
    return joined(lesson, w, seeded(w, seed), 1.0, n, noise)


def errors(lesson, w, seed, n, noise):
    return samples(lesson, w, seeded(w, seed), -2.0, n, noise)[1] / noise


def largest(lesson, w, seed, n):
    """The largest sizes among the features and among the errors, in groups of n."""
    return values(lesson, w, seed, n * n, 1.0).T.reshape(-1, n).abs().amax(1)


def totals(lesson, w, seed, number):
    """Of many small draws: sums and sums of squares, over the features and over the errors."""
    generator, found = seeded(w, seed), []
    for n in (2, 3):
        draws = [lesson.synthetic_data(w, 0.0, n, 1.0, generator) for _ in range(number)]
        X, y = (torch.stack(part) for part in zip(*draws, strict=True))  # [number,n,D], [number,n,1]
        errors = y - X @ w.unsqueeze(1)
        for part in (X, errors):
            found += [part.sum((1, 2)) / part[0].numel() ** 0.5, part.square().sum((1, 2))]
    return torch.stack(found, dim=1)  # [number,8]


def two_calls(lesson, w, seed, n):
    """The samples of two calls with one generator, side by side, with the default noise of 0.01."""
    generator = seeded(w, seed)
    found = [samples(lesson, w, generator, 0.0, n) for _ in range(2)]
    return torch.cat([torch.cat([X, rest / 0.01], dim=1) for X, rest in found], dim=1)


def repeated(lesson, w, seed, from_global):
    """What the same seed and another seed give."""
    draws = []
    for one in (seed, seed, seed + 1):
        generator = None if from_global else seeded(w, one)
        if from_global:
            torch.manual_seed(one)
        X, y = lesson.synthetic_data(w, 1.0, 4, 0.7, generator)
        draws.append({"features": X, "errors": y - X @ w.unsqueeze(1) - 1.0})
    first, again, other = draws
    found = {"the dtype of y": y.dtype, "the shape of y": list(y.shape)}
    for name, x in first.items():
        found[f"the same seed gives the same {name}"] = torch.allclose(x, again[name], atol=1e-4)
        found[f"another seed gives other {name}"] = not torch.allclose(x, other[name], atol=1e-4)
    return found


def test_a_plane(compare, draw):
    """Without noise, y is exactly X w + b, with a gradient in w. X is [n, D] and y is [n, 1]."""
    for features, n in ((3, 8), (1, 1), (5, 2), (1, 6), (4, 1)):
        w, b = draw.normal(features, scale=3.0), float(draw.normal(1))
        compare(without_noise, w=w, seed=draw.seed(), b=b, n=n)
    compare(without_noise, w=torch.zeros(3), seed=draw.seed(), b=0.0, n=4)


def test_distribution(compare, draw):
    """Features and errors are normal and independent, within a sample and between samples."""
    for features, n in ((8, 2500), (2500, 8)):
        compare.distribution(values, w=draw.normal(features), seed=draw.seed(), n=n, noise=0.3)


def test_noise(compare, draw):
    """The errors are normal with the mean 0, and noise is their standard deviation."""
    for noise in (0.2, 1.0, 5.0):
        compare.distribution(errors, w=draw.normal(2), seed=draw.seed(), n=5000, noise=noise)


def test_tails(compare, draw):
    """Numbers far from 0 are as frequent as they should be: nothing cuts the tails."""
    compare.distribution(largest, w=draw.normal(2), seed=draw.seed(), n=400)


def test_small_draws(compare, draw):
    """Each draw by itself is random: it isn't shifted or scaled to have a certain mean or spread."""
    compare.distribution(totals, w=draw.normal(3), seed=draw.seed(), number=300)


def test_next_call(compare, draw):
    """The next call with the same generator draws new samples. The default noise is 0.01."""
    compare.distribution(two_calls, w=draw.normal(2), seed=draw.seed(), n=1000)


def test_generator(compare, draw):
    """The generator alone decides what is drawn. Without one, PyTorch's global generator does."""
    for from_global in (False, True):
        compare.on("plain")(repeated, w=draw.normal(3), seed=draw.seed(), from_global=from_global)


def test_whole_tensors(compare, draw):
    """All samples and features are drawn at once, without a Python loop."""
    compare.vectorised(
        lambda samples, features: {"w": draw.normal(features), "seed": draw.seed(), "b": 1.5, "n": samples},
        without_noise,
    )
