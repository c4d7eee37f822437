import torch

from autograder.judge import graded


@graded("lsgan_d_loss")
def test_squares(compare, draw):
    """It is half the sum of the mean squared distances: of real outputs from 1 and of fake ones from 0."""
    compare.call(draw.normal(5, 1, mean=0.5), draw.normal(5, 1, mean=0.3))


@graded("lsgan_d_loss")
def test_other_numbers(compare, draw):
    """With more samples of one kind than of the other, both halves weigh the same."""
    compare.on("plain", "double").call(draw.normal(3, 1, mean=3.0), draw.normal(draw.integer(5, 20), 1))


@graded("lsgan_d_loss")
def test_shapes(compare, draw):
    """The outputs may have any shape; each mean is over all elements."""
    compare.values.call(draw.normal(), draw.normal())
    compare.on("plain", "double").call(draw.normal(3, 2), draw.normal(2, 1, 3, 2))


@graded("lsgan_d_loss")
def test_beyond_the_targets(compare, draw):
    """Outputs are taken as they are, far outside of 0 to 1 too: too high costs as much as too low."""
    sides = torch.tensor([1.0, -1.0]).repeat(2).unsqueeze(1)
    distances = [sides * draw.uniform(4, 1, low=1.0, high=50.0) for _ in range(2)]
    compare.call(1 + distances[0], distances[1])


@graded("lsgan_d_loss")
def test_reached_targets(compare, draw):
    """Outputs at their target cost nothing and have no gradient; the others still count."""
    real, fake = draw.normal(4, 1), draw.normal(4, 1)
    real[:2], fake[1:3] = 1.0, 0.0
    compare.on("plain", "double").call(real, fake)


@graded("lsgan_d_loss")
def test_whole_batch(compare, draw):
    """The work is done on whole tensors, without a loop over the samples."""
    compare.vectorised(lambda samples: {"real": draw.normal(samples, 1), "fake": draw.normal(samples, 1)})
