import torch

from autograder.judge import graded
from autograder.judge.scenarios import refusal

pytestmark = graded("batch_norm")


def normalised(lesson, x, gamma, beta, running_mean, running_var, training, **options):
    """The three results. The running statistics require no gradient, as the contract promises."""
    statistics = running_mean.detach(), running_var.detach()
    found = lesson.batch_norm(x, gamma, beta, *statistics, training, **options)
    y, mean, var = found
    return {
        "y": y,
        "the new running mean": mean,
        "the new running variance": var,
        "the new running statistics require gradients": mean.requires_grad or var.requires_grad,
        "the result is a tuple": isinstance(found, tuple),
    }


def without_grad(lesson, x, gamma, beta, running_mean, running_var, training, eps):
    """The result in a block in which no gradients are recorded."""
    with torch.no_grad():
        return lesson.batch_norm(x, gamma, beta, running_mean, running_var, training, eps=eps)[0]


def few_values(lesson, row, image, gamma, beta, running_mean, running_var):
    """What becomes of one value for each channel, and of two."""
    rest = (gamma, beta, running_mean, running_var)
    pair = torch.cat([row, -row])
    return {
        "for one row in training": refusal(ValueError, "", lesson.batch_norm, row, *rest, True),
        "for one image of one pixel in training": refusal(
            ValueError, "", lesson.batch_norm, image, *rest, True
        ),
        "for one row in training with momentum 0": refusal(
            ValueError, "", lesson.batch_norm, row, *rest, True, 0.0
        ),
        "the results for two rows in training": lesson.batch_norm(pair, *rest, True, 0.1, 0.5),
        "the results for one row without training": lesson.batch_norm(row, *rest, False),
        "the results for one pixel without training": lesson.batch_norm(image, *rest, False),
    }


def layer(draw, *shape, training=True, mean=0.0, scale=1.0, **options):
    """A batch of this shape, with parameters and running statistics of which no two are alike.

    By default eps is large, so that channels of two values do no harm.
    """
    channels = shape[1]
    return {
        "x": draw.normal(*shape, mean=mean, scale=scale),
        "gamma": draw.normal(channels),
        "beta": draw.normal(channels),
        "running_mean": draw.normal(channels),
        "running_var": draw.uniform(channels, low=0.5, high=3.0),
        "training": training,
        **({"eps": 0.1} | options),
    }


def test_features(compare, draw):
    """In training, each feature of [N, F] is normalised by its mean and biased variance over the samples."""
    for shape in ((6, 3), (3, 5), (4, 4), (5, 1)):
        compare(normalised, **layer(draw, *shape))


def test_channels(compare, draw):
    """In training, each channel of [N, C, H, W] is normalised over samples, rows and columns together."""
    for shape in ((2, 3, 4, 5), (5, 4, 3, 2), (3, 3, 3, 3), (4, 1, 2, 3)):
        compare(normalised, **layer(draw, *shape))
    compare.on("plain")(without_grad, **layer(draw, 2, 3, 2, 2))


def test_sizes_of_one(compare, draw):
    """One sample, one row, one column or one channel keeps its dimension."""
    for shape in ((1, 3, 2, 4), (3, 2, 1, 1), (2, 3, 1, 4), (2, 3, 4, 1), (1, 1, 1, 2), (2, 1)):
        compare(normalised, **layer(draw, *shape))


def test_without_training(compare, draw):
    """Without training it uses the running statistics, which stay as they are, for any number of samples."""
    for shape in ((4, 3), (3, 4), (1, 3), (2, 3, 4, 5), (3, 3, 3, 3), (1, 2, 1, 1), (1, 1)):
        compare(normalised, **layer(draw, *shape, training=False, momentum=0.7))


def test_momentum(compare, draw):
    """Momentum is the share of the batch: 0 keeps the running statistics, 1 replaces them."""
    for momentum in (0.0, 1.0, 0.3):
        compare(normalised, **layer(draw, 5, 3, mean=3.0, scale=2.0, momentum=momentum))
    compare(normalised, **layer(draw, 2, 3, 2, 3, mean=-2.0, momentum=0.9))


def test_unbiased_variance(compare, draw):
    """The running variance gets the unbiased variance: for two values it is twice the biased one."""
    compare(normalised, **layer(draw, 2, 4, scale=3.0, momentum=0.8))
    compare(normalised, **layer(draw, 1, 3, 1, 2, scale=3.0, momentum=0.8))


def test_eps(compare, draw):
    """eps is added to the variance, not to its root. It doesn't enter the running variance."""
    for training in (True, False):
        drawn = layer(draw, 5, 3, training=training, scale=0.1, eps=0.5)
        drawn["running_var"] *= 0.1
        compare(normalised, **drawn)
        drawn = layer(draw, 3, 2, 2, 3, training=training, scale=1e-3)
        drawn["running_var"] *= 1e-6
        del drawn["eps"]
        compare(normalised, **drawn)
        drawn = layer(draw, 4, 2, training=training, scale=1e-8, eps=1e-18)
        drawn["running_mean"] *= 1e-8
        drawn["running_var"] *= 1e-16
        compare(normalised, **drawn)


def test_constant_channel(compare, draw):
    """A channel of equal numbers gives beta, with finite gradients; a running variance may be 0."""
    drawn = layer(draw, 4, 3)
    drawn["x"][:, 1] = 2.0
    compare(normalised, **drawn)
    zeros = {name: torch.zeros(2) for name in ("gamma", "beta", "running_mean", "running_var")}
    for training in (True, False):
        compare(normalised, **{**layer(draw, 2, 2, 2, 2, training=training), "x": torch.zeros(2, 2, 2, 2)})
        compare(normalised, **{**layer(draw, 3, 2, training=training), **zeros})
    drawn = layer(draw, 4, 3, training=False)
    drawn["running_var"][0] = 0.0
    drawn["x"][:, 0] = drawn["running_mean"][0]
    compare(normalised, **drawn)


def test_far_from_zero(compare, draw):
    """Numbers far from 0 keep their digits: the variance is computed from the distances to the mean."""
    compare(normalised, **layer(draw, 30, 2, mean=1e4))
    compare(normalised, **layer(draw, 3, 2, 4, 4, mean=-1e4, momentum=1.0))


def test_one_value(compare, draw):
    """In training, one value for each channel raises a ValueError. Two values are enough."""
    rest = {name: value for name, value in layer(draw, 1, 3).items() if name not in ("x", "training", "eps")}
    compare.detached(few_values, row=draw.normal(1, 3), image=draw.normal(1, 3, 1, 1), **rest)
    compare(normalised, **layer(draw, 2, 3))


def test_whole_tensors(compare, draw):
    """Samples, channels, rows and columns are normalised at once, without a Python loop."""
    compare.vectorised(
        lambda samples, channels, rows, columns: layer(draw, samples, channels, rows, columns), normalised
    )
    compare.vectorised(
        lambda samples, channels: layer(draw, samples, channels, 2, 2, training=False), normalised
    )
