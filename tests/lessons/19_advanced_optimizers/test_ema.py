import torch

from autograder.judge import graded

pytestmark = graded("ema")


def test_corrected(compare, draw):
    """By default each average is divided by 1 - beta^t, the sum of its weights."""
    compare.call(draw.normal(7, mean=5.0), 0.9)


def test_bias_correction(compare, draw):
    """Without bias correction, the average starts from 0. The argument chooses between the two forms."""
    compare.call(draw.normal(7, mean=-4.0), 0.7, False)
    compare.each({"xs": draw.uniform(5, low=1.0, high=3.0), "beta": 0.8}, bias_correction=(True, False))


def test_short_sequences(compare, draw):
    """A sequence may have one number or two."""
    compare.call(draw.normal(1, mean=3.0), 0.75, False)
    compare.call(draw.normal(2, mean=3.0), 0.75)


def test_long_memory(compare, draw):
    """With beta near 1, the start and the correction matter for many steps. There may be hundreds."""
    compare.call(draw.normal(draw.integer(15, 20)), 0.99)
    compare.call(draw.normal(draw.integer(200, 220)), 0.5)


def test_no_memory(compare, draw):
    """With a beta of 0 the averages equal the numbers, in a new tensor. A beta of 0.1 is right too."""
    compare.call(draw.normal(5), 0.1)
    compare.call(draw.normal(330), 0.1)
    compare.each({"xs": draw.normal(4), "beta": 0.0}, bias_correction=(True, False))


def test_one_event(compare, draw):
    """The weight of a single number among zeros shrinks by the factor beta. Zeros alone give zeros."""
    xs = torch.zeros(8)
    xs[draw.integer(1, 4)] = 1.0 + draw.integer(1, 5)
    compare.call(xs, 0.85, bias_correction=False)
    compare.call(torch.zeros(3), 0.6)


def test_scale(compare, draw):
    """Numbers may be huge or tiny, and the corrected average of equal numbers is that number."""
    compare.call(1e6 * draw.normal(1, mean=4.0).repeat(6), 0.95)
    compare.call(draw.normal(6, scale=1e-6), 0.9, bias_correction=False)
