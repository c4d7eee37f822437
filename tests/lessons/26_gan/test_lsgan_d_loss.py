import torch

from autograder.judge import graded


@graded("lsgan_d_loss")
def test_squares(compare, draw):
    """It is half the sum of the mean squared distances: of real outputs from 1 and of fake ones from 0."""
    compare.call(draw.normal(5, 1, mean=0.5), draw.normal(5, 1, mean=0.3))
    compare.call(draw.normal(2, 1, mean=2.0), draw.normal(2, 1, mean=-1.0))


@graded("lsgan_d_loss")
def test_other_numbers(compare, draw):
    """With more samples of one kind than of the other, both halves weigh the same."""
    for real, fake in ((3, 8), (draw.integer(5, 20), 1)):
        compare.call(draw.normal(real, 1, mean=3.0), draw.normal(fake, 1))


@graded("lsgan_d_loss")
def test_shapes(compare, draw):
    """The outputs may have any shape; each mean is over all elements."""
    compare.call(draw.normal(4), draw.normal(4))
    compare.call(draw.normal(), draw.normal())
    compare.call(draw.normal(3, 2), draw.normal(2, 1, 3, 2))


@graded("lsgan_d_loss")
def test_beyond_the_targets(compare, draw):
    """Outputs are taken as they are, far outside of 0 to 1 too: too high costs as much as too low."""
    distance = draw.uniform(4, 1, low=1.0, high=50.0)
    compare.call(1 + distance, -distance)
    compare.call(1 - distance, distance)


@graded("lsgan_d_loss")
def test_reached_targets(compare, draw):
    """Outputs at their target cost nothing and have no gradient; the others still count."""
    compare.call(torch.ones(4, 1), draw.normal(4, 1))
    compare.call(draw.normal(3, 1), torch.zeros(3, 1))


@graded("lsgan_d_loss")
def test_whole_batch(compare, draw):
    """The work is done on whole tensors, without a loop over the samples."""
    compare.vectorised("samples", lambda n: {"real": draw.normal(n, 1), "fake": draw.normal(n, 1)})
