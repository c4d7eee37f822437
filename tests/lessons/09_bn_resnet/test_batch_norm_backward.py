import torch

from autograder.judge import graded

pytestmark = graded("batch_norm_backward")


def gradients(lesson, dout, x, gamma, **options):
    # The results may be detached or not: here it doesn't show.
    with torch.no_grad():
        found = lesson.batch_norm_backward(dout, x, gamma, **options)
    names = ("dx", "dgamma", "dbeta")
    return {
        **dict(zip(names, found, strict=True)),
        "the result is a tuple": isinstance(found, tuple),
    }


def with_leaves(lesson, dout, x, gamma, eps):
    """A call with leaves that require gradients, one of which has an old grad."""
    dout, x, gamma = (one.detach().clone().requires_grad_() for one in (dout, x, gamma))
    gamma.grad = torch.ones_like(gamma)
    dx, dgamma, dbeta = lesson.batch_norm_backward(dout, x, gamma, eps)
    return {
        "dx": dx.detach(),
        "dgamma": dgamma.detach(),
        "dbeta": dbeta.detach(),
        "the grad of gamma is as it was": bool((gamma.grad == 1).all()),
        "x has no grad": x.grad is None,
    }


def layer(draw, samples, features, mean=0.0, scale=1.0, **options):
    """A batch, and by default a large eps, so that features of two samples do no harm."""
    return {
        "dout": draw.normal(samples, features, mean=0.5),
        "x": draw.normal(samples, features, mean=mean, scale=scale),
        "gamma": draw.normal(features),
        **({"eps": 0.1} | options),
    }


def test_gradients(compare, draw):
    """The gradients in x, gamma and beta come in this order, as a tuple."""
    compare.detached(gradients, **layer(draw, 5, 3))
    compare.detached(with_leaves, **layer(draw, 5, 3))


def test_sizes(compare, draw):
    """Samples and features are not confused: more of one, as many of both, two samples, one feature."""
    for shape in ((3, 6), (4, 4), (2, 2), (2, 5), (6, 1), (2, 1)):
        compare.detached(gradients, **layer(draw, *shape))


def test_eps(compare, draw):
    """eps is added to the variance inside the root, also where the variance is smaller."""
    compare.detached(gradients, **layer(draw, 5, 3, eps=0.7))
    drawn = layer(draw, 6, 2, scale=1e-3)
    del drawn["eps"]
    compare.detached(gradients, **drawn)
    compare.detached(gradients, **layer(draw, 4, 2, scale=1e-8, eps=1e-18))


def test_constant_feature(compare, draw):
    """For a feature of equal numbers all gradients are finite, and that of gamma is 0."""
    drawn = layer(draw, 5, 3)
    drawn["x"][:, 1] = 3.0
    compare.detached(gradients, **drawn)
    zeros = {"dout": torch.ones(3, 2), "x": torch.zeros(3, 2), "gamma": torch.ones(2)}
    compare.detached(gradients, **zeros, eps=0.1)
    drawn = layer(draw, 3, 2)
    compare.detached(gradients, **{**drawn, "dout": torch.zeros(3, 2)})
    compare.detached(gradients, **{**drawn, "gamma": torch.zeros(2)})


def test_directions(compare, draw):
    """A constant dout, or one that is proportional to x, leaves x almost no gradient."""
    drawn = layer(draw, 6, 3)
    compare.detached(gradients, **{**drawn, "dout": draw.normal(1, 3).repeat(6, 1)})
    compare.detached(gradients, **{**drawn, "dout": 3 * drawn["x"]})


def test_sums(compare, draw):
    """The gradients of gamma and beta are sums over the samples, also over many."""
    compare.detached(gradients, **layer(draw, 300, 2))


def test_scales(compare, draw):
    """Numbers far from 0 keep their digits. Gradients may be tiny or huge."""
    compare.detached(gradients, **layer(draw, 20, 3, mean=1e4))
    for scale in (1e-12, 1e12):
        drawn = layer(draw, 5, 2, scale=4.0)
        compare.detached(gradients, **{**drawn, "dout": scale * drawn["dout"]})


def test_whole_tensors(compare, draw):
    """Samples and features are computed at once, without a Python loop."""
    compare.detached.vectorised(lambda samples, features: layer(draw, samples, features), gradients)
