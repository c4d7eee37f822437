import torch

from autograder.judge import graded
from autograder.judge.scenarios import in_half

pytestmark = graded("lsgan_d_loss")


def test_squares(compare, draw):
    """The loss is half the sum of the mean squared distances of real outputs from 1 and fake ones from 0."""
    compare.call(draw.normal(5, 1, mean=0.5), draw.normal(5, 1, mean=0.3))


def test_other_numbers(compare, draw):
    """Both halves have the same weight, even if there are more samples of one kind."""
    compare.call(draw.normal(3, 1, mean=3.0), draw.normal(draw.integer(5, 20), 1))


def test_shapes(compare, draw):
    """The outputs may have any shape; each mean is over all elements. In float16 it is float16."""
    compare.call(draw.normal(), torch.zeros(4, 2))
    compare.call(torch.zeros(3), draw.normal(1))
    compare.call(draw.normal(2, 2, 1), draw.normal(2, 1, 3, 2))
    compare.on("plain")(in_half, function_="lsgan_d_loss", real=draw.normal(4), fake=draw.normal(3))


def test_beyond_the_targets(compare, draw):
    """Outputs are used unchanged, also far outside 0 to 1. Too high costs as much as too low."""
    sides = torch.tensor([1.0, -1.0]).repeat(2).unsqueeze(1)
    distances = [sides * draw.uniform(4, 1, low=1.0, high=50.0) for _ in range(2)]
    compare.call(1 + distances[0], distances[1])


def test_reached_targets(compare, draw):
    """Outputs at their target have a loss and a gradient of 0; other outputs still count."""
    real, fake = draw.normal(4, 1), draw.normal(4, 1)
    real[:2], fake[1:3] = 1.0, 0.0
    compare.call(real, fake)
    compare.call(torch.ones(3, 1), torch.zeros(4, 1))


def test_whole_batch(compare, draw):
    """All samples are computed at once, without a Python loop."""
    compare.vectorised(lambda samples: {"real": draw.normal(samples, 1), "fake": draw.normal(samples, 1)})
