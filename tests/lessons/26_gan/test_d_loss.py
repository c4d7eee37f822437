import torch

from autograder.judge import graded
from autograder.judge.scenarios import in_half

pytestmark = graded("d_loss")


def test_mean_of_both(compare, draw):
    """The loss is half the sum of the real part, with target 1, and the fake part, with target 0."""
    compare.call(draw.normal(5, 1, scale=2.0), draw.normal(5, 1, mean=-1.0, scale=2.0))


def test_other_numbers(compare, draw):
    """Both halves have the same weight, even if there are more samples of one kind."""
    compare.call(draw.normal(3, 1, mean=2.0), draw.normal(8, 1))


def test_shapes(compare, draw):
    """The logits may have any shape; each mean is over all elements. In float16 it is float16."""
    for real, fake in (((), ()), ((2, 1, 2, 3), (5, 1)), ((3,), (2,)), ((2, 2, 1), (3, 1))):
        compare.call(draw.normal(*real), draw.normal(*fake, mean=1.0))
    compare.on("plain")(in_half, function_="d_loss", real_logits=draw.normal(4), fake_logits=draw.normal(3))


def test_sure_and_wrong(compare, draw):
    """If D is sure and wrong, the loss grows with the logits. If D is sure and right, the loss is small."""
    depths = torch.tensor([20.0, 60.0, 200.0]).unsqueeze(1)
    compare.call(-depths - draw.uniform(3, 1), depths / 2 + draw.uniform(3, 1))
    compare.call(draw.uniform(4, 1, low=5.0, high=20.0), -draw.uniform(4, 1, low=5.0, high=20.0))


def test_large_logits(compare, draw):
    """Logits in the thousands and more give a finite loss with a finite gradient."""
    compare.call(draw.normal(6, 1, scale=3000.0), draw.normal(6, 1, scale=1e6))


def test_without_knowledge(compare, draw):
    """If all logits are 0, the loss is log 2, and the gradient separates real and fake logits."""
    compare.call(torch.zeros(3, 1), torch.zeros(5, 1))


def test_whole_batch(compare, draw):
    """All samples are computed at once, without a Python loop."""
    compare.vectorised(
        lambda samples: {"real_logits": draw.normal(samples, 1), "fake_logits": draw.normal(samples, 1)}
    )
